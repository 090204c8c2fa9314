using System.Text;
using ChatCli.Client.Editing;

namespace ChatCli.Client.Screen;

/// <summary>
/// The screen at a terminal: everything printed scrolls up, and below it one row holds the line being typed. It never asks
/// the terminal where the cursor is: the row never wraps, so between two updates the cursor is always in it.
/// </summary>
internal sealed class ChatScreen : ILineScreen, ITerminalListener
{
    private const int MaxTypedAhead = 65_536;
    private const string EraseRow = "\r\e[K";
    private const string ShortPrompt = "> ";

    private readonly Lock _lock = new();
    private readonly ITerminal _terminal;
    private readonly KeyReader _keys = new();
    private readonly LineEditor _editor = new();
    private readonly InputRow _row = new();
    private readonly StringBuilder _drawnRow = new();
    private readonly StringBuilder _output = new();
    private readonly Queue<Key> _arrived = new();
    private readonly Queue<Key> _typedAhead = new();

    private TaskCompletionSource<string?>? _reading;
    private string _prompt = "";
    private bool _secret;
    private bool _rowChanged;
    private bool _ended;
    private bool _disposed;

    public ChatScreen(ITerminal terminal)
    {
        _terminal = terminal;
        terminal.Start(this);
    }

    public bool IsTerminal => true;

    public bool CanAsk => true;

    public bool HasReader => true;

    public async ValueTask<string?> ReadLineAsync(string prompt, bool secret, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Task<string?> line = Begin(prompt, secret);
        await using (cancellation.UnsafeRegister(static (screen, token) => ((ChatScreen)screen!).Cancel(token), this))
            return await line;
    }

    public void Print(string text)
    {
        lock (_lock)
        {
            if (_reading is not null) _output.Append(EraseRow);
            foreach (string line in text.Split('\n'))
            {
                WrappedLine.Append(_output, line, _terminal.Columns);
                _output.Append("\r\n");
            }
            if (_reading is not null) _output.Append(_drawnRow);
            Flush();
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed) return ValueTask.CompletedTask;
            _disposed = true;
            End();
            _editor.Clear();
        }
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }

    void ITerminalListener.Received(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _keys.Read(bytes, _arrived);
            TakeArrived();
        }
    }

    void ITerminalListener.Paused()
    {
        lock (_lock)
        {
            _keys.Pause(_arrived);
            TakeArrived();
        }
    }

    void ITerminalListener.Redraw()
    {
        lock (_lock)
        {
            if (_reading is null) return;
            _output.Append("\r\e[J");
            _rowChanged = true;
            Show();
        }
    }

    void ITerminalListener.Ended()
    {
        lock (_lock) End();
    }

    private Task<string?> Begin(string prompt, bool secret)
    {
        lock (_lock)
        {
            if (_reading is not null) throw new InvalidOperationException("A line is being read already.");
            if (_ended) return Task.FromResult<string?>(null);

            // What was typed before a cancelled read stays, but never as part of a secret or a secret as part of a line.
            if (secret || _secret) _editor.Clear();
            _secret = secret;
            _prompt = prompt;
            if (!InputRow.Fits(prompt, _terminal.Columns) && prompt.Length > 0)
            {
                _output.Append(prompt).Append("\r\n");
                _prompt = ShortPrompt;
            }
            _row.Reset();
            _rowChanged = true;
            var reading = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _reading = reading;
            while (_reading is not null && _typedAhead.TryDequeue(out Key key)) Apply(key);
            Show();
            return reading.Task;
        }
    }

    private void Cancel(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_reading is not { } reading) return;
            _reading = null;
            _output.Append(EraseRow);
            Flush();
            reading.SetCanceled(cancellation);
        }
    }

    private void End()
    {
        _ended = true;
        _typedAhead.Clear();
        if (_reading is null) return;
        _output.Append(EraseRow);
        Complete(null);
        Flush();
    }

    private void TakeArrived()
    {
        while (_arrived.TryDequeue(out Key key))
        {
            if (key.IsControl('z')) Suspend();
            else if (_reading is not null) Apply(key);
            else KeepForNext(key);
        }
        Show();
    }

    private void KeepForNext(Key key)
    {
        // Somebody who presses Ctrl-C again while no line is read does not want to wait for whatever keeps us.
        if (key.IsControl('c') && (_ended || _typedAhead.Contains(key))) _terminal.Quit();
        else if (!_ended && _typedAhead.Count < MaxTypedAhead) _typedAhead.Enqueue(key);
    }

    private void Suspend()
    {
        if (_reading is not null) _output.Append(EraseRow);
        Flush();
        _terminal.Suspend();
        _rowChanged = true;
    }

    private void Apply(Key key)
    {
        switch (_editor.Apply(key))
        {
            case EditResult.Changed:
                _rowChanged = true;
                break;
            case EditResult.Redraw:
                _output.Append("\e[H\e[2J");
                _rowChanged = true;
                break;
            case EditResult.Submitted:
                _output.Append('\r').Append(_prompt);
                if (!_secret) InputRow.AppendInert(_output, _editor.Text);
                _output.Append("\e[K\r\n");
                Complete(_editor.Take());
                break;
            case EditResult.EndOfInput:
                _output.Append(EraseRow);
                Complete(null);
                break;
        }
    }

    private void Complete(string? line)
    {
        _reading!.SetResult(line);
        _reading = null;
    }

    private void Show()
    {
        if (_reading is not null && _rowChanged)
        {
            _drawnRow.Clear();
            if (_secret) _row.Draw(_drawnRow, _prompt, [], 0, _terminal.Columns);
            else _row.Draw(_drawnRow, _prompt, _editor.Text, _editor.Cursor, _terminal.Columns);
            _output.Append(_drawnRow);
            _rowChanged = false;
        }
        Flush();
    }

    private void Flush()
    {
        if (_output.Length == 0) return;
        _terminal.Write(_output.ToString());
        _output.Clear();
    }
}
