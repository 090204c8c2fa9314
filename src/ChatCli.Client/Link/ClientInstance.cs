using System.Security.Cryptography;

namespace ChatCli.Client.Link;

/// <summary>
/// This process as servers know it: its name, and the one counter for the ids of its requests over all its connections. Any thread.
/// </summary>
/// <param name="id">The name; drawn when left out, and then never used again.</param>
internal sealed class ClientInstance(string? id = null)
{
    private long _lastId;

    /// <summary>32 random hexadecimal digits.</summary>
    public string Id { get; } = id ?? RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The id for the next request: always greater than those before.</summary>
    public long NextId() => Interlocked.Increment(ref _lastId);
}
