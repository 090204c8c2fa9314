using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks whether a name has an account, so that the client knows which password to ask for.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Name">See <see cref="AccountRules.IsName"/>.</param>
public sealed record AccountRequest(long Id, string Name) : IRequest
{
    public const string WireName = "account";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>The answer to <see cref="AccountRequest"/>.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Exists">False: registering would make a new account.</param>
public sealed record AccountReply(long Id, bool Exists) : IReply
{
    public const string WireName = "account";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
