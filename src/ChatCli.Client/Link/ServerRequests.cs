using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>
/// Sends the requests of a logged-in user over the link that there is, and matches the replies to them. Used by the client's loop alone.
/// </summary>
internal sealed class ServerRequests(ServerLink link, ClientInstance instance)
{
    private readonly Dictionary<long, Action<IReply?>> _waiting = [];
    private volatile ServerLink _link = link;

    /// <summary>False from a lost link until the next one.</summary>
    public bool IsConnected { get; private set; } = true;

    /// <summary>How many iterations the server wants for a new password.</summary>
    public int Iterations => _link.Greeting?.Iterations ?? 0;

    /// <summary>How many requests have not been answered yet.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>The id for the next request.</summary>
    public long NextId() => instance.NextId();

    /// <summary>Waits until not much of what was sent is still waiting here. Any thread.</summary>
    public Task WaitForRoomAsync() => _link.WaitForRoomAsync();

    /// <summary>Sends a request whose answer, if one comes, nobody waits for.</summary>
    public void Send<T>(T request) where T : class, IRequest<T>
    {
        if (IsConnected) _link.Send(request);
    }

    /// <summary>
    /// Sends a request. Its reply is given to <paramref name="answered"/> (each line of one that comes in several); null when
    /// the link was lost before it came.
    /// </summary>
    public void Ask<T>(T request, Action<IReply?> answered) where T : class, IRequest<T>
    {
        if (!IsConnected)
        {
            answered(null);
            return;
        }
        _waiting.Add(request.Id, answered);
        _link.Send(request);
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

    /// <summary>There is another link: what is asked from now on goes over it.</summary>
    public void Use(ServerLink next)
    {
        _link = next;
        IsConnected = true;
    }

    /// <summary>Ends the link that there is.</summary>
    public void Close() => _link.Close();

    private sealed record UnreadableReply(long Id, string Type) : IReply;
}
