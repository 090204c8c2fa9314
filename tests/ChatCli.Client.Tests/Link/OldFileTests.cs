using ChatCli.Client.Link;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Tests;

/// <summary>The files that a client keeps, as they were left by the versions that made them.</summary>
public class OldFileTests
{
    private const string Key = "hafp-wbor-naq4-sdh6-5brr-rk3w-xgbi-i74x-zdcy-yyl4-pmjr-dlt6-gqja";

    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-test-").FullName;

    [Test]
    [Arguments("127.0.0.1", 46873, 1)]
    [Arguments("127.0.0.1", 5077, 2)]
    [Arguments("localhost", 5077, 3)]
    public async Task The_servers_that_0_1_0_knew_are_known(string host, int port, int line)
    {
        (List<KnownKey> keys, Notice? problem) = new KnownServers(Bring("known-servers")).Find(host, port);

        await Assert.That(problem).IsNull();
        await Assert.That($"{keys.Single().Key} {keys.Single().Line}").IsEqualTo($"{Key} {line}");
    }

    [Test]
    public async Task What_0_1_0_has_shown_is_not_shown_again()
    {
        string path = Bring("ann.seen");
        List<Notice> said = [];
        var seen = new SeenFile(path, TimeProvider.System, said.Add);
        seen.Refresh();

        await Assert.That(seen.Contains(Message(6))).IsTrue();
        await Assert.That(seen.Contains(Message(7))).IsFalse();
        await Assert.That(said).IsEmpty();
    }

    [Test]
    public async Task How_strong_a_proof_0_1_0_was_asked_for_is_the_least_that_will_do() =>
        await Assert.That(new IterationRecord(Bring("ann.iterations")).Read()).IsEqualTo((250_000, null));

    [Test]
    public async Task A_record_of_a_later_form_begins_anew_and_that_is_said()
    {
        string path = Bring("ann.seen");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("chatcli-seen 1", "chatcli-seen 2"));
        List<Notice> said = [];
        var seen = new SeenFile(path, TimeProvider.System, said.Add);
        seen.Refresh();

        await Assert.That(seen.Contains(Message(6))).IsFalse();
        await Assert.That(ScriptedUserInterface.TextOf(said.Single())).IsEqualTo($"the record of the messages shown cannot be read and begins anew: {path}");
    }

    private static MessageEvent Message(long n) => new("bob", "f61db64f30afea004e8f90ef98d6c39a", n, "text", 0);

    private string Bring(string name)
    {
        string path = Path.Combine(_folder, name);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "StoredFiles", name), path);
        return path;
    }
}
