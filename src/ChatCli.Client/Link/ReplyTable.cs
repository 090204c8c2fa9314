using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>Every reply that this client knows: one row pairs its wire name with its contract.</summary>
internal static class ReplyTable
{
    private delegate IReply? Decode(ReadOnlySpan<byte> frame);

    private static readonly FrozenDictionary<string, Decode> Rows = new Dictionary<string, Decode>
    {
        [AccountReply.WireName] = By(WireJson.Default.AccountReply),
        [BroadcastReply.WireName] = By(WireJson.Default.BroadcastReply),
        [ChallengeReply.WireName] = By(WireJson.Default.ChallengeReply),
        [ErrorReply.WireName] = By(WireJson.Default.ErrorReply),
        [GreetingReply.WireName] = By(WireJson.Default.GreetingReply),
        [OkReply.WireName] = By(WireJson.Default.OkReply),
        [PasswdReply.WireName] = By(WireJson.Default.PasswdReply),
        [UsersReply.WireName] = By(WireJson.Default.UsersReply),
        [WelcomeReply.WireName] = By(WireJson.Default.WelcomeReply),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The reply, or null when it is of no known type or does not fit its contract.</summary>
    public static IReply? Read(string wireName, ReadOnlySpan<byte> frame) =>
        Rows.TryGetValue(wireName, out Decode? decode) ? decode(frame) : null;

    private static Decode By<T>(JsonTypeInfo<T> contract) where T : class, IReply => frame => Contract.Read(frame, contract);
}
