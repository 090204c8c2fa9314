namespace ChatCli.Protocol.Messages;

/// <summary>The sizes and times that both ends hold to.</summary>
public static class Limits
{
    /// <summary>The version of the protocol that this code speaks.</summary>
    public const int ProtocolVersion = 1;

    /// <summary>The longest line in bytes, its end included.</summary>
    public const int MaxLine = 64 * 1024;

    /// <summary>The longest line in bytes before the login.</summary>
    public const int MaxLineBeforeLogin = 4 * 1024;

    /// <summary>The longest text in bytes of UTF-8. Even fully escaped (6 bytes for 1) it fits in a line with its envelope.</summary>
    public const int MaxText = 10_000;

    /// <summary>The longest account name in characters.</summary>
    public const int MaxName = 32;

    /// <summary>The longest password in characters.</summary>
    public const int MaxPassword = 128;

    /// <summary>The fewest iterations that a password may be derived with: what RFC 7677, section 4, asks for.</summary>
    public const int MinIterations = 4_096;

    /// <summary>The most iterations: seconds of computing, which a server could otherwise make endless.</summary>
    public const int MaxIterations = 10_000_000;

    /// <summary>After so long without sending anything a client sends a ping; after three times as long without hearing anything a link is dead.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may hold an acknowledgement back to cover more by it.</summary>
    public static readonly TimeSpan AckTime = TimeSpan.FromMilliseconds(50);

    /// <summary>How long an ask for a private session waits for its answer.</summary>
    public static readonly TimeSpan PrivateAskTime = TimeSpan.FromSeconds(60);
}
