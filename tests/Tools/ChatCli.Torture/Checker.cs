using System.Runtime.InteropServices;

namespace ChatCli.Torture;

/// <summary>
/// Holds what all client processes have printed against the promise: an accepted message is shown exactly once, in its sender's
/// order. Knows no process and no socket, so that it can be tested with made-up records.
/// </summary>
internal sealed class Checker
{
    /// <summary>
    /// So many messages a client shows at most before it records them: the last of these before a kill may be shown once more.
    /// </summary>
    public const int MaxUnrecorded = 64;

    private readonly Verdict _verdict = new();
    private readonly Dictionary<(int User, int Run), IReadOnlyList<(int To, Told Told)>> _sent = [];
    private readonly Dictionary<MessageKey, (RunRecord Run, int FromEnd)> _shown = [];

    private Checker()
    {
    }

    /// <summary>Judges the processes of all users, each user's in the order in which they ran.</summary>
    public static Verdict Check(IEnumerable<IReadOnlyList<RunRecord>> users)
    {
        var checker = new Checker();
        // What was shown first: a receipt that comes meanwhile must not look like a loss.
        var runs = users.Select(user => user.Select(run => (Run: run, run.Snapshot())).ToArray()).ToArray();
        foreach ((RunRecord run, (var sent, _, var confusions)) in runs.SelectMany(user => user))
        {
            checker._sent[(run.User, run.Number)] = sent;
            foreach (string what in confusions) checker._verdict.Add(Fault.Confused, new(run.User, run.Number, 0), run.User, what);
        }
        foreach (var user in runs) checker.CheckShown(user.Select(pair => (pair.Run, pair.Item2.Shown)));
        foreach ((RunRecord run, (var sent, _, _)) in runs.SelectMany(user => user)) checker.CheckSent(run, sent);
        return checker._verdict;
    }

    private void CheckShown(IEnumerable<(RunRecord Run, IReadOnlyList<MessageKey> Shown)> runs)
    {
        var highest = new Dictionary<(int, int), int>();
        foreach ((RunRecord run, IReadOnlyList<MessageKey> shown) in runs)
        {
            var highestHere = new Dictionary<(int, int), int>();
            for (int i = 0; i < shown.Count; i++)
            {
                MessageKey key = shown[i];
                (int, int) stream = (key.Sender, key.Run);
                ref int here = ref CollectionsMarshal.GetValueRefOrAddDefault(highestHere, stream, out _);
                ref int before = ref CollectionsMarshal.GetValueRefOrAddDefault(highest, stream, out _);
                if (!WasSent(key, run.User))
                {
                    _verdict.Add(Fault.Stray, key, run.User, "shown, but not sent to this user");
                }
                else if (_shown.TryGetValue(key, out (RunRecord Run, int FromEnd) first))
                {
                    if (first.Run != run && first.Run.WasKilled && first.FromEnd <= MaxUnrecorded) _verdict.AllowedRepeats++;
                    else _verdict.Add(Fault.Doubled, key, run.User, $"shown by process {first.Run.Number} ({first.FromEnd} before its end) and by process {run.Number}");
                    if (key.N < here) _verdict.Add(Fault.Reordered, key, run.User, $"shown again after number {here}");
                }
                else if (key.N < before)
                {
                    _verdict.Add(Fault.Reordered, key, run.User, $"shown by process {run.Number} after number {before}");
                }
                _shown[key] = (run, shown.Count - i);
                here = Math.Max(here, key.N);
                before = Math.Max(before, key.N);
            }
        }
    }

    private void CheckSent(RunRecord run, IReadOnlyList<(int To, Told Told)> sent)
    {
        for (int i = 0; i < sent.Count; i++)
        {
            (int to, Told told) = sent[i];
            var key = new MessageKey(run.User, run.Number, i + 1);
            bool isShown = _shown.ContainsKey(key);
            _verdict.Sent++;
            switch (told)
            {
                case Told.Stored or Told.Delivered:
                    _verdict.Accepted++;
                    if (!isShown) _verdict.Add(Fault.Lost, key, to, $"told {told}, never shown");
                    break;
                case Told.Refused:
                    _verdict.Add(Fault.Refused, key, to, "refused without a reason");
                    break;
                case Told.Nothing when !run.WasKilled:
                    _verdict.Add(Fault.Unanswered, key, to, isShown ? "shown, but its sender was told nothing" : "not shown, and its sender was told nothing");
                    break;
                case Told.Nothing when !isShown:
                    _verdict.GoneWithSender++;
                    break;
            }
        }
    }

    private bool WasSent(MessageKey key, int to) =>
        _sent.TryGetValue((key.Sender, key.Run), out var sent) && key.N >= 1 && key.N <= sent.Count && sent[key.N - 1].To == to;
}
