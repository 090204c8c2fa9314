using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks whether a name has an account, so that the client knows which password to ask for.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Name">See <see cref="AccountRules.IsName"/>.</param>
public sealed record AccountRequest(long Id, string Name) : Contract<AccountRequest>, IRequest<AccountRequest>
{
    public static string WireName => "account";

    public static JsonTypeInfo<AccountRequest> TypeInfo => WireJson.Default.AccountRequest;
}

/// <summary>The answer to <see cref="AccountRequest"/>.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Exists">False: registering would make a new account.</param>
public sealed record AccountReply(long Id, bool Exists) : Contract<AccountReply>, IReply<AccountReply>
{
    public static string WireName => "account";

    public static JsonTypeInfo<AccountReply> TypeInfo => WireJson.Default.AccountReply;
}
