namespace ChatCli.Load;

/// <summary>One user broadcasts to all others; a broadcast is in flight until the last one has it. Hot path.</summary>
internal sealed class FanTraffic(Dialect dialect, int receivers, int window) : Traffic(dialect, dialect.BroadcastStart)
{
    // Whoever is ahead is so by less than the window: one counter for each broadcast in flight is enough.
    private readonly int[] _arrived = new int[window];
    private Client? _sender;
    private long _answered;

    /// <inheritdoc/>
    public override int Users => receivers + 1;

    /// <inheritdoc/>
    public override bool AllAnswered => !Dialect.AnswersBroadcasts || Volatile.Read(ref _answered) == Sent;

    protected override int DeliveriesPerMessage => receivers;

    /// <inheritdoc/>
    public override void Begin(Client client)
    {
        if (client.User != 0) return;
        _sender = client;
        client.Prepare(Dialect.Broadcast(Text), window);
        Send(client, window);
    }

    /// <inheritdoc/>
    public override void Received(Client client, int messages)
    {
        int complete = 0;
        for (int i = 0; i < messages; i++)
        {
            ref int arrived = ref _arrived[client.Received++ % window];
            if (++arrived < receivers) continue;
            arrived = 0;
            complete++;
        }
        if (complete > 0 && !Stopping) Send(_sender!, complete);
        CountDelivered(messages);
    }

    /// <inheritdoc/>
    public override void Answered() => Volatile.Write(ref _answered, _answered + 1);
}
