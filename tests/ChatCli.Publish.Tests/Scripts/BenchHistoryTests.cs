namespace ChatCli.Publish.Tests;

/// <summary>bench.sh keeps the ratios of each commit, so that a slower commit is seen.</summary>
public sealed class BenchHistoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatcli bench ");

    public BenchHistoryTests() => File.WriteAllText(HistoryPath, "");

    private string HistoryPath => Path.Combine(_folder.FullName, "history.tsv");

    [Test]
    public async Task The_first_commit_is_recorded_and_compared_with_none()
    {
        await Assert.That(Bench("aaa", "thr\tmsg/s\t0.80", "thr\tgenerator us/msg\t1.00", "logins\tlogins/s\t-")).IsEqualTo("");

        string[] columns = File.ReadAllLines(HistoryPath).Single().Split('\t');
        await Assert.That(columns.Length).IsEqualTo(6);
        await Assert.That(columns[0]).IsEqualTo("aaa");
        await Assert.That(DateOnly.TryParseExact(columns[1], "yyyy-MM-dd", out _)).IsTrue();
        await Assert.That(columns[2]).IsNotEmpty();
        await Assert.That(string.Join(' ', columns[3..])).IsEqualTo("thr msg/s 0.80");
    }

    [Test]
    [Arguments("thr\tmsg/s\t0.60", "SLOWER: thr, msg/s: ratio 0.60, was 0.80")]
    [Arguments("thr\tmsg/s\t0.95", "faster: thr, msg/s: ratio 0.95, was 0.80")]
    [Arguments("thr\tserver us/msg\t1.50", "SLOWER: thr, server us/msg: ratio 1.50, was 1.25")]
    [Arguments("thr\tserver us/msg\t1.00", "faster: thr, server us/msg: ratio 1.00, was 1.25")]
    [Arguments("thr\tmsg/s\t0.75", "no difference of more than 15 %")]
    [Arguments("new load\tmsg/s\t0.10", "no difference of more than 15 %")]
    public async Task A_ratio_that_changed_by_more_than_15_percent_is_told(string ratio, string line)
    {
        Bench("aaa", "thr\tmsg/s\t0.80", "thr\tserver us/msg\t1.25");

        string[] lines = Bench("bbb", ratio).Split('\n');

        await Assert.That(lines[0]).StartsWith("compared with aaa of ");
        await Assert.That(lines[0]).EndsWith(":");
        await Assert.That(lines[1].Trim()).IsEqualTo(line);
    }

    [Test]
    public async Task A_commit_is_compared_with_the_last_other_one_and_recorded_once()
    {
        Bench("aaa", "thr\tmsg/s\t0.40");
        Bench("bbb", "thr\tmsg/s\t0.80");
        Bench("ccc", "thr\tmsg/s\t0.20");

        await Assert.That(Bench("ccc", "thr\tmsg/s\t0.50")).Contains("  SLOWER: thr, msg/s: ratio 0.50, was 0.80\n");
        await Assert.That(string.Join(' ', File.ReadLines(HistoryPath).Select(line => line.Split('\t')[0]))).IsEqualTo("aaa bbb ccc");
    }

    [Test]
    public async Task Ratios_of_another_machine_are_marked()
    {
        await File.WriteAllTextAsync(HistoryPath, "aaa\t2026-01-01\t1 x abacus\tthr\tmsg/s\t0.80\n");

        await Assert.That(Bench("bbb", "thr\tmsg/s\t0.80")).StartsWith("compared with aaa of 2026-01-01, measured on another machine:\n");
    }

    [Test]
    public async Task The_history_of_the_repository_has_six_columns()
    {
        string[] lines = Repository.Read("tests/bench-history.tsv").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        await Assert.That(lines).IsNotEmpty();
        await Assert.That(lines.Where(line => line.Split('\t').Length != 6)).IsEmpty();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Bench(string commit, params string[] ratios)
    {
        string file = Path.Combine(_folder.FullName, "ratios");
        File.WriteAllLines(file, ratios);
        Run run = Run.Program("/bin/sh", [Repository.PathOf("tests/bench.sh"), file, HistoryPath, commit]);
        return run is { Status: 0, Errors: "" } ? run.Output : throw new InvalidOperationException(run.All);
    }
}
