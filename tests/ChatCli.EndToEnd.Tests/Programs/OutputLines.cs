using System.Threading.Channels;

namespace ChatCli.EndToEnd.Tests;

/// <summary>The lines of one output of a program, read by a thread of its own as they come.</summary>
internal sealed class OutputLines
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _all = [];
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="from">Read to its end.</param>
    /// <param name="note">Called with every line, from the thread that reads.</param>
    public OutputLines(StreamReader from, Action<string> note)
    {
        // One blocked thread for each output: a pipe on Unix has no asynchronous reading, and the thread pool must stay free.
        new Thread(() => ReadAll(from, note), maxStackSize: 256 * 1024) { IsBackground = true, Name = "output of a program" }.Start();
    }

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lock) return [.. _all];
        }
    }

    /// <summary>The next line that nobody has taken; null at the end. Throws <see cref="TimeoutException"/> when neither comes.</summary>
    public async Task<string?> NextAsync(TimeSpan patience)
    {
        if (!_lines.Reader.TryRead(out string? line) && await _lines.Reader.WaitToReadAsync().AsTask().WaitAsync(patience))
            _lines.Reader.TryRead(out line);
        return line;
    }

    /// <summary>Waits for the end of the output.</summary>
    public Task EndAsync(TimeSpan patience) => _ended.Task.WaitAsync(patience);

    private void ReadAll(StreamReader from, Action<string> note)
    {
        try
        {
            while (from.ReadLine() is { } line)
            {
                note(line);
                lock (_lock) _all.Add(line);
                _lines.Writer.TryWrite(line);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The program is gone, and so is whoever wanted to know.
        }
        _lines.Writer.TryComplete();
        _ended.TrySetResult();
    }
}
