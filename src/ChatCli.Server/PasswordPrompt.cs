using ChatCli.Protocol.Files;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Storage;
using Microsoft.Win32.SafeHandles;

namespace ChatCli.Server;

/// <summary>Asks an administrator for a password: never on the command line, where other users of the machine can read it.</summary>
internal static class PasswordPrompt
{
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
        using TerminalEcho? echo = TerminalEcho.Hide();
        // Elsewhere than on Windows the console's own stream shows what is typed by itself.
        using var typed = new StreamReader(OperatingSystem.IsWindows()
            ? Console.OpenStandardInput()
            : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read));
        while (true)
        {
            if (Hidden("Password: ", typed) is not { } password || Hidden("Repeat the password: ", typed) is not { } repeated) return null;
            if (password == repeated) return password;
            Console.Error.WriteLine("the passwords differ; try again");
        }
    }

    private static string? Hidden(string prompt, StreamReader typed)
    {
        Console.Error.Write(prompt);
        string? line = typed.ReadLine();
        Console.Error.WriteLine();
        return line;
    }
}
