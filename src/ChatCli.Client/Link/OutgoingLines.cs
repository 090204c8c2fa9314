using System.Buffers;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;

namespace ChatCli.Client.Link;

/// <summary>The lines on their way out of one connection: any thread may add one without waiting, a task of this type sends them.</summary>
internal sealed class OutgoingLines
{
    /// <summary>Above this many bytes <see cref="WaitForRoomAsync"/> waits.</summary>
    private const int Plenty = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly IByteConnection _connection;
    private readonly int _limit;
    private readonly Task _sending;
    private ArrayBufferWriter<byte> _waiting = new();
    private ArrayBufferWriter<byte> _spare = new();
    private TaskCompletionSource? _wake;
    private TaskCompletionSource? _room;
    private bool _completed;
    private bool _lost;

    /// <param name="connection">Where the lines go; this type is its only sender.</param>
    /// <param name="limit">The most bytes that may wait: a connection that lets more pile up is closed.</param>
    public OutgoingLines(IByteConnection connection, int limit)
    {
        _connection = connection;
        _limit = limit;
        _sending = SendAsync();
    }

    /// <summary>Adds a line; nothing happens after the end of the connection.</summary>
    public void Add<T>(T contract) where T : class, IContract<T>
    {
        ReadOnlyMemory<byte> line = FrameWriter.Write(contract);
        lock (_lock)
        {
            if (_completed || _lost) return;
            _waiting.Write(line.Span);
            if (_waiting.WrittenCount <= _limit)
            {
                Wake();
                return;
            }
        }
        _connection.Close();
    }

    /// <summary>Waits until not much is waiting, or nothing will be sent any more.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_lock)
        {
            if (_lost || _waiting.WrittenCount < Plenty) return Task.CompletedTask;
            return (_room ??= New()).Task;
        }
    }

    /// <summary>After the lines added so far the other side is told that no more follow. The task ends when they were handed over or lost.</summary>
    public Task CompleteAsync()
    {
        lock (_lock)
        {
            _completed = true;
            Wake();
        }
        return _sending;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SendAsync()
    {
        while (true)
        {
            Task? wake = null;
            lock (_lock)
            {
                if (_waiting.WrittenCount > 0) (_waiting, _spare) = (_spare, _waiting);
                else if (_completed) break;
                else wake = (_wake ??= New()).Task;
            }
            if (wake is not null)
            {
                await wake;
                continue;
            }
            bool sent = await _connection.SendAsync(_spare.WrittenMemory);
            _spare.ResetWrittenCount();
            lock (_lock)
            {
                _lost = !sent;
                _room?.TrySetResult();
                _room = null;
            }
            if (!sent) return;
        }
        _connection.EndSend();
    }

    private void Wake()
    {
        _wake?.TrySetResult();
        _wake = null;
    }
}
