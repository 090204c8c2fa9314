using System.Text;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Outbound;
using ChatCli.Server.Rules;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Server.Tests;

/// <summary>
/// Bob's mailbox with a gated store, a clock, and a connection whose send loop and whose acknowledgements are the test's: nothing
/// happens by itself. Senders are online unless the test lets them go.
/// </summary>
internal sealed class MailboxRig
{
    private readonly int _limit;
    private readonly User _bob;
    private readonly Dictionary<string, long> _lastNumbers = [];
    private OutboundQueue? _queue;
    private ArraySegment<byte> _sending;

    public MailboxRig(int limit = 64 * 1024)
    {
        _limit = limit;
        Journal = new TakenJournal(Store, Time);
        Users = new UserDirectory(Store, Journal, Time);
        _bob = Users.GetOrAdd("bob");
    }

    public GatedStore Store { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public TakenJournal Journal { get; }

    public UserDirectory Users { get; }

    public Mailbox Mailbox => _bob.Mailbox;

    public bool IsAttached => _queue is not null;

    /// <summary>Whether there is something that the send loop has taken or could take.</summary>
    public bool HasWork => _queue is { IsEmpty: false };

    /// <summary>The lines that this connection was sent.</summary>
    public List<WireLine> Lines { get; private set; } = [];

    /// <summary>Their texts, and the marks of events.</summary>
    public IEnumerable<string> Sent => Lines.Select(line => line["text"]);

    /// <summary>A sender's next message; its refusal or null.</summary>
    public string? Take(string text, string from = "ann")
    {
        long n = _lastNumbers[from] = _lastNumbers.GetValueOrDefault(from) + 1;
        return Take(n, text, from);
    }

    /// <summary>A sender's message of a number; its refusal or null.</summary>
    public string? Take(long n, string text, string from = "ann")
    {
        User sender = Sender(from);
        return Mailbox.Take(sender, sender.Instance!.CounterFor("bob"), n, text, 0)?.Code;
    }

    /// <summary>What a sender was told since the last call, in short: receipts and refusals.</summary>
    public string Told(string sender = "ann") => string.Join("; ", Answers(sender).Select(line =>
        line.Type == ReceiptEvent.WireName ? $"{line["upTo"]} {line["state"]}" : $"{line.Id} {line["code"]}"));

    /// <summary>What a sender was told since the last call.</summary>
    public List<WireLine> Answers(string sender)
    {
        if (Sender(sender).Channel is not { } channel || channel.Outbound.IsEmpty) return [];
        ArraySegment<byte> bytes = channel.Outbound.Take();
        List<WireLine> lines = ReadLines(bytes);
        channel.Outbound.Return(bytes);
        return lines;
    }

    /// <summary>The end of a sender's link: what was not read is lost with it.</summary>
    public void Leave(string sender) => Sender(sender).Channel = null;

    /// <summary>The same client process on a new link.</summary>
    public void Return(string sender) => Connect(Users.GetOrAdd(sender));

    /// <summary>Bob hides from somebody, or not any more.</summary>
    public void Block(string user, bool isBlocked = true)
    {
        _bob.Blocked = isBlocked ? _bob.Blocked.Add(user) : _bob.Blocked.Remove(user);
        if (isBlocked) Mailbox.Hide();
    }

    public bool TryOffer(string mark) => Mailbox.TryOffer(Encoding.UTF8.GetBytes($$"""{"type":"mark","text":"{{mark}}"}""" + "\n"));

    /// <summary>A login: a connection with a queue of its own.</summary>
    public void Attach()
    {
        Lines = [];
        _queue = new OutboundQueue(_limit);
        Mailbox.Attach(_queue);
        _ = Mailbox.CatchUpAsync();
    }

    /// <summary>The end of the connection; what waits in its queue is lost with it.</summary>
    public OutboundQueue? Detach()
    {
        Mailbox.Detach();
        OutboundQueue? queue = _queue;
        _queue = null;
        _sending = default;
        return queue;
    }

    /// <summary>The first half of the send loop: takes what waits.</summary>
    public void BeginSend()
    {
        if (_sending.Count == 0 && _queue is { IsEmpty: false }) _sending = _queue.Take();
    }

    /// <summary>The second half: it was sent.</summary>
    public void FinishSend()
    {
        if (_sending.Count == 0) return;
        Lines.AddRange(ReadLines(_sending));
        _queue!.Return(_sending);
        _sending = default;
        if (_queue.IsEmpty) Mailbox.Drained(_queue);
    }

    /// <summary>Acknowledges so many messages of this connection; all that were sent unless a number is given.</summary>
    public void Acknowledge(long? count = null)
    {
        if (_queue is not null) Mailbox.Acknowledge(_queue, count ?? Lines.Count(line => line.Type == MessageEvent.WireName));
    }

    /// <summary>Sends everything that waits and lets all results arrive, until nothing moves.</summary>
    public void Settle()
    {
        while (true)
        {
            BeginSend();
            FinishSend();
            if (Store.Pending.Count > 0) Store.Release();
            else if (!HasWork) return;
        }
    }

    /// <summary>The same with a client that acknowledges, until the mailbox is live.</summary>
    public void SettleLive()
    {
        for (int count = -1; count != Lines.Count;)
        {
            count = Lines.Count;
            Settle();
            Acknowledge();
            Settle();
        }
    }

    private User Sender(string name)
    {
        User user = Users.GetOrAdd(name);
        if (user.Instance is null) Connect(user);
        return user;
    }

    private void Connect(User user)
    {
        var channel = new ClientChannel(new OutboundQueue(int.MaxValue), null);
        channel.Greet(TestServer.InstanceOf(user.Name), keepsAlive: false);
        user.Instance ??= new SenderInstance(user.Name, channel.Instance, []);
        channel.LogIn(user, user.Instance, new IdleClock(Time, TimeSpan.Zero, () => { }));
        user.Channel = channel;
    }

    private static List<WireLine> ReadLines(ArraySegment<byte> bytes) =>
        [.. Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new WireLine(line))];
}
