using System.Text;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Storage;

namespace ChatCli.Server;

/// <summary>Asks an administrator for a password: never on the command line, where other users of the machine can read it.</summary>
internal static class PasswordPrompt
{
    private const char EndOfInput = '\x04', EraseLine = '\x15';

    /// <summary>
    /// The first line of a file; else of standard input; at a terminal what is typed twice alike, and not shown. A <see cref="StoreException"/> says
    /// why there is none.
    /// </summary>
    public static string Read(string? file)
    {
        string? password = file is not null ? FirstLine(file) : Console.IsInputRedirected ? Console.In.ReadLine() : Ask();
        if (password is null) throw new StoreException("no password was given");
        return AccountRules.IsPassword(password)
            ? password
            : throw new StoreException($"a password is 1 to {Limits.MaxPassword} printable ASCII characters without spaces");
    }

    private static string? FirstLine(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            return reader.ReadLine();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"cannot read {file}: {e.Message}");
        }
    }

    private static string? Ask()
    {
        while (true)
        {
            if (Hidden("Password: ") is not { } password || Hidden("Repeat the password: ") is not { } repeated) return null;
            if (password == repeated) return password;
            Console.Error.WriteLine("the passwords differ; try again");
        }
    }

    private static string? Hidden(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n' or EndOfInput)
            {
                Console.Error.WriteLine();
                return key.KeyChar == EndOfInput ? null : typed.ToString();
            }
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar == EraseLine) typed.Clear();
            else if (key.KeyChar != '\0') typed.Append(key.KeyChar);
        }
    }
}
