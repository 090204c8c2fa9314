using System.Globalization;
using System.Net;
using ConsoleAppFramework;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server;

/// <summary>Reads the command line. The only file that knows which library does it.</summary>
internal static class CommandLine
{
    /// <summary>The longest time that can be asked for, in seconds: about 68 years.</summary>
    private const int MaxSeconds = int.MaxValue;

    private static ServerOptions? s_options;
    private static string? s_error;

    /// <summary>
    /// The options; or null when there is nothing to run, with the exit status: 0 after help or version, 2 after a wrong command line.
    /// </summary>
    public static ServerOptions? Parse(string[] args, out int exitStatus)
    {
        (s_options, s_error) = (null, null);
        ConsoleApp.LogError = error => s_error ??= error;
        string[] words = [.. args.SelectMany(SplitValue)];
        if (words is [.., ['-', '-', ..] last] && last is not ("--help" or "--version")) s_error = $"{last} needs a value, or is no option";
        else ConsoleApp.Run(words, Read);
        Environment.ExitCode = 0;

        if (s_error is null)
        {
            exitStatus = 0;
            return s_options;
        }
        exitStatus = 2;
        // One line: what follows the first one is for the library's users.
        Console.Error.WriteLine($"chatcli-server: {s_error.AsSpan().TrimEnd()[..(s_error + '\n').IndexOf('\n')]}");
        Console.Error.WriteLine("Usage: chatcli-server [PORT] [BLOCK_DURATION] [TIMEOUT] [options]; --help lists the options");
        return null;
    }

    /// <summary>The ChatCli server.</summary>
    /// <param name="port">TCP port, 0 lets the system choose.</param>
    /// <param name="blockDuration">Seconds that three wrong passwords block an account.</param>
    /// <param name="timeout">Seconds without a command after which a user is logged out, 0 for never.</param>
    /// <param name="portOption">--port, The same as PORT.</param>
    /// <param name="blockDurationOption">--block-duration, The same as BLOCK_DURATION.</param>
    /// <param name="timeoutOption">--timeout, The same as TIMEOUT.</param>
    /// <param name="bind">Address to listen on; all when left out.</param>
    /// <param name="credentials">File with the accounts.</param>
    /// <param name="grace">Seconds that a user counts as online after the link was lost.</param>
    /// <param name="logLevel">trace, debug, information, warning, error or none.</param>
    private static void Read(
        [Argument] string? port = null,
        [Argument] string? blockDuration = null,
        [Argument] string? timeout = null,
        string? portOption = null,
        string? blockDurationOption = null,
        string? timeoutOption = null,
        string? bind = null,
        string credentials = ServerOptions.DefaultCredentials,
        string grace = "10",
        string logLevel = "information")
    {
        var defaults = new ServerOptions();
        var options = new ServerOptions
        {
            Port = Number("port", portOption ?? port, 65535) ?? defaults.Port,
            BlockDuration = Seconds("block duration", blockDurationOption ?? blockDuration) ?? defaults.BlockDuration,
            Timeout = Seconds("time-out", timeoutOption ?? timeout) ?? defaults.Timeout,
            Grace = Seconds("grace", grace) ?? defaults.Grace,
            Credentials = credentials,
            Bind = Address(bind),
            LogLevel = Level(logLevel),
        };
        if (s_error is null) s_options = options;
    }

    private static TimeSpan? Seconds(string what, string? value) =>
        Number(what, value, MaxSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static int? Number(string what, string? value, int max)
    {
        if (value is null) return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= max) return number;
        s_error ??= $"the {what} must be a whole number from 0 to {max}, not '{value}'";
        return null;
    }

    private static IPAddress? Address(string? value)
    {
        if (value is null) return null;
        if (IPAddress.TryParse(value, out IPAddress? address)) return address;
        s_error ??= $"--bind needs an IP address, not '{value}'";
        return null;
    }

    private static LogLevel Level(string value)
    {
        if (Enum.TryParse(value, ignoreCase: true, out LogLevel level) && Enum.IsDefined(level)) return level;
        s_error ??= $"--log-level must be trace, debug, information, warning, error, critical or none, not '{value}'";
        return default;
    }

    private static IEnumerable<string> SplitValue(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) && word.IndexOf('=') is > 0 and int at ? [word[..at], word[(at + 1)..]] : [word];
}
