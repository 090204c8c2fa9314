using System.Security.Cryptography;
using System.Text;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Begins a log-in: challenges the client to prove that it knows the password. A name without an account is challenged alike.</summary>
internal sealed class LoginHandler(UserDirectory users, IAccountStore accounts, AddressThrottle tries, ServerOptions options)
{
    private readonly byte[] _saltKey = RandomNumberGenerator.GetBytes(32);

    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, LoginRequest request)
    {
        channel.Exchange = null;
        // Its response would not be judged either.
        if (tries.Refuse(ClientAddress.Of(channel.RemoteEndPoint)) is { } tooMany) return new(tooMany);
        ScramFault? fault = ScramServer.Begin(request.Mechanism, request.Data, channel.ChannelBinding, out ScramServer? scram);
        if (scram is null) return new(fault == ScramFault.Mechanism ? Refusal.Mechanism : Refusal.BadRequest);
        if (!AccountRules.IsName(scram.Name)) return new(Refusal.InvalidName);
        users.TryFind(scram.Name, out User? user);
        ValueTask<ScramVerifier?> finding = accounts.FindVerifierAsync(scram.Name);
        if (!finding.IsCompletedSuccessfully) return ChallengeLaterAsync(channel, request.Id, scram, user, finding.AsTask());
        Challenge(channel, request.Id, scram, user, finding.Result);
        return default;
    }

    private async ValueTask<Refusal?> ChallengeLaterAsync(
        ClientChannel channel, long id, ScramServer scram, User? user, Task<ScramVerifier?> finding)
    {
        // Many may be derived before this one: that must not keep a connection that has ended.
        await Task.WhenAny(finding, channel.Ended);
        if (!channel.HasEnded) Challenge(channel, id, scram, user, await finding);
        return null;
    }

    private void Challenge(ClientChannel channel, long id, ScramServer scram, User? user, ScramVerifier? verifier)
    {
        if (verifier is null) user = null;
        verifier ??= ScramVerifier.CreateUnusable(HMACSHA256.HashData(_saltKey, Encoding.ASCII.GetBytes(scram.Name)), options.Iterations);
        channel.Exchange = new LoginExchange(scram, verifier, user);
        // {"type":"challenge","id":3,"data":"r=...,s=...,i=..."}
        channel.Answer(new ChallengeReply(id, scram.Challenge(verifier)));
    }
}
