using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Answers a <see cref="PrivateAskedEvent"/>.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="User">Who asked.</param>
/// <param name="Accept">Yes or no.</param>
/// <param name="Port">The TCP port on which this client listens for peers; 0 with a no.</param>
/// <param name="Key">The <see cref="Bytes.Fingerprint"/> of the key that it made for this session; left out with a no.</param>
public sealed record AnswerPrivateRequest(
    long Id, string User, bool Accept, int Port,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key = null)
    : Contract<AnswerPrivateRequest>, IRequest<AnswerPrivateRequest>
{
    public static string WireName => "answerprivate";

    public static JsonTypeInfo<AnswerPrivateRequest> TypeInfo => WireJson.Default.AnswerPrivateRequest;
}

/// <summary>Both agreed: connect to each other directly (see PROTOCOL.md, Peers).</summary>
/// <param name="User">The other one.</param>
/// <param name="Dial">True: this client connects first. False: it waits, and connects when nobody came.</param>
/// <param name="Host">The other client's address.</param>
/// <param name="Port">The port on which it listens.</param>
/// <param name="Session">Names this session, 32 hexadecimal digits in lower case.</param>
/// <param name="Secret">Known to the two clients alone, 64 hexadecimal digits; MUST never be sent to a peer.</param>
/// <param name="Key">The <see cref="Bytes.Fingerprint"/> of the key that the other client shows.</param>
public sealed record PrivateReadyEvent(string User, bool Dial, string Host, int Port, string Session, string Secret, string Key)
    : Contract<PrivateReadyEvent>, IEvent<PrivateReadyEvent>
{
    public static string WireName => "privateready";

    public static JsonTypeInfo<PrivateReadyEvent> TypeInfo => WireJson.Default.PrivateReadyEvent;
}
