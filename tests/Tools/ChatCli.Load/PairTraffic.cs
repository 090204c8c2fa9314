using System.Diagnostics;

namespace ChatCli.Load;

/// <summary>Pairs of users, one sending to the other, with a fixed number of messages in flight for each pair. Hot path.</summary>
internal sealed class PairTraffic(Dialect dialect, int pairs, int window) : Traffic(dialect, dialect.MessageStart)
{
    private readonly Client[] _senders = new Client[pairs];
    private volatile Histogram? _latencies;

    /// <inheritdoc/>
    public override int Users => 2 * pairs;

    /// <summary>Where latencies are counted, if one message is in flight; null outside the measured time.</summary>
    public Histogram? Latencies
    {
        get => _latencies;
        set => _latencies = value;
    }

    /// <inheritdoc/>
    public override void Begin(Client client)
    {
        if (client.User % 2 != 0) return;
        _senders[client.User / 2] = client;
        client.Prepare(Dialect.Message(client.User + 1, Text), window);
        client.SentAt = Stopwatch.GetTimestamp();
        Send(client, window);
    }

    /// <inheritdoc/>
    public override void Received(Client client, int messages)
    {
        Client? sender = client.User % 2 == 0 ? null : _senders[client.User / 2];
        if (sender is not null)
        {
            if (window == 1)
            {
                long now = Stopwatch.GetTimestamp();
                // Stopwatch counts nanoseconds on Linux.
                _latencies?.Add(now - sender.SentAt);
                sender.SentAt = now;
            }
            if (!Stopping) Send(sender, messages);
        }
        client.Received += messages;
        CountDelivered(messages);
    }
}
