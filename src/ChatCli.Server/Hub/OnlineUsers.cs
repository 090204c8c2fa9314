namespace ChatCli.Server.Hub;

/// <summary>The users who are online, dense, so that a broadcast walks one array. Used under the hub's lock alone.</summary>
internal sealed class OnlineUsers
{
    private readonly List<User> _users = [];

    public int Count => _users.Count;

    public void Add(User user)
    {
        user.OnlineIndex = _users.Count;
        _users.Add(user);
    }

    /// <summary>Takes a user out; the last one moves into the gap.</summary>
    public void Remove(User user)
    {
        User last = _users[^1];
        _users[user.OnlineIndex] = last;
        last.OnlineIndex = user.OnlineIndex;
        _users.RemoveAt(_users.Count - 1);
        user.OnlineIndex = -1;
    }

    public List<User>.Enumerator GetEnumerator() => _users.GetEnumerator();
}
