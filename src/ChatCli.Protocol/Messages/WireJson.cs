using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>How every contract is written and read: generated at build time, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AccountReply))]
[JsonSerializable(typeof(AckRequest))]
[JsonSerializable(typeof(AccountRequest))]
[JsonSerializable(typeof(ActiveRequest))]
[JsonSerializable(typeof(AnswerPrivateRequest))]
[JsonSerializable(typeof(BlockRequest))]
[JsonSerializable(typeof(BroadcastEvent))]
[JsonSerializable(typeof(BroadcastReply))]
[JsonSerializable(typeof(BroadcastRequest))]
[JsonSerializable(typeof(CheckPrivateRequest))]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(GreetingReply))]
[JsonSerializable(typeof(HelloRequest))]
[JsonSerializable(typeof(LoggedOutEvent))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LogoutRequest))]
[JsonSerializable(typeof(MessageEvent))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(OkReply))]
[JsonSerializable(typeof(PeerAck))]
[JsonSerializable(typeof(PeerChallenge))]
[JsonSerializable(typeof(PeerHello))]
[JsonSerializable(typeof(PeerMessage))]
[JsonSerializable(typeof(PeerProof))]
[JsonSerializable(typeof(PeerStop))]
[JsonSerializable(typeof(PresenceEvent))]
[JsonSerializable(typeof(PrivateAskedEvent))]
[JsonSerializable(typeof(PrivateAskEndedEvent))]
[JsonSerializable(typeof(PrivateReadyEvent))]
[JsonSerializable(typeof(PingRequest))]
[JsonSerializable(typeof(ReceiptEvent))]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(ResumeRequest))]
[JsonSerializable(typeof(StartPrivateRequest))]
[JsonSerializable(typeof(UnblockRequest))]
[JsonSerializable(typeof(UsersReply))]
[JsonSerializable(typeof(WelcomeReply))]
[JsonSerializable(typeof(WhoElseRequest))]
[JsonSerializable(typeof(WhoElseSinceRequest))]
public sealed partial class WireJson : JsonSerializerContext;
