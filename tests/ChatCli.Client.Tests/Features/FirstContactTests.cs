using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Scram;
using ChatCli.Testing;

namespace ChatCli.Client.Tests;

/// <summary>Whether the key that a server shows is the right one, over real TLS.</summary>
public class FirstContactTests
{
    private const string Known = """{"type":"account","id":2,"exists":true}""";
    private const string Unknown = """{"type":"account","id":2,"exists":false}""";
    private const string Account = """{"type":"account","id":2,"name":"ann"}""";
    private const string Question = "[Is it the right one, yes or no? ]";
    private const string WhatItMeans =
        "Somebody may stand between you and the server, or the server has been given a new key. Nothing was sent to it.\n"
        + "Ask whoever runs the server for the fingerprint.\n";

    private static readonly TlsCertificate Right = TlsCertificate.CreateSelfSigned("server", DateTimeOffset.UtcNow);
    private static readonly TlsCertificate Other = TlsCertificate.CreateSelfSigned("server", DateTimeOffset.UtcNow);

    [Test]
    public async Task A_person_is_asked_once_and_the_key_is_remembered_after_the_server_has_proved_itself()
    {
        var run = new LoginRun(user: "ann", isTerminal: true, certificate: Right);
        await ShowsKeyAsync(run);
        await run.AnswerAsync(Question, "yes");
        await run.GreetAsync();
        await run.RequestAsync(Account, Known);
        await run.AnswerAsync("[Password: secret]", "a");
        (long id, string proof) = await run.Server.LogInAsync("ann", "a");
        await Assert.That(run.Pins).IsEqualTo("");
        await run.Server.WelcomeAsync(id, proof);
        await run.EndsWithAsync("ann");
        await Assert.That(run.Pins).IsEqualTo($"{Right.Fingerprint}");

        var again = new LoginRun(user: "ann", password: "a", certificate: Right, folder: run.Folder);
        await LogInAsync(again);
        await Assert.That(run.Pins).IsEqualTo($"{Right.Fingerprint}");
    }

    [Test]
    [Arguments("no")]
    [Arguments("")]
    [Arguments("y")]
    [Arguments(null)]
    public async Task Without_a_yes_nothing_is_sent_and_nothing_remembered(string? answer)
    {
        var run = new LoginRun(user: "ann", isTerminal: true, certificate: Right);
        await ShowsKeyAsync(run);
        await run.ShowsAsync(Question);
        if (answer is null) run.Screen.EndInput();
        else run.Screen.Type(answer);
        await run.EndsWithoutLoginAsync("the key was not accepted; nothing was sent to the server");
        await Assert.That(run.Pins).IsEqualTo("");
    }

    [Test]
    public async Task Where_nobody_can_be_asked_an_unknown_key_is_refused()
    {
        var run = new LoginRun(user: "ann", password: "a", certificate: Right);
        await run.EndsWithoutLoginAsync(
            "the server chat.test port 5000 is not known yet, and nobody is there to ask. The fingerprint of its key:\n"
            + $"  {Right.Fingerprint}\n"
            + $"If that is the right one: --fingerprint {Right.Fingerprint}\n"
            + "To accept the first key that a server shows: --accept-new");
        await Assert.That(run.Pins).IsEqualTo("");
    }

