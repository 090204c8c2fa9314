using ChatCli.Client.Link;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

public sealed class SeenFileTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"chatcli-test-{Guid.NewGuid():N}");
    private readonly List<Notice> _said = [];
    private readonly FakeTimeProvider _time = new();

    private string FilePath => Path.Combine(_folder, "chatcli", "server_5000", "ann.seen");

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task What_was_shown_is_known_to_the_next_client()
    {
        SeenFile first = Open();
        first.Add(Message("bob", "b1", 7));
        first.Add(Message("eve", "e1", 2));
        await Assert.That(first.Contains(Message("bob", "b1", 7))).IsTrue();
        first.Save();

        SeenFile next = Open();
        await Assert.That(next.Contains(Message("bob", "b1", 6))).IsTrue();
        await Assert.That(next.Contains(Message("bob", "b1", 7))).IsTrue();
        await Assert.That(next.Contains(Message("bob", "b1", 8))).IsFalse();
        await Assert.That(next.Contains(Message("bob", "b2", 1))).IsFalse();
        await Assert.That(next.Contains(Message("eve", "b1", 1))).IsFalse();
        await Assert.That(_said).IsEmpty();
    }

    [Test]
    public async Task It_is_for_its_user_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        SeenFile seen = Open();
        seen.Add(Message("bob", "b1", 7));
        seen.Save();
        const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await Assert.That(File.GetUnixFileMode(FilePath)).IsEqualTo(file);
        string folder = Path.GetDirectoryName(FilePath)!;
        await Assert.That(File.GetUnixFileMode(folder)).IsEqualTo(file | UnixFileMode.UserExecute);
        await Assert.That(File.GetUnixFileMode(Path.GetDirectoryName(folder)!)).IsEqualTo(file | UnixFileMode.UserExecute);
        await Assert.That(Directory.GetFiles(folder).Length).IsEqualTo(1);
    }

    [Test]
    public async Task It_is_replaced_as_a_whole()
    {
        SeenFile seen = Open();
        seen.Add(Message("bob", "b1", 7));
        seen.Save();
        using FileStream old = File.Open(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        seen.Add(Message("bob", "b1", 8));
        seen.Save();
        // Who has the old file open still sees the old one, whole.
        using var reader = new StreamReader(old);
        await Assert.That(await reader.ReadToEndAsync()).Contains("bob b1 7 ");
        await Assert.That(await File.ReadAllTextAsync(FilePath)).Contains("bob b1 8 ");
    }

    [Test]
    public async Task Nothing_new_is_not_written()
    {
        SeenFile seen = Open();
        seen.Save();
        await Assert.That(File.Exists(FilePath)).IsFalse();
    }

    [Test]
    public async Task Entries_that_were_not_touched_for_ninety_days_are_dropped()
    {
        SeenFile seen = Open();
        seen.Add(Message("bob", "b1", 7));
        _time.Advance(TimeSpan.FromDays(60));
        seen.Add(Message("eve", "e1", 7));
        _time.Advance(TimeSpan.FromDays(31));
        seen.Add(Message("cat", "c1", 7));
        seen.Save();
        SeenFile next = Open();
        await Assert.That(next.Contains(Message("bob", "b1", 7))).IsFalse();
        await Assert.That(next.Contains(Message("eve", "e1", 7))).IsTrue();
        await Assert.That(next.Contains(Message("cat", "c1", 7))).IsTrue();
    }

    [Test]
    public async Task Those_touched_last_are_kept_when_there_are_too_many()
    {
        SeenFile seen = Open();
        for (int i = 1; i <= SeenFile.MaxEntries + 1; i++)
        {
            seen.Add(Message("bob", $"b{i}", 1));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        seen.Save();
        await Assert.That((await File.ReadAllLinesAsync(FilePath)).Length).IsLessThanOrEqualTo(SeenFile.MaxEntries + 1);
        await Assert.That(Open().Contains(Message("bob", $"b{SeenFile.MaxEntries + 1}", 1))).IsTrue();
        await Assert.That(Open().Contains(Message("bob", "b1", 1))).IsFalse();
    }

    [Test]
    [Arguments("")]
    [Arguments("something else\n")]
    [Arguments("chatcli-seen 1\nbob b1 7\n")]
    [Arguments("chatcli-seen 1\nbob b1 7 946684800\nbob b2 seven 946684800\n")]
    [Arguments("chatcli-seen 1\nbob b1 7 946684800\n\0\0\0\0\n")]
    public async Task A_broken_file_is_said_to_be_so_and_begins_anew(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await File.WriteAllTextAsync(FilePath, content);
        SeenFile seen = Open();
        await Assert.That(string.Join('\n', _said.Select(ScriptedUserInterface.TextOf))).IsEqualTo($"the record of the messages shown cannot be read and begins anew: {FilePath}");
        await Assert.That(seen.Contains(Message("bob", "b1", 7))).IsFalse();
        seen.Add(Message("bob", "b1", 1));
        seen.Save();
        await Assert.That(Open().Contains(Message("bob", "b1", 1))).IsTrue();
        await Assert.That(_said.Count).IsEqualTo(1);
    }

    [Test]
    public async Task What_another_client_wrote_meanwhile_is_kept()
    {
        SeenFile one = Open(), other = Open();
        one.Add(Message("bob", "b1", 7));
        one.Save();
        other.Add(Message("bob", "b1", 3));
        other.Add(Message("eve", "e1", 1));
        other.Save();
        // The clock of a file system may not have ticked between the two.
        File.SetLastWriteTimeUtc(FilePath, DateTime.UtcNow.AddSeconds(10));
        one.Refresh();
        await Assert.That(one.Contains(Message("eve", "e1", 1))).IsTrue();
        await Assert.That(Open().Contains(Message("bob", "b1", 7))).IsTrue();
    }

    [Test]
    public async Task That_it_cannot_be_written_is_said_once()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "chatcli"), "a file, not a folder");
        SeenFile seen = Open();
        for (int n = 1; n <= 3; n++)
        {
            seen.Add(Message("bob", "b1", n));
            seen.Save();
        }
        await Assert.That(_said.Count).IsEqualTo(1);
        await Assert.That(ScriptedUserInterface.TextOf(_said[0])!).StartsWith("cannot record the messages shown, so that some may be shown twice: ");
    }

    [Test]
    public async Task A_sender_or_instance_that_cannot_be_is_not_recorded()
    {
        SeenFile seen = Open();
        seen.Add(Message("bob\nbob", "b1", 7));
        seen.Add(Message("bob", "b 1", 7));
        seen.Save();
        await Assert.That(seen.Contains(Message("bob", "b 1", 7))).IsFalse();
        await Assert.That(File.Exists(FilePath)).IsFalse();
    }

    [Test]
    [Arguments("ann", "ann")]
    [Arguments("Ann", "%41nn")]
    [Arguments("../x", "%2E.%2Fx")]
    [Arguments("::1", "%3A%3A1")]
    [Arguments("example.org", "example.org")]
    public async Task Any_name_makes_a_file_name_of_its_own(string name, string file) =>
        await Assert.That(StateFolder.FileName(name)).IsEqualTo(file);

    private static MessageEvent Message(string from, string instance, long n) => new(from, instance, n, "text", 0);

    private SeenFile Open()
    {
        var seen = new SeenFile(FilePath, _time, _said.Add);
        seen.Refresh();
        return seen;
    }
}
