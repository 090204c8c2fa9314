using System.Collections.Concurrent;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Client.Peers;

/// <summary>Receives connections to the peer port: the expected ones that prove it become private chats, strangers get nothing. Any thread.</summary>
internal sealed class PeerReception(TimeProvider time)
{
    /// <summary>Of more connections than this without a proof the oldest is closed, so that silent strangers keep no peer out.</summary>
    public const int MaxUnfinished = 16;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, PeerMeeting> _expected = new(StringComparer.Ordinal);
    private readonly LinkedList<IByteConnection> _unfinished = [];

    /// <summary>From now on connections for this meeting are accepted.</summary>
    public void Expect(PeerMeeting meeting) => _expected[meeting.ChatId] = meeting;

    /// <summary>Nobody is expected for this meeting any more.</summary>
    public void Forget(PeerMeeting meeting) => _expected.TryRemove(new KeyValuePair<string, PeerMeeting>(meeting.ChatId, meeting));

    /// <summary>Takes over a connection: it ends up in its meeting, or closed without a word.</summary>
    public async Task ReceiveAsync(IByteConnection connection)
    {
        IByteConnection? oldest;
        lock (_lock)
        {
            oldest = _unfinished.Count == MaxUnfinished ? _unfinished.First!.Value : null;
            if (oldest is not null) _unfinished.RemoveFirst();
            _unfinished.AddLast(connection);
        }
        oldest?.Close();
        PeerMeeting? claimed = null;
        PeerConnection? proven = null;
        try
        {
            await using ITimer deadline = time.CreateTimer(_ => connection.Close(), null, PeerTimes.Handshake, Timeout.InfiniteTimeSpan);
            (TlsConnection? encrypted, PeerMeeting? meeting) = await PeerEncryption.AcceptAsync(connection, _expected.GetValueOrDefault);
            if (encrypted is not null) (claimed, proven) = await PeerHandshake.ListenAsync(encrypted, encrypted.RemoteKey!, meeting!);
            if (proven is null) encrypted?.Close();
        }
        finally
        {
            lock (_lock) _unfinished.Remove(connection);
        }
        claimed?.Settle(proven);
    }
}
