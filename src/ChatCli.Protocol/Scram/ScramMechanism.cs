namespace ChatCli.Protocol.Scram;

/// <summary>
/// The one mechanism that a connection has: with channel binding where it is encrypted, without where it is not (RFC 5802, section 6).
/// </summary>
public static class ScramMechanism
{
    /// <summary>For a connection that is not encrypted.</summary>
    public const string Plain = "SCRAM-SHA-256";

    /// <summary>For an encrypted one: client and server prove to each other that they are its two ends.</summary>
    public const string Plus = "SCRAM-SHA-256-PLUS";

    /// <summary>The mechanism for a connection with this channel binding; null: not encrypted.</summary>
    public static string For(byte[]? channelBinding) => channelBinding is null ? Plain : Plus;

    /// <summary>The flag that begins a client's first message: what it does about channel binding.</summary>
    internal static string Flag(byte[]? channelBinding) => channelBinding is null ? "n" : "p=tls-server-end-point";
}
