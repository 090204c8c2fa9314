using ChatCli.Server.Hub;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>
/// Two senders, a reader of changing speed who comes and goes, breaking links and blocks, and a store that answers late and is full
/// or unreadable now and then, and into which another server writes too. What was receipted is shown once, in the order of its sender;
/// in the end everything is.
/// </summary>
public class DeliveryScheduleTests
{
    private const string Other = "dave";

    private static readonly string[] Senders = ["ann", "carol"];

    [Test]
    public async Task Nothing_is_lost_doubled_or_reordered_in_300_random_schedules()
    {
        for (int seed = 0; seed < 300; seed++) await PlayAsync(seed, isStoreReliable: true);
    }

    [Test]
    public async Task Nor_in_300_with_a_store_that_is_full_or_cannot_be_read_now_and_then()
    {
        for (int seed = 1000; seed < 1300; seed++) await PlayAsync(seed, isStoreReliable: false);
    }

    private static async Task PlayAsync(int seed, bool isStoreReliable)
    {
        var random = new Random(seed);
        var rig = new MailboxRig(limit: random.Next(200, 1500));
        var reader = new SimulatedReader(rig);
        int others = 0;
        int otherShare = random.Next(6);
        rig.Store.BeforeAdd = _ =>
        {
            if (random.Next(10) < otherShare) AddOther(rig, ++others);
        };
        SimulatedSender[] senders = [.. Senders.Select(name => new SimulatedSender(rig, name))];
        int steps = random.Next(20, 500);
        for (int step = 0; step < steps; step++)
        {
            SimulatedSender sender = senders[random.Next(senders.Length)];
            int choice = random.Next(100);
            if (choice < 30) sender.Send();
            else if (choice < 50) ReleaseAny(rig, random);
            else if (choice < 62) rig.BeginSend();
            else if (choice < 74) rig.FinishSend();
            else if (choice < 84) reader.Acknowledge(random);
            else if (choice < 86) rig.TryOffer("event");
            else if (choice < 88) rig.Time.Advance(TimeSpan.FromMilliseconds(random.Next(400)));
            else if (choice < 90) sender.Break(random);
            else if (choice < 94) sender.Retry();
            else if (choice < 95) (rig.Store.IsFull, rig.Store.IsUnreadable) = (!isStoreReliable && random.Next(2) == 0, !isStoreReliable && random.Next(2) == 0);
            else if (choice < 96) rig.Mailbox.Hide();
            else if (choice < 97) AddOther(rig, ++others);
            else if (!rig.IsAttached) rig.Attach();
            else if (random.Next(2) == 0) reader.Leave();
            sender.Read();
        }
        if (isStoreReliable) await Assert.That(reader.Repeated).IsEmpty().Because($"no connection was given a message twice in schedule {seed}");
        rig.Store.IsFull = rig.Store.IsUnreadable = false;
        rig.Store.BeforeAdd = _ => { };
        rig.Time.Advance(MailboxReading.Retry);
        if (!rig.IsAttached) rig.Attach();
        for (int round = 0; senders.Any(sender => sender.Keeps) || round < 2; round++)
        {
            await Assert.That(round).IsLessThan(20).Because($"every message is receipted in the end, in schedule {seed}");
            foreach (SimulatedSender sender in senders) sender.Settle();
            rig.SettleLive();
            reader.Acknowledge(null);
            foreach (SimulatedSender sender in senders) sender.Read();
        }
        rig.SettleLive();
        reader.Leave();
        // Nobody tells a mailbox that is live of another server's rows: the next connection gets them.
        rig.Attach();
        rig.SettleLive();
        reader.Leave();

        foreach (SimulatedSender sender in senders)
        {
            await Assert.That(string.Join(' ', reader.Shown(sender.Name))).IsEqualTo(string.Join(' ', sender.Sent)).Because($"the schedule is {seed}");
        }
        await Assert.That(string.Join(' ', reader.Shown(Other))).IsEqualTo(string.Join(' ', Enumerable.Range(1, others))).Because($"the schedule is {seed}");
        await Assert.That(await rig.Store.ListAsync("bob")).IsEmpty().Because($"all was acknowledged in schedule {seed}");
    }

