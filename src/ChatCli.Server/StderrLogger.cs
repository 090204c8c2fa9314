using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server;

/// <summary>Writes log lines to standard error: time (UTC), level, text.</summary>
internal sealed class StderrLogger(LogLevel least, TimeProvider time) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        string when = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        string line = $"{when} {Name(logLevel)} {formatter(state, exception)}";
        // Console.Error is synchronised: lines do not mix.
        Console.Error.WriteLine(exception is null ? line : $"{line}{Environment.NewLine}{ErrorTrace.Of(exception)}");
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
