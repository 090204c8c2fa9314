using ChatCli.Client.Link;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using PeerProofLine = ChatCli.Protocol.Messages.PeerProof;

namespace ChatCli.Client.Peers;

/// <summary>A connection to a peer that has proven who it is, with the reader that already received from it.</summary>
internal sealed record PeerConnection(IByteConnection Connection, FrameReader Reader);

/// <summary>
/// How two clients prove to each other who they are, once it is encrypted: peerhello, peerchallenge, peerproof of the one who
/// connected, peerproof of the other. Whatever does not fit ends it without a word.
/// </summary>
internal static class PeerHandshake
{
    /// <summary>
    /// The side that connected and was shown a key. <paramref name="proofShown"/> is called when its own proof is about to be sent.
    /// </summary>
    public static async Task<PeerConnection?> DialAsync(IByteConnection connection, Fingerprint shown, PeerMeeting meeting, Action proofShown)
    {
        var reader = new FrameReader(connection, Limits.MaxLine);
        // {"type":"peerhello","session":"...","from":"ann","to":"bob","nonce":"..."}
        var hello = new PeerHello(meeting.ChatId, meeting.OwnName, meeting.User, PeerProof.NewNonce());
        if (!await SendAsync(connection, hello)) return null;

        PeerChallenge? challenge = await ReadAsync<PeerChallenge>(reader);
        if (challenge is null || !PeerProof.IsNonce(challenge.Nonce)) return null;

        var transcript = new PeerTranscript(
            hello.Nonce, challenge.Nonce, meeting.OwnName, meeting.User, meeting.OwnKey.Fingerprint, shown);
        proofShown();
        // {"type":"peerproof","proof":"..."}
        var own = new PeerProofLine(PeerProof.Make(meeting.Secret, PeerProof.Dial, transcript));
        if (!await SendAsync(connection, own)) return null;

        PeerProofLine? other = await ReadAsync<PeerProofLine>(reader);
        if (other is null || !PeerProof.IsRight(other.Proof, meeting.Secret, PeerProof.Listen, transcript)) return null;
        return new PeerConnection(connection, reader);
    }

    /// <summary>
    /// The side that was connected to, for this meeting, and was shown a key. The last proof is sent only when the meeting can still be
    /// claimed; after that the caller MUST settle it.
    /// </summary>
    public static async Task<(PeerMeeting? Claimed, PeerConnection? Proven)> ListenAsync(
        IByteConnection connection, Fingerprint shown, PeerMeeting meeting)
    {
        var reader = new FrameReader(connection, Limits.MaxLine);
        PeerHello? hello = await ReadAsync<PeerHello>(reader);
        if (hello is null || !PeerProof.IsNonce(hello.Nonce) || hello.Session != meeting.ChatId) return default;
        if (hello.From != meeting.User || hello.To != meeting.OwnName || !meeting.TakesIncoming) return default;

        // {"type":"peerchallenge","nonce":"..."}
        var challenge = new PeerChallenge(PeerProof.NewNonce());
        if (!await SendAsync(connection, challenge)) return default;

        var transcript = new PeerTranscript(
            hello.Nonce, challenge.Nonce, meeting.User, meeting.OwnName, shown, meeting.OwnKey.Fingerprint);
        PeerProofLine? other = await ReadAsync<PeerProofLine>(reader);
        if (other is null || !PeerProof.IsRight(other.Proof, meeting.Secret, PeerProof.Dial, transcript)) return default;

        if (!meeting.TryClaim(incoming: true)) return default;
        var own = new PeerProofLine(PeerProof.Make(meeting.Secret, PeerProof.Listen, transcript));
        return await SendAsync(connection, own)
            ? (meeting, new PeerConnection(connection, reader))
            : (meeting, null);
    }

    private static async Task<bool> SendAsync<T>(IByteConnection connection, T contract) where T : class, IEvent<T> =>
        await connection.SendAsync(FrameWriter.Write(contract).ToArray());

    private static async Task<T?> ReadAsync<T>(FrameReader reader) where T : class, IEvent<T>
    {
        while (true)
        {
            switch (TryRead(reader, out T? read))
            {
                case FrameStatus.Frame: return read;
                case FrameStatus.TooLong: return null;
            }
            if (!await reader.ReceiveAsync()) return null;
        }
    }

    private static FrameStatus TryRead<T>(FrameReader reader, out T? read) where T : class, IEvent<T>
    {
        FrameStatus status = reader.TryRead(out ReadOnlySpan<byte> frame);
        read = null;
        if (status == FrameStatus.Frame && FrameType.TryRead(frame, out ReadOnlySpan<byte> type) && ContractReader.IsType<T>(type))
            ContractReader.TryRead(frame, out read);
        return status;
    }
}
