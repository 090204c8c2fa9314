using System.Globalization;
using System.Net;
using ChatCli.Protocol;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;
using ConsoleAppFramework;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server;

/// <summary>Reads the command line; everything that the parsing library is needed for is in this file.</summary>
internal static class CommandLine
{
    public const string Usage = """
        Usage: chatcli-server [PORT] [BLOCK_DURATION] [TIMEOUT] [options]
               chatcli-server check [--data DIR]
               chatcli-server backup FILE [--data DIR]
               chatcli-server user add|passwd NAME [--password-file FILE] [--credentials FILE] [--iterations N]
               chatcli-server user remove|unblock NAME [--credentials FILE]
               chatcli-server user list [--credentials FILE]

          PORT                      TCP port (default: 5000; 0: the system chooses)
          BLOCK_DURATION            seconds that three wrong passwords block a name (default: 60)
          TIMEOUT                   seconds without a command until a user is logged out (default: 600; 0: never)
          --port PORT               the same as PORT
          --block-duration SECONDS  the same as BLOCK_DURATION
          --timeout SECONDS         the same as TIMEOUT
          --bind ADDRESS            listen on this address alone (default: all, IPv4 and IPv6)
          --tls-cert FILE           show this certificate (PEM, followed by those of its issuers) in place of the server's own
                                    (none: connections are not encrypted)
          --tls-key FILE            the key of that certificate (PEM)
          --allow-plaintext         let clients of other machines connect without encryption
          --credentials FILE        the accounts (default: credentials.txt, made when it is missing)
          --keep-plaintext          leave the passwords in that file (default: a login puts a verifier in place of one)
          --iterations N            how slowly keys are derived from new passwords, 4096 to 10000000 (default: 250000, about 50 ms)
          --data DIR                the folder of waiting messages and blocks (default: your data folder, such as
                                    ~/.local/share/chatcli-server; :memory: keeps them until the server ends)
          --grace SECONDS           how long a user whose link was lost counts as online (default: 10)
          --message-rate N          messages a second that a user may send, after 1,000 at once (default: 200; 0: any number)
          --log-level LEVEL         trace, debug, information, warning, error, critical or none (default: information)
          --help                    show this
          --version                 show the version

          check                     looks for damage in the store and counts what is in it, also while the server runs
          backup FILE               copies the store into FILE, also while the server runs
          user add NAME             makes an account; asks for the password, or reads a line from standard input or FILE
          user passwd NAME          gives an account another password, likewise
          user remove NAME          removes an account with its channel and all that is kept for it
          user unblock NAME         lets NAME log in again after wrong passwords
          user list                 lists the accounts, and whether the password can be read in the file ("plain") or not ("verifier")
        """;

    private const int BadUsage = 2;
    private const int MaxRate = 1_000_000;

    private static readonly string[] OptionsWithValue =
    [
        "--port", "--block-duration", "--timeout", "--bind", "--tls-cert", "--tls-key", "--credentials", "--iterations", "--data", "--grace",
        "--message-rate", "--log-level", "--password-file",
    ];

    private static readonly string[] UserCommands = ["add", "passwd", "remove", "unblock", "list"];

    /// <summary>The options; or null and the exit status, after everything was said.</summary>
    public static (ServerOptions? Options, int Status) Parse(string[] args, TextWriter output, TextWriter errors)
    {
        if (args.Any(arg => arg is "--help" or "-h"))
        {
            output.WriteLine(Usage);
            return (null, 0);
        }
        if (args is ["--version"])
        {
            output.WriteLine($"chatcli-server {ProductVersion.Text}");
            return (null, 0);
        }
        string? problem = null;
        ServerOptions? options = ReadArguments([.. args.SelectMany(Split)], ref problem);
        if (problem is null) return (options, 0);
        errors.WriteLine($"chatcli-server: {problem}");
        errors.WriteLine(Usage);
        return (null, BadUsage);
    }

