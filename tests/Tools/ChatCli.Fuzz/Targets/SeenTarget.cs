using System.Text;
using ChatCli.Client.Link;
using ChatCli.Protocol.Messages;

namespace ChatCli.Fuzz.Targets;

/// <summary>The client's record of what was shown: read or begun anew, and what is added is known the next time.</summary>
internal sealed class SeenTarget : ITarget
{
    private static readonly byte[][] Files =
    [
        .. new[]
        {
            "chatcli-seen 1\nhans 6d0c4e2a9b8f71530e1d2c3b4a596877 4 1795353871\nluke b1 -1 0\n", "chatcli-seen 1\n", "",
            "chatcli-seen 1\nhans a 9223372036854775807 9223372036854775807\nhans b -9223372036854775808 -9223372036854775808\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private readonly Mutator _files = new(Files);
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-fuzz-").FullName;

    public IReadOnlyList<byte[]> Invent(Random random) => [_files.NextBytes(random)];

    public Task FeedAsync(Case inputs)
    {
        string path = Path.Combine(_folder, "hans.seen");
        File.WriteAllBytes(path, inputs.Inputs[0]);
        var message = new MessageEvent("eve", "e1", 7, "hi", 0);
        SeenFile first = Open(path);
        first.Add(message);
        first.Save();
        if (!Open(path).Contains(message)) throw new FindingException("what was shown is not known");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static SeenFile Open(string path)
    {
        var seen = new SeenFile(path, TimeProvider.System, ShownLines.Check);
        seen.Refresh();
        return seen;
    }
}
