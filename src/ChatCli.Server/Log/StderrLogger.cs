using System.Globalization;
using ChatCli.Protocol.Files;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Log;

/// <summary>Writes log lines to standard error: time (UTC), level, text. What cannot be written, as on a full disk, is left out and counted.</summary>
internal sealed class StderrLogger(LogLevel least, TimeProvider time) : ILogger
{
    private readonly Lock _lock = new();
    private int _leftOut;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        string when = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        string line = $"{when} {Name(logLevel)} {formatter(state, exception)}";
        if (exception is not null) line = $"{line}{Environment.NewLine}{ErrorTrace.Of(exception)}";
        lock (_lock)
        {
            if (_leftOut > 0)
            {
                line = $"{when} {Name(LogLevel.Warning)} {_leftOut} lines before this one could not be written{Environment.NewLine}{line}";
            }
            if (StandardStreams.TryWriteError(line)) _leftOut = 0;
            else _leftOut++;
        }
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
