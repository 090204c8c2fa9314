using System.Net;
using System.Security.Cryptography;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Outbound;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Hub;

/// <summary>
/// Who has asked whom for a private chat and awaits an answer; brings the two together, after which the server knows nothing of
/// them. Its lock is taken under the hub's, and the mailboxes' under it; a user's channel is only compared here.
/// </summary>
internal sealed class PrivateAsks(TimeProvider time)
{
    private const int SessionBytes = 16;
    private const int SecretBytes = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<(User Asker, User Asked), Ask> _asks = [];

    /// <summary>Asks on behalf of the user of a channel, and says so to it. Two who ask each other have accepted.</summary>
    public Refusal? Add(ClientChannel asker, User asked, StartPrivateRequest request, Fingerprint key)
    {
        lock (_gate)
        {
            (User, User) pair = (asker.User, asked);
            if (_asks.TryGetValue(pair, out Ask? earlier))
            {
                if (earlier.Channel.Instance == asker.Instance) return Refusal.AlreadyAsked;
                // Of a session that has left and hides that.
                Remove(pair, earlier);
            }
            asker.Ok(request.Id);
            if (_asks.Remove((asked, asker.User), out Ask? crossing))
            {
                crossing.Lapse.Dispose();
                if (IsThere(crossing))
                {
                    Introduce(crossing, asker, request.Port, key);
                    return null;
                }
            }
            ITimer lapse = time.CreateTimer(_ => Lapse(pair), null, Limits.PrivateAskTime, Timeout.InfiniteTimeSpan);
            _asks.Add(pair, new Ask(asker, request.Port, key, lapse));
            Tell(asked, new PrivateAskedEvent(asker.User.Name));
            return null;
        }
    }

    /// <summary>Answers on behalf of the user of a channel, and says so to it; with a key when the answer is yes.</summary>
    public Refusal? Answer(ClientChannel asked, User asker, AnswerPrivateRequest request, Fingerprint? key)
    {
        lock (_gate)
        {
            (User, User) pair = (asker, asked.User);
            if (!_asks.TryGetValue(pair, out Ask? ask)) return Refusal.NotAsked;
            asked.Ok(request.Id);
            Remove(pair, ask);
            // An asker who has left but hides that is introduced all the same: the one asked finds nobody at the address.
            if (key is not null) Introduce(ask, asked, request.Port, key);
            else if (IsThere(ask)) TellEnded(asker, asked.User, AskEnd.Declined);
            return null;
        }
    }

    /// <summary>A user has left: what the user asked and was asked is over, and the other is told unless the user hides from it.</summary>
    public void Leave(User user)
    {
        lock (_gate)
        {
            List<KeyValuePair<(User Asker, User Asked), Ask>>? over = null;
            foreach (KeyValuePair<(User Asker, User Asked), Ask> entry in _asks)
            {
                if (entry.Key.Asker == user || entry.Key.Asked == user) (over ??= []).Add(entry);
            }
            if (over is null) return;
            foreach (((User Asker, User Asked) pair, Ask ask) in over)
            {
                User other = pair.Asker == user ? pair.Asked : pair.Asker;
                if (user.HasBlocked(other)) continue;
                Remove(pair, ask);
                TellEnded(other, user, AskEnd.Offline);
            }
        }
    }

    private void Lapse((User Asker, User Asked) pair)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            if (!_asks.Remove(pair, out Ask? ask)) return;
            ask.Lapse.Dispose();
            if (IsThere(ask)) TellEnded(pair.Asker, pair.Asked, AskEnd.Lapsed);
            TellEnded(pair.Asked, pair.Asker, AskEnd.Lapsed);
        }
    }

    /// <summary>Whether the asker is still in the session that asked.</summary>
    private static bool IsThere(Ask ask) =>
        ask.Channel.User is { IsOnline: true, Instance: { } instance } && instance.Id == ask.Channel.Instance;

    private void Remove((User, User) pair, Ask ask)
    {
        _asks.Remove(pair);
        ask.Lapse.Dispose();
    }

    /// <summary>Tells both where the other is and by which key to know it, and gives them a secret that nobody else has. The asker connects first.</summary>
    private static void Introduce(Ask ask, ClientChannel asked, int port, Fingerprint key)
    {
        string session = RandomNumberGenerator.GetHexString(2 * SessionBytes, lowercase: true);
        string secret = RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);
        ClientChannel asker = ask.Channel;
        var toAsker = new PrivateReadyEvent(asked.User.Name, true, Address(asked, asker), port, session, secret, key.ToString());
        var toAsked = new PrivateReadyEvent(asker.User.Name, false, Address(asker, asked), ask.Port, session, secret, ask.Key.ToString());
        if (IsThere(ask)) Tell(asker.User, toAsker);
        Tell(asked.User, toAsked);
    }

    /// <summary>
    /// The address of one client as another can reach it: where it comes from, or, when that is this machine's loopback and the
    /// other client is elsewhere, this machine as the other client reached it.
    /// </summary>
    private static string Address(ClientChannel of, ClientChannel forWhom)
    {
        IPAddress address = of.RemoteEndPoint?.Address ?? IPAddress.Loopback;
        bool isElsewhere = forWhom.RemoteEndPoint is { } other && !IPAddress.IsLoopback(other.Address);
        if (IPAddress.IsLoopback(address) && isElsewhere) address = forWhom.LocalEndPoint?.Address ?? address;
        return address.ToString();
    }

    private static void TellEnded(User user, User other, string reason) =>
        Tell(user, new PrivateAskEndedEvent(other.Name, reason));

    private static void Tell<T>(User user, T contract)
        where T : class, IContract<T> => user.Mailbox.TryOffer(FrameWriter.Write(contract).Span);

    private sealed record Ask(ClientChannel Channel, int Port, Fingerprint Key, ITimer Lapse);
}
