using System.Globalization;
using ChatCli.Client.Words;
using ChatCli.Protocol;
using ChatCli.Protocol.Bytes;
using ConsoleAppFramework;

namespace ChatCli.Client;

/// <summary>What the command line, the password file and the environment say.</summary>
/// <param name="Host">The server's name or address.</param>
/// <param name="Port">The server's port.</param>
/// <param name="User">The name to log in with, or null to ask.</param>
/// <param name="Password">The password to log in with, or null to ask.</param>
/// <param name="Receipts">Whether a line is to tell what became of each message.</param>
internal sealed record ClientOptions(string Host, int Port, string? User, string? Password, bool Receipts)
{
    /// <summary>Whether the connection is not to be encrypted.</summary>
    public bool Plain { get; init; }

    /// <summary>Whether the key of a server that is not known yet is accepted unseen.</summary>
    public bool AcceptNew { get; init; }

    /// <summary>The one key that the server may have; null: one that is known, or that the person accepts.</summary>
    public Fingerprint? Fingerprint { get; init; }
}

/// <summary>Reads the command line; everything that the parsing library is needed for is in this file.</summary>
internal static class CommandLine
{
    public const string Usage = """
        Usage: chatcli [HOST] PORT [options]

          HOST                  the server's name or address (default: 127.0.0.1)
          PORT                  the server's port, 1 to 65535
          --user NAME           log in as NAME instead of asking for it
          --password-file FILE  take the password from the first line of FILE
          --fingerprint F       connect only to a server whose key has the fingerprint F, whatever is known of it
          --accept-new          accept the key of a server that is not known yet without asking, and remember it; never a changed one
          --plain               connect without encryption: only on this machine or in a network that you trust
          --receipts            print "receipt ID USER STATE" for each message: ID counts the message commands 1, 2, 3...
                                (those with a user and a text), STATE is stored, delivered or refused; delivered may follow stored
          --help                show this
          --version             show the version

        The environment variable CHATCLI_PASSWORD gives the password as well.
        """;

    private const int BadUsage = 2;

    private static readonly string[] OptionsWithValue = ["--user", "--password-file", "--fingerprint"];

    private sealed record Given(
        string First, string? Second, string? User, string? PasswordFile, bool Receipts, bool Plain, bool AcceptNew, Fingerprint? Fingerprint);

    /// <summary>The options; or null and the exit status, after everything was said.</summary>
    public static (ClientOptions? Options, int Status) Parse(string[] args, TextWriter output, TextWriter errors)
    {
        if (args.Any(arg => arg is "--help" or "-h"))
        {
            output.WriteLine(Usage);
            return (null, 0);
        }
        if (args is ["--version"])
        {
            output.WriteLine($"chatcli {ProductVersion.Text}");
            return (null, 0);
        }
        string? problem = null;
        if (ReadArguments(args, ref problem) is not { } given || ReadPort(given, ref problem) is not { } port)
        {
            errors.WriteLine($"chatcli: {Inert.Text(problem!)}");
            errors.WriteLine(Usage);
            return (null, BadUsage);
        }
        string? password = Environment.GetEnvironmentVariable("CHATCLI_PASSWORD");
        if (given.PasswordFile is not null && ReadPassword(given.PasswordFile, ref problem) is var read)
        {
            if (read is null)
            {
                errors.WriteLine($"chatcli: {Inert.Text(problem!)}");
                return (null, 1);
            }
            password = read;
        }
        string host = given.Second is null ? "127.0.0.1" : given.First;
        var options = new ClientOptions(host, port, given.User, string.IsNullOrEmpty(password) ? null : password, given.Receipts)
        {
            Plain = given.Plain,
            AcceptNew = given.AcceptNew,
            Fingerprint = given.Fingerprint,
        };
        return (options, 0);
    }

    private static Given? ReadArguments(string[] args, ref string? problem)
    {
        string[] split = [.. args.SelectMany(Split)];
        for (int i = 0; i < split.Length; i++)
        {
            if (!OptionsWithValue.Contains(split[i])) continue;
            if (++i < split.Length && split[i].Length > 0 && !split[i].StartsWith("--", StringComparison.Ordinal)) continue;
            problem = $"missing value for {split[i - 1]}";
            return null;
        }

        Given? given = null;
        string? logged = null, found = null;
        int status = Environment.ExitCode;
        ConsoleApp.LogError = line => logged ??= line;
        ConsoleApp.Log = static _ => { };
        ConsoleApp.Run(split, (
            [Argument] string? first = null, [Argument] string? second = null,
            string? user = null, string? passwordFile = null, string? fingerprint = null, bool acceptNew = false, bool plain = false,
            bool receipts = false) =>
        {
            Fingerprint? key = null;
            if (fingerprint is not null && !Fingerprint.TryParse(fingerprint, out key)) found = $"\"{fingerprint}\" is not a fingerprint";
            else if (plain && (acceptNew || key is not null)) found = "with --plain the server shows no key: --accept-new and --fingerprint do not go with it";
            else if (acceptNew && key is not null) found = "--fingerprint names the one key that will do: --accept-new does not go with it";
            else if (first is not null) given = new Given(first, second, user, passwordFile, receipts, plain, acceptNew, key);
        });
        // The library sets it; the exit status is what Main returns.
        Environment.ExitCode = status;
        problem = logged ?? found ?? "the port is missing";
        return logged is null ? given : null;
    }

    /// <summary>The library does not know <c>--user=NAME</c>.</summary>
    private static IEnumerable<string> Split(string arg)
    {
        int equals = arg.StartsWith("--", StringComparison.Ordinal) ? arg.IndexOf('=') : -1;
        return equals < 0 ? [arg] : [arg[..equals], arg[(equals + 1)..]];
    }

    private static int? ReadPort(Given given, ref string? problem)
    {
        string word = given.Second ?? given.First;
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= ushort.MaxValue) return port;
        problem = $"\"{word}\" is not a port: a port is a number from 1 to 65535";
        return null;
    }

    private static string? ReadPassword(string file, ref string? problem)
    {
        try
        {
            using var reader = new StreamReader(file);
            if (reader.ReadLine() is { Length: > 0 } line) return line;
            problem = $"the password file {file} is empty";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"cannot read the password file {file}: {e.Message}";
        }
        return null;
    }
}
