using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Makes an account and logs in to it; answered like <see cref="LoginRequest"/>.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Name">See <see cref="AccountRules.IsName"/>.</param>
/// <param name="Password">See <see cref="AccountRules.IsPassword"/>.</param>
public sealed record RegisterRequest(long Id, string Name, string Password) : IRequest
{
    public const string WireName = "register";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
