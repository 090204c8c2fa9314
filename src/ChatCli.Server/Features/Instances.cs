using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Finds what was taken of a client process before it is let in.</summary>
internal sealed class Instances(IChatStore store, TakenJournal journal)
{
    /// <summary>The counters of a session's process; read from the store when it is not the one that the user had last.</summary>
    public ValueTask<SenderInstance> FindAsync(User user, Session session) =>
        user.Instance is { } last && last.Id == session.Instance ? new(last) : ReadAsync(user.Name, session.Instance);

    private async ValueTask<SenderInstance> ReadAsync(string user, string instance)
    {
        await journal.FlushAsync();
        return new SenderInstance(user, instance, await store.ListTakenAsync(user, instance));
    }
}