    /// <summary>Another server stores a message of a user of its own.</summary>
    private static void AddOther(MailboxRig rig, int n) => rig.Store.AddOther("bob", StoreMessages.Message($"{n}", Other, n));

    private static void ReleaseAny(MailboxRig rig, Random random)
    {
        int pending = rig.Store.Pending.Count;
        if (pending > 0) rig.Store.Release(random.Next(pending));
    }

    /// <summary>A client that sends: it keeps what was not receipted, and sends that again after its link broke or it was refused.</summary>
    private sealed class SimulatedSender(MailboxRig rig, string name)
    {
        private readonly List<long> _outbox = [];
        private long _last;

        public string Name => name;

        /// <summary>Whether it has something that was not receipted.</summary>
        public bool Keeps => _outbox.Count > 0;

        /// <summary>All that it ever sent.</summary>
        public IEnumerable<string> Sent => Enumerable.Range(1, (int)_last).Select(n => $"{n}");

        public void Send()
        {
            _outbox.Add(++_last);
            rig.Take(_last, $"{_last}", name);
        }

        /// <summary>The link breaks, with what was on its way to the client; it comes back and sends again.</summary>
        public void Break(Random random)
        {
            rig.Leave(name);
            if (random.Next(2) == 0) ReleaseAny(rig, random);
            rig.Return(name);
            Retry();
        }

        /// <summary>Sends all again that it keeps, in order.</summary>
        public void Retry()
        {
            foreach (long n in _outbox.ToArray()) rig.Take(n, $"{n}", name);
        }

        /// <summary>Reads what it was told.</summary>
        public void Read()
        {
            foreach (WireLine line in rig.Answers(name))
            {
                if (line.Type == "receipt") _outbox.RemoveAll(n => n <= long.Parse(line["upTo"]));
            }
        }

        /// <summary>As after a while: reads, and sends again.</summary>
        public void Settle()
        {
            Read();
            Retry();
        }
    }

    /// <summary>A client that reads: it shows a message once, by its sender, instance and number, and acknowledges what it has shown.</summary>
    private sealed class SimulatedReader(MailboxRig rig)
    {
        private readonly Dictionary<string, long> _seen = [];
        private readonly Dictionary<string, long> _seenHere = [];
        private readonly List<(string From, string Text)> _shown = [];
        private List<WireLine>? _connection;
        private int _read;

        /// <summary>What came twice, or out of its sender's order, on one connection.</summary>
        public List<string> Repeated { get; } = [];

        public IEnumerable<string> Shown(string from) => _shown.Where(message => message.From == from).Select(message => message.Text);

        /// <summary>Shows what has come, and acknowledges some or, without a random number, all of it.</summary>
        public void Acknowledge(Random? random)
        {
            if (!rig.IsAttached) return;
            Show();
            int messages = rig.Lines.Count(line => line.Type == "message");
            rig.Acknowledge(random is null ? messages : random.Next(messages + 1));
        }

        /// <summary>The link breaks: what had come is shown, what was on its way is lost.</summary>
        public void Leave()
        {
            Show();
            rig.Detach();
        }

        private void Show()
        {
            if (_connection != rig.Lines)
            {
                (_connection, _read) = (rig.Lines, 0);
                _seenHere.Clear();
            }
            for (; _read < rig.Lines.Count; _read++)
            {
                WireLine line = rig.Lines[_read];
                if (line.Type != "message") continue;
                string key = $"{line["from"]} {line["instance"]}";
                long n = long.Parse(line["n"]);
                if (n <= _seenHere.GetValueOrDefault(key)) Repeated.Add($"{key} {n}");
                _seenHere[key] = n;
                if (n <= _seen.GetValueOrDefault(key)) continue;
                _seen[key] = n;
                _shown.Add((line["from"], line["text"]));
            }
        }
    }
}
