using System.Globalization;

namespace ChatCli.Torture;

/// <summary>Tells a person what a run has come to.</summary>
internal sealed class Report(TextWriter output)
{
    private const int Described = 4;
    private const int LinesAround = 4;
    private const int MostLines = 24;

    public void Tell(Outcome outcome)
    {
        Verdict verdict = outcome.Verdict;
        Line($"messages            {verdict.Sent} sent, {verdict.Accepted} accepted, {verdict.GoneWithSender} gone with their killed sender; {verdict.Sent / outcome.Time.TotalSeconds:0} a second");
        Line($"harm                {string.Join(", ", outcome.Harm.Select(pair => $"{pair.Key} {pair.Value}"))}");
        Line($"lost                {verdict.Count(Fault.Lost)}");
        Line($"doubled             {verdict.Count(Fault.Doubled)}");
        Line($"allowed repeats     {verdict.AllowedRepeats}");
        Line($"reordered           {verdict.Count(Fault.Reordered)}");
        Line($"unanswered          {verdict.Count(Fault.Unanswered)}");
        Line($"refused             {verdict.Count(Fault.Refused)}");
        Line($"stray               {verdict.Count(Fault.Stray)}");
        Line($"confused            {verdict.Count(Fault.Confused)}");
        Line($"process problems    {outcome.Problems.Count}");
    }

    /// <summary>The first offending messages with what both sides' transcripts say of them.</summary>
    public void Describe(Outcome outcome, TortureRun run)
    {
        foreach (string problem in outcome.Problems.Take(20)) Line($"PROBLEM {problem}");
        foreach (var fault in outcome.Verdict.Violations.GroupBy(violation => violation.Fault))
            foreach (Violation violation in fault.Take(Described)) Describe(violation, run);
    }

    private void Describe(Violation violation, TortureRun run)
    {
        MessageKey key = violation.Key;
        UserUnderTest sender = run.Users[key.Sender];
        UserUnderTest recipient = run.Users[violation.Recipient];
        Line($"{violation.Fault.ToString().ToUpperInvariant()} {sender.Name} process {key.Run} number {key.N} to {recipient.Name}: {violation.Text}");
        Tail(sender, string.Create(CultureInfo.InvariantCulture, $" m {key.Run} {key.N} "));
        Tail(sender, string.Create(CultureInfo.InvariantCulture, $"receipt {key.N} {recipient.Name} "));
        Tail(recipient, string.Create(CultureInfo.InvariantCulture, $"{sender.Name}: m {key.Run} {key.N} "));
    }

    private void Tail(UserUnderTest user, string text)
    {
        Line($"  transcript of {user.Name} around \"{text.Trim()}\":");
        foreach (string line in user.Transcript.Around(text, LinesAround, MostLines)) Line($"    {line}");
    }

    private void Line(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
