namespace ChatCli.Load;

/// <summary>Users who say nothing.</summary>
internal sealed class IdleTraffic(Dialect dialect, int users) : Traffic(dialect, dialect.MessageStart)
{
    /// <inheritdoc/>
    public override int Users => users;

    /// <inheritdoc/>
    public override void Begin(Client client)
    {
    }

    // A surplus message makes the counts differ, and the trial fails.
    /// <inheritdoc/>
    public override void Received(Client client, int messages) => CountDelivered(messages);
}
