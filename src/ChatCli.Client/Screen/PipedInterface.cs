using System.Text;
using ChatCli.Client.Editing;

namespace ChatCli.Client.Screen;

/// <summary>The screen as a line tool: lines from a file or pipe, and every prompt and message a line of its own on the output.</summary>
/// <param name="input">Where lines come from.</param>
/// <param name="output">Where lines go.</param>
/// <param name="hide">Hides what is typed until its result is disposed; null: nothing shows it.</param>
/// <param name="isTyped">Whether the lines come from a person after all, and only the output goes elsewhere.</param>
internal sealed class PipedInterface(Stream input, Stream output, Func<IDisposable?>? hide = null, bool isTyped = false) : ILineScreen
{
    private readonly PipedInput _input = new(input);
    private readonly Lock _lock = new();
    private volatile bool _outputClosed;

    public bool IsTerminal => false;

    public bool CanAsk => isTyped;

    public bool HasReader => !_outputClosed;

    public async ValueTask<string?> ReadLineAsync(string prompt, bool secret, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using IDisposable? hidden = secret ? hide?.Invoke() : null;
        string shown = prompt.TrimEnd(' ');
        if (shown.Length > 0) Print(shown);
        return await _input.ReadLineAsync(cancellation);
    }

    public void Print(string text)
    {
        lock (_lock)
        {
            if (_outputClosed) return;
            try
            {
                output.Write(Encoding.UTF8.GetBytes(text + "\n"));
                output.Flush();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // Nobody reads any more; what was asked for on the input is still to be done.
                _outputClosed = true;
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
