using ChatCli.Client.Link;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;

using static ChatCli.Client.Tests.ScriptedUserInterface;

namespace ChatCli.Client.Tests;

public class KnownServersTests
{
    private static readonly Fingerprint One = TlsCertificate.CreateSelfSigned("one", DateTimeOffset.UtcNow).Fingerprint;
    private static readonly Fingerprint Two = TlsCertificate.CreateSelfSigned("two", DateTimeOffset.UtcNow).Fingerprint;

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("chatcli-test-").FullName, "chatcli", "known-servers");

    [Test]
    public async Task What_was_added_is_found_by_host_and_port_and_belongs_to_its_user_alone()
    {
        var known = new KnownServers(_path);
        await Assert.That(Keys(known, "a.test", 5000)).IsEqualTo("");
        await Assert.That(known.Add("a.test", 5000, One)).IsNull();
        await Assert.That(known.Add("a.test", 5001, Two)).IsNull();
        await Assert.That(known.Add("a.test", 5000, One)).IsNull();
        await Assert.That(Keys(known, "a.test", 5000)).IsEqualTo($"1 {One}");
        await Assert.That(Keys(known, "a.test", 5001)).IsEqualTo($"2 {Two}");
        await Assert.That(Keys(known, "b.test", 5000)).IsEqualTo("");
        await Assert.That(await File.ReadAllTextAsync(_path)).IsEqualTo($"a.test 5000 {One}\na.test 5001 {Two}\n");
        if (OperatingSystem.IsWindows()) return;
        await Assert.That(File.GetUnixFileMode(_path)).IsEqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Assert.That(new DirectoryInfo(Path.GetDirectoryName(_path)!).UnixFileMode)
            .IsEqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Test]
    [Arguments("Chat.Example.ORG", "chat.example.org")]
    [Arguments("chat.example.org.", "chat.example.org")]
    [Arguments("::1", "::1")]
    [Arguments("[::1]", "::1")]
    [Arguments("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [Arguments("127.0.0.1", "127.0.0.1")]
    public async Task A_host_has_one_form(string given, string form)
    {
        await Assert.That(KnownServers.Normal(given)).IsEqualTo(form);
        var known = new KnownServers(_path);
        known.Add(given, 5000, One);
        await Assert.That(Keys(known, form, 5000)).IsEqualTo($"1 {One}");
        await Assert.That(Keys(known, given, 5000)).IsEqualTo($"1 {One}");
    }

    [Test]
    public async Task What_a_person_has_written_is_read_and_kept()
    {
        string text = $"# my servers\r\n\r\n  # more\r\nA.TEST\t5000   {One.ToString().ToUpperInvariant()}\r\na.test 5000 {Two}";
        await WriteAsync(text);
        var known = new KnownServers(_path);
        await Assert.That(Keys(known, "a.test", 5000)).IsEqualTo($"4 {One}, 5 {Two}");
        await Assert.That(known.Add("b.test", 1, One)).IsNull();
        await Assert.That(await File.ReadAllTextAsync(_path)).IsEqualTo(text.Replace("\r\n", "\n", StringComparison.Ordinal) + $"\nb.test 1 {One}\n");
    }

    [Test]
    [Arguments("a.test 5000")]
    [Arguments("a.test five FFFF")]
    [Arguments("a.test 5000 FFFF and more")]
    [Arguments("a.test 5000 abcd-efgh")]
    [Arguments("a.test -1 FFFF")]
    public async Task A_line_that_is_no_server_makes_all_of_it_unreadable_and_nothing_is_written(string line)
    {
        string text = $"b.test 1 {One}\n{line.Replace("FFFF", One.ToString(), StringComparison.Ordinal)}\n";
        await WriteAsync(text);
        var known = new KnownServers(_path);
        string problem = $"line 2 of {_path} is not HOST PORT FINGERPRINT: correct it or remove it";
        await Assert.That(TextOf(known.Find("b.test", 1).Problem)).IsEqualTo(problem);
        await Assert.That(TextOf(known.Add("c.test", 1, One))).IsEqualTo(problem);
        await Assert.That(await File.ReadAllTextAsync(_path)).IsEqualTo(text);
    }

    [Test]
    public async Task A_folder_in_its_place_is_said_to_be_so()
    {
        Directory.CreateDirectory(_path);
        await Assert.That(TextOf(new KnownServers(_path).Find("a.test", 1).Problem)!).StartsWith($"cannot read the known servers in {_path}: ");
    }

    [Test]
    public async Task A_key_that_another_client_has_written_meanwhile_is_not_replaced()
    {
        new KnownServers(_path).Add("a.test", 5000, One);
        await Assert.That(TextOf(new KnownServers(_path).Add("a.test", 5000, Two)))
            .IsEqualTo($"line 1 of {_path}, written just now, has another key for this server: compare the fingerprints");
        await Assert.That(Keys(new KnownServers(_path), "a.test", 5000)).IsEqualTo($"1 {One}");
    }

    [Test]
    public async Task Many_clients_that_add_at_once_lose_nothing()
    {
        const int Clients = 40;
        await Task.WhenAll(Enumerable.Range(1, Clients).Select(port => Task.Run(() => new KnownServers(_path).Add("a.test", port, One))));
        var known = new KnownServers(_path);
        string[] found = [.. Enumerable.Range(1, Clients).Select(port => known.Find("a.test", port).Keys.Count.ToString())];
        await Assert.That(string.Concat(found)).IsEqualTo(new string('1', Clients));
    }

    private static string Keys(KnownServers known, string host, int port)
    {
        (List<KnownKey> keys, Notice? problem) = known.Find(host, port);
        return TextOf(problem) ?? string.Join(", ", keys.Select(pin => $"{pin.Line} {pin.Key}"));
    }

    private async Task WriteAsync(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        await File.WriteAllTextAsync(_path, text);
    }
}
