using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>Sends the requests of a logged-in user and matches the replies to them. Used by the client's loop alone.</summary>
internal sealed class ServerRequests(ServerLink link)
{
    private readonly Dictionary<long, Action<IReply?>> _waiting = [];

    /// <summary>False once the link was lost.</summary>
    public bool IsConnected { get; private set; } = true;

    /// <summary>How many requests have not been answered yet.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>The id for the next request.</summary>
    public long NextId() => link.NextId();

    /// <summary>Sends a request that is answered only when it is refused.</summary>
    public void Send<T>(T request, JsonTypeInfo<T> contract) where T : IRequest
    {
        if (IsConnected) link.Send(request, contract);
    }

    /// <summary>
    /// Sends a request. Its reply is given to <paramref name="answered"/> (each line of one that comes in several); null when
    /// the link was lost before it came.
    /// </summary>
    public void Ask<T>(T request, JsonTypeInfo<T> contract, Action<IReply?> answered) where T : IRequest
    {
        if (!IsConnected)
        {
            answered(null);
            return;
        }
        _waiting.Add(request.Id, answered);
        link.Send(request, contract);
    }

    /// <summary>Gives a reply to whoever waits for it; false when nobody does.</summary>
    public bool Complete(IReply reply)
    {
        bool last = reply is not UsersReply { More: true };
        Action<IReply?>? answered;
        bool found = last ? _waiting.Remove(reply.Id, out answered) : _waiting.TryGetValue(reply.Id, out answered);
        if (found) answered!(reply);
        return found;
    }

    /// <summary>Ends the wait for a reply that came but cannot be read; false when nobody waits for it.</summary>
    public bool Abandon(long id, string wireName) => Complete(new UnreadableReply(id, wireName));

    /// <summary>The link was lost: nothing more is sent, and whoever waits is told, oldest first.</summary>
    public void Lose()
    {
        IsConnected = false;
        Action<IReply?>[] waiting = [.. _waiting.OrderBy(w => w.Key).Select(w => w.Value)];
        _waiting.Clear();
        foreach (Action<IReply?> answered in waiting) answered(null);
    }

    private sealed record UnreadableReply(long Id, string Type) : IReply;
}
