using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Load;

/// <summary>One user of a server under load. All methods but <see cref="Ask"/> run on the event thread. Hot path.</summary>
internal sealed class Client : LineConnection
{
    /// <summary>So many messages are acknowledged at once, as a client under load does.</summary>
    private const int AcknowledgeEvery = 32;

    private readonly Trial _trial;
    private readonly Func<ReadOnlySpan<byte>, byte[]?> _logIn;
    private readonly byte[] _messageStart;
    private readonly bool _isNumbered;
    private readonly Lock _encryption = new();
    private bool _isLoggedIn;
    private long _number = 1_000_000_000;
    private long _messages;
    private long _acknowledged;
    private bool _checked;

    private byte[] _window = [];
    private int _lineLength;
    private int _owed;
    private bool _blocked;
    private BlockedSend? _blockedSend;

    public Client(Socket socket, IByteConnection? encrypted, Trial trial, int user)
        : base(socket, encrypted)
    {
        _trial = trial;
        User = user;
        _logIn = trial.Dialect.LogIn(user, encrypted?.ChannelBinding);
        _messageStart = trial.Traffic.MessageStart;
        // Broadcasts are neither numbered nor acknowledged.
        _isNumbered = trial.Dialect.NumberOffset >= 0 && trial.Traffic.MessageStart == trial.Dialect.MessageStart;
    }

    /// <summary>The user's number.</summary>
    public int User { get; }

    /// <summary>When the last message went out, on the clock of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long SentAt { get; set; }

    /// <summary>How many messages this user was given.</summary>
    public long Received { get; set; }

    /// <summary>Begins to log in.</summary>
    public void LogIn()
    {
        Start();
        Ask(_logIn([])!);
    }

    /// <summary>Sends one line that is answered. Any thread, as long as nothing else is sent here meanwhile.</summary>
    public void Ask(byte[] line)
    {
        if (Encrypted is not null)
        {
            ValueTask<bool> sending = SendEncrypted(Encrypted, line);
            if (!sending.IsCompleted || !sending.Result) _trial.Fail($"user {User} cannot send a single line");
            return;
        }
        try
        {
            int count = Socket.Send(line, SocketFlags.None, out SocketError error);
            if (count != line.Length) _trial.Fail($"user {User} cannot send a single line: {error}");
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile by the server, which the trial is told, or because the trial has ended.
        }
    }

    /// <summary>Sets the line that <see cref="Send"/> sends, and how many of them at most at once.</summary>
    public void Prepare(byte[] line, int window)
    {
        _lineLength = line.Length;
        _window = new byte[line.Length * window];
        for (int i = 0; i < window; i++) line.CopyTo(_window, i * line.Length);
    }

    /// <summary>Sends the prepared line a number of times.</summary>
    public void Send(int lines)
    {
        _owed += lines;
        if (!_blocked) Flush();
    }

    protected override int Take(ReadOnlySpan<byte> data)
    {
        int taken = 0;
        int messages = 0;
        int length;
        while ((length = data[taken..].IndexOf((byte)'\n') + 1) > 0)
        {
            ReadOnlySpan<byte> line = data.Slice(taken, length);
            if (line.StartsWith(_messageStart))
            {
                if (!_checked) Check(line);
                messages++;
            }
            else
            {
                TakeOther(line);
            }
            taken += length;
        }
        if (messages > 0)
        {
            Acknowledge(messages);
            _trial.Traffic.Received(this, messages);
        }
        return taken;
    }

    protected override void OnClosed() => _trial.Fail($"the server closed the connection of user {User}");

    private void TakeOther(ReadOnlySpan<byte> line)
    {
        switch (_trial.Dialect.Sort(line))
        {
            case LineKind.Presence:
                _trial.CountPresence();
                break;
            case LineKind.Receipt:
                break;
            case LineKind.BroadcastAnswer:
                _trial.Traffic.Answered();
                break;
            case LineKind.Answer when !_isLoggedIn:
                if (_logIn(line) is { } next)
                {
                    Ask(next);
                    break;
                }
                _isLoggedIn = true;
                _trial.LoggedIn();
                break;
            case LineKind.Answer:
                _trial.Answered(this);
                break;
            default:
                _trial.Fail($"user {User} got: {Encoding.UTF8.GetString(line).TrimEnd()}");
                break;
        }
    }

    private void Acknowledge(int messages)
    {
        _messages += messages;
        if (!_isNumbered || _messages - _acknowledged < AcknowledgeEvery) return;
        _acknowledged = _messages;
        Ask(_trial.Dialect.Acknowledge(_messages));
    }

    /// <summary>Gives the next lines of the window their numbers.</summary>
    private void Number(int lines)
    {
        for (int i = 0; i < lines; i++)
            Utf8Formatter.TryFormat(++_number, _window.AsSpan((i * _lineLength) + _trial.Dialect.NumberOffset), out _);
    }

    private void Check(ReadOnlySpan<byte> line)
    {
        _checked = true;
        if (line.IndexOf(_trial.Traffic.TextBytes) < 0) _trial.Fail($"user {User} got another text: {Encoding.UTF8.GetString(line).TrimEnd()}");
    }

    private void Flush()
    {
        while (_owed > 0)
        {
            int length = Math.Min(_owed * _lineLength, _window.Length);
            _owed -= length / _lineLength;
            if (_isNumbered) Number(length / _lineLength);
            if (Encrypted is not null)
            {
                ValueTask<bool> sending = SendEncrypted(Encrypted, _window.AsMemory(0, length));
                if (!sending.IsCompleted) FlushAfter(sending);
                else if (sending.Result) continue;
                else Close();
                return;
            }
            int count = Socket.Send(_window.AsSpan(0, length), SocketFlags.None, out SocketError error);
            if (count == length) continue;
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                Close();
                return;
            }

            _blockedSend ??= new BlockedSend(this);
            _blockedSend.SetBuffer(_window, count, length - count);
            _blocked = Socket.SendAsync(_blockedSend);
            if (_blocked) return;
        }
    }

    // There may be one send at a time, and an answer may come before the thread that has asked is back from it.
    private ValueTask<bool> SendEncrypted(IByteConnection encrypted, ReadOnlyMemory<byte> bytes)
    {
        lock (_encryption) return encrypted.SendAsync(bytes);
    }

    private async void FlushAfter(ValueTask<bool> sending)
    {
        _blocked = true;
        bool isSent = await sending;
        _blocked = false;
        if (isSent) Flush();
        else Close();
    }

    /// <summary>A send that waits for the kernel to take more.</summary>
    private sealed class BlockedSend(Client owner) : SocketAsyncEventArgs(true)
    {
        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            if (SocketError != SocketError.Success)
            {
                owner.Close();
                return;
            }
            owner._blocked = false;
            try
            {
                owner.Flush();
            }
            catch (ObjectDisposedException)
            {
                // The trial has ended.
            }
        }
    }
}
