using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;

namespace ChatCli.Server.Tests;

/// <summary>A store that a server of an earlier version left behind, kept in StoredFiles, and what is in all of them.</summary>
/// <param name="Name">Its folder, <c>store-VERSION</c> or <c>store-VERSION-killed</c>.</param>
internal sealed record OldStore(string Name)
{
    /// <summary>Of all characters that names may have, those that are no letters or digits.</summary>
    public const string OddName = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private const string Instance = StoreMessages.Instance;
    private const string Other = "ffeeddccbbaa99887766554433221100";
    private const string Emoji = "\U0001F469\u200D\U0001F469\u200D\U0001F467 e\u0301 \u65E5\u672C\u8A9E \u05E9\u05DC\u05D5\u05DD \u202Eabc";
    private const string Controls = "tab\tquote\" backslash\\ 'apostrophe' line\nline \u001b[31mred";
    private const long FirstTime = 1_700_000_000_000;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "StoredFiles");

    /// <summary>All that were ever sent. Eve has read hers.</summary>
    private static readonly (string Recipient, long Number, string From, string Text)[] Messages =
    [
        ("bob", 1, "ann", "hello"),
        ("bob", 2, "carol", Emoji),
        (OddName, 3, "ann", Controls),
        // 16 KiB.
        ("bob", 4, "ann", string.Concat(Enumerable.Repeat("0123456789abcd\u00E9", 1024))),
        ("eve", 5, OddName, "read already"),
        ("bob", 6, "ann", " blanks around "),
        (OddName, 7, "bob", "hello"),
        ("eve", 8, "ann", "read already"),
    ];

    private static readonly StoredBlock[] Blocks = [new("bob", "dave"), new(OddName, "ann"), new("eve", "bob")];

    private static readonly StoredToken[] Tokens =
    [
        new("ann", Instance, new string('a', 64), new string('b', 64), IsOnline: true),
        new(OddName, Other, new string('c', 64), "", IsOnline: false),
    ];

    private static readonly StoredTaken[] Taken =
    [
        new("ann", Instance, "bob", 6), new("ann", Instance, OddName, 3), new("ann", Instance, "eve", 8),
        new("bob", Instance, OddName, 7), new("carol", Instance, "bob", 2), new(OddName, Instance, "eve", 5),
        new("dave", Other, "bob", 41), new("dave", Other, OddName, 1),
    ];

    public static OldStore[] All => [.. Directory.GetDirectories(Folder, "store-*").Select(path => new OldStore(Path.GetFileName(path))).OrderBy(store => store.Name)];

    public static OldStore Of(int version) => new($"store-{version}");

    public int Version => int.Parse(Name.Split('-')[1]);

    /// <summary>Whether the files are there.</summary>
    public bool Exists => Directory.Exists(Path.Combine(Folder, Name));

    /// <summary>The texts that wait for a user, oldest first.</summary>
    public static string[] TextsFor(string recipient) => [.. Messages.Where(message => message.Recipient == recipient).Select(message => message.Text)];

    /// <summary>The files in a data folder of their own.</summary>
    public StoreFolder Copy()
    {
        var folder = new StoreFolder();
        Directory.CreateDirectory(folder.Path);
        foreach (string file in Directory.GetFiles(Path.Combine(Folder, Name))) File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        return folder;
    }

    /// <summary>Whether everything is there, and nothing else: one line for each row.</summary>
    public async Task<bool> IsWholeAsync(QueuedStore store) => await RowsAsync(store) == string.Join('\n', Expected().Order(StringComparer.Ordinal));

    /// <summary>Puts into a new store what is to be in one that is kept.</summary>
    public static async Task FillAsync(QueuedStore store)
    {
        foreach ((string recipient, long number, string from, string text) in Messages)
            await store.AddAsync(recipient, new StoredMessage(0, from, Instance, number, text, FirstTime + number));
        await store.RemoveMessagesAsync("eve", [5, 8]);
        foreach (StoredBlock block in Blocks) await store.AddBlockAsync(block);
        foreach (StoredToken token in Tokens) await store.SetTokenAsync(token);
        await store.NoteTakenAsync(Taken);
    }

    private static async Task<string> RowsAsync(QueuedStore store)
    {
        List<string> rows = [];
        foreach (string recipient in (string[])["ann", "bob", "carol", "dave", "eve", OddName])
            rows.AddRange((await store.ListAsync(recipient, 0, 100)).Select(message => $"{recipient} {message}"));
        rows.AddRange((await store.ListBlocksAsync()).Select(block => $"{block}"));
        rows.AddRange((await store.ListTokensAsync()).Select(token => $"{token}"));
        foreach ((string sender, string instance) in Taken.Select(taken => (taken.Sender, taken.Instance)).Distinct())
            rows.AddRange((await store.ListTakenAsync(sender, instance)).Select(taken => $"{taken}"));
        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    private IEnumerable<string> Expected()
    {
        // Version 1 knew neither client processes nor tokens.
        bool knowsProcesses = Version > 1;
        foreach ((string recipient, long number, string from, string text) in Messages.Where(message => message.Recipient != "eve"))
            yield return $"{recipient} {new StoredMessage(number, from, knowsProcesses ? Instance : "", knowsProcesses ? number : 0, text, FirstTime + number)}";
        foreach (StoredBlock block in Blocks) yield return $"{block}";
        if (!knowsProcesses) yield break;
        foreach (StoredToken token in Tokens) yield return $"{token}";
        foreach (StoredTaken taken in Taken) yield return $"{taken}";
    }
}
