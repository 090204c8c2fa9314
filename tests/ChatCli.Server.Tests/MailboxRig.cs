using System.Text;
using ChatCli.Server.Hub;
using ChatCli.Server.Outbound;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>A mailbox with a gated store and a connection whose send loop is the test: nothing happens by itself.</summary>
internal sealed class MailboxRig
{
    private readonly int _limit;
    private OutboundQueue? _queue;
    private ArraySegment<byte> _sending;

    public MailboxRig(int limit = 64 * 1024)
    {
        _limit = limit;
        Mailbox = new Mailbox("bob", Store);
    }

    public GatedStore Store { get; } = new();

    public Mailbox Mailbox { get; }

    public bool IsAttached => _queue is not null;

    /// <summary>Whether there is something that the send loop has taken or could take.</summary>
    public bool HasWork => _queue is { IsEmpty: false };

    /// <summary>The texts that this connection was sent, and the marks of events.</summary>
    public List<string> Sent { get; private set; } = [];

    public Task<bool> DeliverAsync(string text, string from = "ann") => Mailbox.DeliverAsync(from, text, 0).AsTask();

    public bool TryOffer(string mark) => Mailbox.TryOffer(Encoding.UTF8.GetBytes($$"""{"type":"mark","text":"{{mark}}"}""" + "\n"));

    /// <summary>A login: a connection with a queue of its own.</summary>
    public void Attach()
    {
        Sent = [];
        _queue = new OutboundQueue(_limit);
        Mailbox.Attach(_queue);
        Mailbox.CatchUp();
    }

    /// <summary>The end of the connection; what waits in its queue is lost with it.</summary>
    public List<string> Detach()
    {
        Mailbox.Detach();
        List<string> lost = _queue is null ? [] : [.. Texts(_sending), .. Texts(_queue.Take())];
        _queue = null;
        _sending = default;
        return lost;
    }

    /// <summary>The first half of the send loop: takes what waits.</summary>
    public void Take()
    {
        if (_sending.Count == 0 && _queue is { IsEmpty: false }) _sending = _queue.Take();
    }

    /// <summary>The second half: it was sent.</summary>
    public void FinishSend()
    {
        if (_sending.Count == 0) return;
        Sent.AddRange(Texts(_sending));
        _queue!.Return(_sending);
        _sending = default;
        if (_queue.IsEmpty) Mailbox.Drained(_queue);
    }

    /// <summary>Sends everything that waits and lets all results arrive, until nothing moves.</summary>
    public void Settle()
    {
        while (true)
        {
            Take();
            FinishSend();
            if (Store.Pending.Count > 0) Store.Release();
            else if (!HasWork) return;
        }
    }

    private static List<string> Texts(ArraySegment<byte> bytes) =>
        [.. Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new WireLine(line)["text"])];
}