    [Test]
    public async Task A_new_key_may_be_accepted_unseen_and_is_remembered()
    {
        var run = new LoginRun(user: "ann", password: "a", certificate: Right, acceptsNew: true);
        await LogInAsync(run);
        await Assert.That(run.Pins).IsEqualTo($"{Right.Fingerprint}");
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task A_changed_key_is_refused_loudly_and_never_accepted_unseen(bool acceptsNew)
    {
        string folder = await FolderAsync($"# mine\nelse.test 5000 {Right.Fingerprint}\nCHAT.test. 5000 {Right.Fingerprint}\n");
        var run = new LoginRun(user: "ann", password: "a", isTerminal: true, certificate: Other, folder: folder, acceptsNew: acceptsNew);
        await run.EndsWithoutLoginAsync(
            "THE KEY OF THE SERVER HAS CHANGED: chat.test port 5000\n"
            + $"  known: {Right.Fingerprint}\n  shown: {Other.Fingerprint}\n{WhatItMeans}"
            + $"If the new one is right: remove line 3 of {run.Known.Path}\nor, for one run: --fingerprint {Other.Fingerprint}");
        await Assert.That(run.Pins).IsEqualTo($"{Right.Fingerprint}");
    }

    [Test]
    public async Task A_key_that_was_given_is_the_only_one_and_nothing_is_read_or_written()
    {
        var run = new LoginRun(user: "ann", password: "a", certificate: Other, given: Right.Fingerprint, isVouchedFor: true);
        await run.EndsWithoutLoginAsync(
            "chat.test port 5000 IS NOT THE SERVER THAT --fingerprint NAMES\n"
            + $"  given: {Right.Fingerprint}\n  shown: {Other.Fingerprint}\n{WhatItMeans[..^1]}");

        string folder = await FolderAsync("this is broken\n");
        var right = new LoginRun(user: "ann", password: "a", certificate: Right, given: Right.Fingerprint, folder: folder);
        await LogInAsync(right);
        await Assert.That(await File.ReadAllTextAsync(right.Known.Path)).IsEqualTo("this is broken\n");
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task A_server_that_an_authority_vouches_for_is_trusted_and_what_is_known_stays(bool isKnownOtherwise)
    {
        string pins = isKnownOtherwise ? $"{Other.Fingerprint}" : "";
        string folder = await FolderAsync(isKnownOtherwise ? $"chat.test 5000 {pins}\n" : "");
        var run = new LoginRun(user: "ann", password: "a", certificate: Right, folder: folder, isVouchedFor: true);
        await LogInAsync(run);
        await Assert.That(run.Pins).IsEqualTo(pins);
    }

    [Test]
    public async Task Known_servers_that_cannot_be_read_are_not_taken_for_none()
    {
        string folder = await FolderAsync($"\n# a note\nchat.test {Right.Fingerprint}\n");
        var run = new LoginRun(user: "ann", password: "a", isTerminal: true, certificate: Right, folder: folder, acceptsNew: true);
        await run.EndsWithoutLoginAsync($"line 3 of {run.Known.Path} is not HOST PORT FINGERPRINT: correct it or remove it");
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task Nothing_is_remembered_of_a_server_that_has_not_proved_itself(bool hasProof)
    {
        var run = new LoginRun(user: "ann", password: "a", certificate: Right, acceptsNew: true);
        await run.GreetAsync();
        await run.RequestAsync(Account, Known);
        (long id, _) = await run.Server.LogInAsync("ann", "a");
        await run.Server.WelcomeAsync(id, hasProof ? $"v={Convert.ToBase64String(new byte[32])}" : null);
        await run.EndsWithoutLoginAsync("the server does not know your password: it is not the server that you registered with");
        await Assert.That(run.Pins).IsEqualTo("");
    }

    [Test]
    public async Task A_new_account_at_an_unproved_server_is_warned_of_and_the_key_remembered_after_it_was_made()
    {
        var run = new LoginRun(user: "ann", isTerminal: true, certificate: Right, acceptsNew: true);
        await run.GreetAsync();
        await run.RequestAsync(Account, Unknown);
        await run.ShowsAsync("There is no account ann yet: a new one is being made.");
        await run.ShowsAsync("Nothing proves yet that this is the server you mean. The fingerprint of its key:");
        await run.ShowsAsync($"  {Right.Fingerprint}");
        await run.ShowsAsync("A new account is made here. If you already have one here, stop: then this is another server.");
        await run.AnswerAsync("[Choose a password: secret]", "a");
        await run.AnswerAsync("[Repeat the password: secret]", "a");
        long id = await run.Server.RegisterAsync("ann", "a");
        await Assert.That(run.Pins).IsEqualTo("");
        await run.Server.WelcomeAsync(id, null);
        await run.EndsWithAsync("ann");
        await Assert.That(run.Pins).IsEqualTo($"{Right.Fingerprint}");
    }

    [Test]
    public async Task Where_nobody_can_stop_no_account_is_made_at_an_unproved_server()
    {
        var run = new LoginRun(user: "ann", password: "a", certificate: Right, acceptsNew: true);
        await run.GreetAsync();
        await run.RequestAsync(Account, Unknown);
        await Assert.That(await run.Screen.NextAsync(4)).Contains("stop: then this is another server");
        await run.EndsWithoutLoginAsync(
            $"no account is made at a server that nobody has looked at; if it is the right one: --fingerprint {Right.Fingerprint}");
        await Assert.That(run.Pins).IsEqualTo("");
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task A_new_account_at_a_server_that_is_known_or_given_needs_no_warning(bool isGiven)
    {
        string folder = await FolderAsync(isGiven ? "" : $"chat.test 5000 {Right.Fingerprint}\n");
        var run = new LoginRun(user: "ann", password: "a", certificate: Right, folder: folder, given: isGiven ? Right.Fingerprint : null);
        await run.GreetAsync();
        await run.RequestAsync(Account, Unknown);
        await run.ShowsAsync("There is no account ann yet: a new one is being made.");
        await run.RegisterAsync("ann", "a");
        await run.EndsWithAsync("ann");
    }

    [Test]
    public async Task A_name_that_was_taken_meanwhile_proves_nothing()
    {
        var run = new LoginRun(user: "ann", password: "a", isTerminal: true, certificate: Right, acceptsNew: true);
        await run.GreetAsync();
        await run.RequestAsync(Account, Unknown);
        await Assert.That(await run.Screen.NextAsync(4)).Contains($"{Right.Fingerprint}");
        await run.RegisterAsync("ann", "a", "name_taken", "taken");
        await run.ShowsAsync("taken");
        await run.EndsWithoutLoginAsync(null);
        await Assert.That(run.Pins).IsEqualTo("");
    }

    [Test]
    public async Task Another_key_on_the_connection_that_replaces_a_closed_one_is_a_changed_key()
    {
        var run = new LoginRun(user: "ann", certificate: Right, acceptsNew: true);
        await run.GreetAsync();
        await run.RequestAsync(Account, Known);
        await run.ShowsAsync("[Password: secret]");
        run.Certificate = Other;
        run.Server.Close();
        run.Screen.Type("a");
        await run.EndsWithoutLoginAsync(
            "THE KEY OF THE SERVER HAS CHANGED: chat.test port 5000\n"
            + $"  before: {Right.Fingerprint}\n  shown:  {Other.Fingerprint}\n{WhatItMeans[..^1]}");
        await Assert.That(run.Pins).IsEqualTo("");
    }

    [Test]
    public async Task Over_an_encrypted_connection_only_a_login_that_is_bound_to_it_will_do()
    {
        var run = new LoginRun(user: "ann", password: "a", certificate: Right, acceptsNew: true);
        await run.NextServerAsync();
        await run.Server.SendAsync(ScramConversation.Greeting(1, ScramMechanism.Plain));
        await run.EndsWithoutLoginAsync(
            "chat.test port 5000 does not offer to log in by SCRAM-SHA-256-PLUS: it is no chat server of this kind, or somebody stands between");
    }

    [Test]
    public async Task A_server_in_between_that_hands_the_login_on_does_not_get_in()
    {
        var run = new LoginRun(user: "ann", password: "a", certificate: Other, acceptsNew: true);
        await run.GreetAsync();
        await run.RequestAsync(Account, Known);
        // What it hands on over a connection of its own to the real server, which has its own channel binding.
        var login = new WireLine((await run.Server.NextAsync())!);
        byte[] binding = System.Security.Cryptography.SHA256.HashData("the real server's certificate"u8);
        await Assert.That(ScramServer.Begin(login["mechanism"], login["data"], binding, out ScramServer? real)).IsNull();
        await run.Server.SendAsync($$"""{"type":"challenge","id":3,"data":"{{real!.Challenge(Passwords.Verifier("a"))}}"}""");
        var response = new WireLine((await run.Server.NextAsync())!);
        await Assert.That(real.Finish(response["data"], out _)).IsEqualTo(ScramFault.ChannelBinding);
        await run.Server.SendAsync("""{"type":"error","id":4,"code":"channel_binding","text":"no"}""");
        await run.EndsWithoutLoginAsync(
            "client and server see two different encrypted connections: somebody may stand between them. The password was not judged, nor given away");
        await Assert.That(run.Pins).IsEqualTo("");
    }

    private static async Task LogInAsync(LoginRun run)
    {
        await run.GreetAsync();
        await run.RequestAsync(Account, Known);
        await run.LogInAsync("ann", "a");
        await run.EndsWithAsync("ann");
    }

    private static async Task ShowsKeyAsync(LoginRun run)
    {
        await run.ShowsAsync("The server chat.test port 5000 is not known yet. The fingerprint of its key:");
        await run.ShowsAsync($"  {Right.Fingerprint}");
        await run.ShowsAsync("The server shows its own when it starts: compare, or ask whoever runs it.");
    }

    /// <summary>A folder with these known servers.</summary>
    private static async Task<string> FolderAsync(string text)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("chatcli-test-");
        await File.WriteAllTextAsync(Path.Combine(folder.CreateSubdirectory("data").FullName, "known-servers"), text);
        return folder.FullName;
    }
}