    private static ServerOptions? ReadArguments(string[] args, ref string? problem)
    {
        // Without this the library reports an exception where the value of the last option is missing.
        if (args is [.., var last] && OptionsWithValue.Contains(last))
        {
            problem = $"missing value for {last}";
            return null;
        }

        if (args is ["user", ..] && (args.Length < 2 || !UserCommands.Contains(args[1])))
        {
            problem = $"user needs one of: {string.Join(", ", UserCommands)}";
            return null;
        }

        ServerOptions? options = null;
        string? found = null;
        string? logged = null;
        int status = Environment.ExitCode;
        ConsoleApp.LogError = line => logged ??= line;
        ConsoleApp.Log = static _ => { };
        ConsoleApp.ConsoleAppBuilder app = ConsoleApp.Create();
        app.Add("", (
            [Argument] string? firstPort = null,
            [Argument] string? secondBlockDuration = null,
            [Argument] string? thirdTimeout = null,
            string? port = null,
            string? blockDuration = null,
            string? timeout = null,
            string? bind = null,
            string? tlsCert = null,
            string? tlsKey = null,
            bool allowPlaintext = false,
            string? credentials = null,
            bool keepPlaintext = false,
            string? iterations = null,
            string? data = null,
            string? grace = null,
            string? messageRate = null,
            string? logLevel = null) =>
        {
            var defaults = new ServerOptions();
            bool needsKey = !string.IsNullOrEmpty(tlsCert) && tlsCert != ServerOptions.NoCertificate;
            if (needsKey != !string.IsNullOrEmpty(tlsKey)) found = "--tls-cert and --tls-key need each other";
            options = new ServerOptions
            {
                Port = Number("port", port ?? firstPort, ushort.MaxValue, ref found) ?? defaults.Port,
                BlockDuration = Seconds("block duration", blockDuration ?? secondBlockDuration, ref found) ?? defaults.BlockDuration,
                Timeout = Seconds("time-out", timeout ?? thirdTimeout, ref found) ?? defaults.Timeout,
                Grace = Seconds("grace period", grace, ref found) ?? defaults.Grace,
                MessageRate = Number("message rate", messageRate, MaxRate, ref found) ?? defaults.MessageRate,
                Credentials = credentials ?? defaults.Credentials,
                CredentialsMustExist = credentials is not null,
                KeepPlaintext = keepPlaintext,
                Iterations = Number("iterations", iterations, Limits.MaxIterations, ref found, Limits.MinIterations) ?? defaults.Iterations,
                Data = Folder(data, ref found),
                Bind = Address(bind, ref found),
                TlsCertificate = tlsCert,
                TlsKey = tlsKey,
                AllowPlaintext = allowPlaintext,
                LogLevel = Level(logLevel, ref found) ?? defaults.LogLevel,
            };
        });
        app.Add("check", (string? data = null) =>
        {
            options = new ServerOptions { Task = ServerTask.Check, Data = StoredFolder(data, ref found) };
        });
        app.Add("backup", ([Argument] string? file = null, string? data = null) =>
        {
            if (string.IsNullOrEmpty(file)) found = "backup needs the name of the copy";
            options = new ServerOptions { Task = ServerTask.Backup, BackupFile = file, Data = StoredFolder(data, ref found) };
        });
        AddUserCommands(app, made => options = made, why => found ??= why);
        app.Run(args);
        // The library sets it; the exit status is what Main returns.
        Environment.ExitCode = status;
        problem = logged ?? found;
        return options;
    }

    private static void AddUserCommands(ConsoleApp.ConsoleAppBuilder app, Action<ServerOptions> made, Action<string> refuse)
    {
        app.Add("user add", ([Argument] string? name = null, string? passwordFile = null, string? credentials = null, string? iterations = null) =>
            made(User(ServerTask.AddUser, name, credentials, refuse, passwordFile, iterations)));
        app.Add("user passwd", ([Argument] string? name = null, string? passwordFile = null, string? credentials = null, string? iterations = null) =>
            made(User(ServerTask.ChangePassword, name, credentials, refuse, passwordFile, iterations)));
        app.Add("user remove", ([Argument] string? name = null, string? credentials = null) =>
            made(User(ServerTask.RemoveUser, name, credentials, refuse)));
        app.Add("user unblock", ([Argument] string? name = null, string? credentials = null) =>
            made(User(ServerTask.UnblockUser, name, credentials, refuse)));
        app.Add("user list", (string? credentials = null) =>
            made(User(ServerTask.ListUsers, "everybody", credentials, refuse)));
    }

    private static ServerOptions User(
        ServerTask task, string? name, string? credentials, Action<string> refuse, string? passwordFile = null, string? iterations = null)
    {
        string? problem = string.IsNullOrEmpty(name) ? "a name is missing" : passwordFile is "" ? "--password-file needs a file" : null;
        var defaults = new ServerOptions();
        var options = new ServerOptions
        {
            Task = task,
            UserName = name ?? "",
            PasswordFile = passwordFile,
            Credentials = credentials ?? defaults.Credentials,
            CredentialsMustExist = credentials is not null,
            Iterations = Number("iterations", iterations, Limits.MaxIterations, ref problem, Limits.MinIterations) ?? defaults.Iterations,
        };
        if (problem is not null) refuse(problem);
        return options;
    }

    /// <summary>The library does not know <c>--port=5000</c>.</summary>
    private static IEnumerable<string> Split(string arg)
    {
        int equals = arg.StartsWith("--", StringComparison.Ordinal) ? arg.IndexOf('=') : -1;
        return equals < 0 ? [arg] : [arg[..equals], arg[(equals + 1)..]];
    }

    private static TimeSpan? Seconds(string what, string? value, ref string? problem) =>
        Number(what, value, int.MaxValue, ref problem) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static int? Number(string what, string? value, int max, ref string? problem, int min = 0)
    {
        if (value is null) return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max) return number;
        problem ??= $"the {what} must be a whole number from {min} to {max}, not \"{value}\"";
        return null;
    }

    private static IPAddress? Address(string? value, ref string? problem)
    {
        if (value is null) return null;
        if (IPAddress.TryParse(value, out IPAddress? address)) return address;
        problem ??= $"--bind needs an IP address, not \"{value}\"";
        return null;
    }

    private static string? Folder(string? value, ref string? problem)
    {
        if (value is "") problem ??= "--data needs a folder";
        return value;
    }

    private static string? StoredFolder(string? value, ref string? problem)
    {
        if (value == DataFolder.InMemory) problem ??= "what is in memory ends with its server";
        return Folder(value, ref problem);
    }

    private static LogLevel? Level(string? value, ref string? problem)
    {
        if (value is null) return null;
        if (Enum.TryParse(value, ignoreCase: true, out LogLevel level) && Enum.IsDefined(level)) return level;
        problem ??= $"--log-level needs one of the levels that --help lists, not \"{value}\"";
        return null;
    }
}
