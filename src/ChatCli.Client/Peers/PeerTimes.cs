namespace ChatCli.Client.Peers;

/// <summary>How long peers wait for each other.</summary>
internal static class PeerTimes
{
    /// <summary>From connected to proven; a stranger is closed after it.</summary>
    public static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    /// <summary>The asker gives its own connecting up after this, unless it has shown its proof by then.</summary>
    public static readonly TimeSpan Dial = TimeSpan.FromSeconds(3);

    /// <summary>The asker connects again after this when it was closed without a challenge.</summary>
    public static readonly TimeSpan DialAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>The one asked connects itself when nobody came until then; longer than <see cref="Dial"/>.</summary>
    public static readonly TimeSpan DialBack = TimeSpan.FromSeconds(4);

    /// <summary>Both give up.</summary>
    public static readonly TimeSpan Meeting = TimeSpan.FromSeconds(10);

    /// <summary>How long the end of a private chat waits for acknowledgements, and then for the other side's close.</summary>
    public static readonly TimeSpan Stop = TimeSpan.FromSeconds(1);

    /// <summary>The same when no more lines come, as from a script.</summary>
    public static readonly TimeSpan StopAtEndOfInput = TimeSpan.FromSeconds(10);
}
