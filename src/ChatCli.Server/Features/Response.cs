using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Logs a user in who has proved to know the password, and proves in return that this server knows the account.</summary>
internal sealed class ResponseHandler(
    UserDirectory users, IAccountStore accounts, AddressThrottle tries, LoginThrottle throttle, Entrance entrance, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, ResponseRequest request)
    {
        if (channel.Exchange is not { } exchange) return new(Refusal.NoChallenge);
        channel.Exchange = null;
        // Before anything is computed: only a right proof is free.
        ClientAddress address = ClientAddress.Of(channel.RemoteEndPoint);
        if (!tries.TryBegin(address, out Refusal? refusal)) return new(refusal);
        ScramFault? fault = exchange.Scram.Finish(request.Data, out string? serverFinal);
        if (fault == ScramFault.ChannelBinding) return new(Refusal.ChannelBinding);
        if (fault == ScramFault.Malformed) return new(Refusal.BadRequest);
        if (exchange.User is not { } user) return new(Refusal.WrongPassword);
        // Held against an earlier password it says nothing about the present one, and does not count.
        if (RefuseOutdated(user, exchange.Verifier) is { } outdated) return new(outdated);

        refusal = throttle.Judge(user.Name, isRight: fault is null);
        if (refusal is null) tries.Forgive(address);
        // Only who knows the password may learn that the name is in use.
        if (refusal is null) return EnterAsync(channel, request.Id, user, exchange.Verifier, serverFinal);
        if (refusal.Code != ErrorCode.AccountBlocked) return new(refusal);
        channel.Refuse(request.Id, refusal);
        channel.End();
        return default;
    }

    private ValueTask<Refusal?> EnterAsync(ClientChannel channel, long requestId, User user, ScramVerifier verifier, string? serverFinal)
    {
        accounts.Proved(user.Name, verifier);
        return entrance.EnterAsync(
            user, channel, requestId, (user, channel, instance, id) => RefuseOutdated(user, verifier) ?? hub.Join(user, channel, instance, id, serverFinal));
    }

    /// <summary>The account may have gone, or have got another password, since it was challenged. Asked again at the last moment.</summary>
    private Refusal? RefuseOutdated(User user, ScramVerifier verifier)
    {
        if (!users.TryFind(user.Name, out User? current) || current != user) return Refusal.UnknownUser;
        return accounts.IsCurrent(user.Name, verifier) ? null : Refusal.WrongPassword;
    }
}
