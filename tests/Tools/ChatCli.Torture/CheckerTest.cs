namespace ChatCli.Torture;

/// <summary>The checker over records that are made up: each kind of fault must be found, and nothing else.</summary>
internal static class CheckerTest
{
    /// <summary>What went wrong; nothing when all is well.</summary>
    public static IEnumerable<string> Run()
    {
        yield return Judge("all in order", world => world.Shows(1, 2, 3));
        yield return Judge("a lost one", world => world.Shows(1, 3), Fault.Lost);
        yield return Judge("a doubled one", world => world.Shows(1, 2, 2, 3), Fault.Doubled);
        yield return Judge("a reordered one", world => world.Shows(1, 3, 2), Fault.Reordered);
        yield return Judge("a repeat that a kill allows", world => world.Shows(1, 2).KilledRecipient().Shows(2, 3), repeats: 1);
        yield return Judge("a repeat after a log-out", world => world.Shows(1, 2).RecipientAgain().Shows(2, 3), Fault.Doubled);
        yield return Judge("a repeat too far back", world => world.Shows(1, 2).ShowsOthers(Checker.MaxUnrecorded).KilledRecipient().Shows(2, 3), Fault.Doubled);
        yield return Judge("allowed repeats in the wrong order", world => world.Shows(1, 2).KilledRecipient().Shows(2, 1, 3), Fault.Reordered, repeats: 2);
        yield return Judge("twice again after one kill", world => world.Shows(1, 2).KilledRecipient().Shows(2, 2, 3), Fault.Doubled, repeats: 1);
        yield return Judge("one late after a restart", world => world.Shows(1, 3).KilledRecipient().Shows(2), Fault.Reordered);
        yield return Judge("one for somebody else", world => world.Shows(1, 2, 3).ShowsKey(new MessageKey(0, 1, 99)), Fault.Stray);
        yield return Judge("one not answered", world => world.Shows(1, 2, 3).SendsOneMore(), Fault.Unanswered);
        yield return Judge("one not answered, of a killed sender", world => world.Shows(1, 2, 3).SendsOneMore().KilledSender());
        yield return Judge("a refusal", world => world.Shows(1, 2, 3).SendsOneMore(Told.Refused), Fault.Refused);
        yield return Judge("a receipt for nothing", world => world.Shows(1, 2, 3).Receipts(7), Fault.Confused);
    }

    private static string Judge(string what, Func<World, World> make, Fault? expected = null, int repeats = 0)
    {
        Verdict verdict = make(new World()).Check();
        var found = verdict.Violations.Select(violation => violation.Fault).Distinct().ToArray();
        bool isRight = verdict.AllowedRepeats == repeats && (expected is { } fault ? found is [var only] && only == fault : found.Length == 0);
        return isRight ? "" : $"{what}: found {string.Join(", ", found)} and {verdict.AllowedRepeats} allowed repeats";
    }

    /// <summary>User 0 sends 1, 2, 3 to user 1 and is told that they are stored; user 2 sends to user 1 as well.</summary>
    private sealed class World
    {
        private readonly RunRecord _sender = new(0, 1);
        private readonly RunRecord _other = new(2, 1);
        private readonly List<RunRecord> _recipient = [new(1, 1)];

        public World()
        {
            for (int n = 1; n <= 3; n++) _sender.Receipt(_sender.Send(1), 1, Told.Stored);
        }

        public Verdict Check() => Checker.Check([[_sender], _recipient, [_other]]);

        public World Shows(params int[] numbers)
        {
            foreach (int n in numbers) ShowsKey(new MessageKey(0, 1, n));
            return this;
        }

        public World ShowsKey(MessageKey key)
        {
            _recipient[^1].Show(key);
            return this;
        }

        public World ShowsOthers(int count)
        {
            for (int i = 0; i < count; i++)
            {
                int n = _other.Send(1);
                _other.Receipt(n, 1, Told.Delivered);
                ShowsKey(new MessageKey(2, 1, n));
            }
            return this;
        }

        public World SendsOneMore(Told told = Told.Nothing)
        {
            int n = _sender.Send(1);
            if (told != Told.Nothing) _sender.Receipt(n, 1, told);
            return this;
        }

        public World Receipts(int n)
        {
            _sender.Receipt(n, 1, Told.Stored);
            return this;
        }

        public World RecipientAgain()
        {
            _recipient.Add(new RunRecord(1, _recipient.Count + 1));
            return this;
        }

        public World KilledRecipient()
        {
            _recipient[^1].WasKilled = true;
            return RecipientAgain();
        }

        public World KilledSender()
        {
            _sender.WasKilled = true;
            return this;
        }
    }
}
