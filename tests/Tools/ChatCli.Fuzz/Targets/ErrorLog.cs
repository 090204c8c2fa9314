using Microsoft.Extensions.Logging;

namespace ChatCli.Fuzz.Targets;

/// <summary>Keeps the first error that a server logs: what is caught so that it ends one connection alone is a bug all the same.</summary>
internal sealed class ErrorLog : ILogger
{
    private volatile string? _error;

    public string? Error => _error;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error || exception is not null) _error ??= $"{formatter(state, exception)} {exception}";
    }
}
