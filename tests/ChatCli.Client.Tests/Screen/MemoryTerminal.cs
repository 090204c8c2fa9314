using System.Text;
using ChatCli.Client.Screen;
using ChatCli.Testing;

namespace ChatCli.Client.Tests;

/// <summary>A terminal without a terminal: what is written is drawn on a <see cref="TerminalScreen"/>, and the test presses the keys.</summary>
internal sealed class MemoryTerminal(int columns = 40, int rows = 8) : ITerminal
{
    private ITerminalListener? _listener;

    public TerminalScreen Screen { get; } = new(columns, rows);

    public StringBuilder Written { get; } = new();

    public int Writes { get; private set; }

    public int Suspensions { get; private set; }

    public int Quits { get; private set; }

    public bool IsDisposed { get; private set; }

    public int Columns => Screen.Columns;

    public void Start(ITerminalListener listener) => _listener = listener;

    public void Write(ReadOnlySpan<char> text)
    {
        Writes++;
        Written.Append(text);
        Screen.Feed(text.ToString());
    }

    public void Suspend() => Suspensions++;

    public void Quit() => Quits++;

    public void Dispose() => IsDisposed = true;

    public void Type(string keys) => _listener!.Received(Encoding.UTF8.GetBytes(keys));

    public void Pause() => _listener!.Paused();

    public void End() => _listener!.Ended();

    public void Resize(int toColumns, int toRows)
    {
        Screen.Resize(toColumns, toRows);
        _listener!.Redraw();
    }
}
