using System.Text;
using ChatCli.Client.Link;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>What the client remembers of servers, in files that people edit: their keys, and how slowly a password's keys are derived.</summary>
internal sealed class KnownTarget : ITarget
{
    private const string Host = "fuzz.example.org";
    private const int Port = 5000;

    private static readonly Fingerprint Key = TlsCertificate.CreateSelfSigned("fuzz", DateTimeOffset.UnixEpoch).Fingerprint;

    private static readonly byte[][] Files =
    [
        .. new[]
        {
            $"# mine\n\nchat.example.org 5000 {Key}\n192.0.2.7 5001 {Key}\r\n[::1]\t5000 {Key.ToString().ToUpperInvariant()}\n", $"{Host} {Port} {Key}", "", "250000\n",
            "4096", "2147483647\n", " \t\n#\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private readonly Mutator _files = new(Files);
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-fuzz-").FullName;

    public IReadOnlyList<byte[]> Invent(Random random) => [_files.NextBytes(random)];

    public Task FeedAsync(Case inputs)
    {
        string path = Path.Combine(_folder, "file");
        File.WriteAllBytes(path, inputs.Inputs[0]);
        FeedKnownServers(path, inputs.Inputs[0]);
        File.WriteAllBytes(path, inputs.Inputs[0]);
        FeedIterations(path);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static void FeedKnownServers(string path, byte[] file)
    {
        var known = new KnownServers(path);
        string[] lines = File.ReadAllLines(path);
        (List<KnownKey> before, Notice? problem) = known.Find(Host, Port);
        ShownLines.Check(problem);
        if (problem is not null && before.Count > 0) throw new FindingException("keys of a file that cannot be read");

        Notice? refusal = known.Add(Host, Port, Key);
        ShownLines.Check(refusal);
        bool isTold = before.Count > 0 && before.TrueForAll(key => key.Key != Key);
        if (refusal is null == (problem is not null || isTold)) throw new FindingException($"wrongly added or refused: {refusal}");
        if (refusal is not null || before.Count > 0)
        {
            if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(file)) throw new FindingException("the file was changed");
            return;
        }
        if (known.Find(Host, Port) is not ([{ } added], null) || added.Key != Key) throw new FindingException("what was added is not known");
        if (!File.ReadAllLines(path).SequenceEqual([.. lines, $"{Host} {Port} {Key}"])) throw new FindingException("another line was changed");
    }

    private static void FeedIterations(string path)
    {
        var record = new IterationRecord(path);
        (int least, Notice? problem) = record.Read();
        ShownLines.Check(problem);
        if (least == 0 == (problem is null)) throw new FindingException($"{least} iterations, and {problem}");
        ShownLines.Check(record.Write(123_456));
        if (record.Read() != (123_456, null)) throw new FindingException("what was written is not known");
    }
}
