using System.Collections.Frozen;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>Every reply that this client knows.</summary>
internal static class ReplyTable
{
    private delegate IReply? Decode(ReadOnlySpan<byte> frame);

    private static readonly FrozenDictionary<string, Decode> Rows = new[]
    {
        Row<AccountReply>(),
        Row<BroadcastReply>(),
        Row<ChallengeReply>(),
        Row<ErrorReply>(),
        Row<GreetingReply>(),
        Row<OkReply>(),
        Row<PasswdReply>(),
        Row<UsersReply>(),
        Row<WelcomeReply>(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The reply, or null when it is of no known type or does not fit its contract.</summary>
    public static IReply? Read(string wireName, ReadOnlySpan<byte> frame) =>
        Rows.TryGetValue(wireName, out Decode? decode) ? decode(frame) : null;

    private static KeyValuePair<string, Decode> Row<T>() where T : class, IReply<T> =>
        new(T.WireName, static frame => ContractReader.TryRead(frame, out T? reply) ? reply : null);
}
