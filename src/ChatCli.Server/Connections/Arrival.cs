using ChatCli.Protocol.Bytes;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Connections;

/// <summary>A connection on which the protocol begins.</summary>
/// <param name="Connection">Encrypted or plain.</param>
/// <param name="Visitor">Its place, which it gives up when it ends.</param>
internal sealed record Arrival(IByteConnection Connection, Admission.Visitor Visitor)
{
    /// <summary>What was received on it already.</summary>
    public ReadOnlyMemory<byte> Received { get; init; }

    /// <summary>How much of the time for the login has passed.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Why it may not stay; null when it may.</summary>
    public Refusal? Refusal { get; init; }
}
