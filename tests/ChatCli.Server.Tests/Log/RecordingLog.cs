using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Tests;

/// <summary>Keeps what the server logs. Errors are bugs of the server; the end of a connection can be waited for.</summary>
internal sealed class RecordingLog : ILogger
{
    private const int Disconnected = 11;

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _errors = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _awaited = [];
    private int _disconnects;

    public string[] Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    public string[] Errors
    {
        get
        {
            lock (_gate) return [.. _errors];
        }
    }

    /// <summary>Completes when so many connections have ended altogether.</summary>
    public Task WaitForDisconnectsAsync(int count)
    {
        lock (_gate)
        {
            if (_disconnects >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((count, reached));
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string line = $"{logLevel}: {formatter(state, exception)} {exception}";
        lock (_gate)
        {
            _lines.Add(line);
            if (logLevel >= LogLevel.Error) _errors.Add(line);
            if (eventId.Id != Disconnected) return;
            _disconnects++;
            foreach ((int count, TaskCompletionSource reached) in _awaited)
            {
                if (_disconnects >= count) reached.TrySetResult();
            }
        }
    }
}
