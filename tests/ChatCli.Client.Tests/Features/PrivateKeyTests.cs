using System.Text.Json;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Testing;

using static ChatCli.Client.Tests.PeerScript;

namespace ChatCli.Client.Tests;

/// <summary>The keys of private chats, as whole clients make and check them; the servers are scripted.</summary>
public class PrivateKeyTests
{
    [Test]
    public async Task A_private_chat_that_is_over_cannot_be_entered_again()
    {
        ClientRun ann = await ClientRun.StartAsync("ann");
        await ann.ShownOfAsync("""{"type":"privateasked","from":"bob"}""");
        AnswerPrivateRequest first = Answer(await ann.RequestOfAsync("y"));
        await ann.Server.SendAsync("""{"type":"ok","id":1}""", Ready("bob", dial: false, 9, '1', PeerKeys.Bob));
        await ann.ShownOfAsync("""{"type":"presence","user":"someone","online":true}""");
        LineConversation bob = await DialAsync(first.Port, '1', first.Key!);
        await ann.Screen.NextAsync();

        // While it is open, and when it has ended: its name, secret and keys, which were right once.
        await Assert.That(await TryDialAsync(first.Port, '1', first.Key!)).IsNull();
        await bob.SendAsync("""{"type":"peerstop"}""");
        await Assert.That(await ann.Screen.NextAsync()).IsEqualTo("private chat with bob ended");
        await Assert.That(await TryDialAsync(first.Port, '1', first.Key!)).IsNull();

        // Now that another one is expected, the secret of before is worth nothing under its name either, nor is the key.
        await ann.ShownOfAsync("""{"type":"privateasked","from":"bob"}""");
        AnswerPrivateRequest second = Answer(await ann.RequestOfAsync("y"));
        await Assert.That(second.Key).IsNotEqualTo(first.Key);
        await ann.Server.SendAsync(
            """{"type":"ok","id":2}""", Ready("bob", dial: false, 9, '2', PeerKeys.Bob.Fingerprint.ToString(), new string('b', 64)));
        await ann.ShownOfAsync("""{"type":"presence","user":"someone","online":true}""");
        await Assert.That(await TryDialAsync(first.Port, '1', first.Key!)).IsNull();
        await Assert.That(await TryDialAsync(first.Port, '2', first.Key!)).IsNull();
        await Assert.That(await TryDialAsync(first.Port, '2', second.Key!)).IsNull();
        await Assert.That(await TryDialAsync(first.Port, '2', second.Key!, new string('b', 64))).IsNotNull();
        await Assert.That(await ann.Screen.NextAsync()).IsEqualTo("private chat with bob started");
    }

    [Test]
    public async Task Every_private_chat_has_a_key_of_its_own_and_an_ask_that_is_open_keeps_its()
    {
        ClientRun ann = await ClientRun.StartAsync("ann");
        StartPrivateRequest first = Ask(await ann.RequestOfAsync("startprivate bob"));
        await ann.ShownOfAsync("""{"type":"ok","id":1}""");
        StartPrivateRequest toEve = Ask(await ann.RequestOfAsync("startprivate eve"));
        await ann.ShownOfAsync("""{"type":"ok","id":2}""");
        StartPrivateRequest again = Ask(await ann.RequestOfAsync("startprivate bob"));
        await ann.ShownOfAsync("""{"type":"error","id":3,"code":"already_asked","text":"you have asked this user already"}""");
        await ann.ShownOfAsync("""{"type":"privateaskended","user":"bob","reason":"lapsed"}""");
        StartPrivateRequest later = Ask(await ann.RequestOfAsync("startprivate bob"));
        await Assert.That(Fingerprint.TryParse(first.Key, out _)).IsTrue();
        await Assert.That(again.Key).IsEqualTo(first.Key);
        await Assert.That(toEve.Key).IsNotEqualTo(first.Key);
        await Assert.That(later.Key).IsNotEqualTo(first.Key).And.IsNotEqualTo(toEve.Key);
    }

    [Test]
    public async Task Commands_keep_their_order_while_a_key_is_made()
    {
        ClientRun ann = await ClientRun.StartAsync("ann");
        ann.Screen.Type("message bob one", "startprivate bob", "message bob two", "startprivate eve", "whoelse");
        ann.Screen.EndInput();
        string[] types = ["message", "startprivate", "message", "startprivate", "whoelse"];
        for (int i = 0; i < types.Length; i++)
        {
            var request = new WireLine((await ann.Server.NextAsync())!);
            await Assert.That(request.Type).IsEqualTo(types[i]);
            await Assert.That(request.Id).IsEqualTo(i + 1);
        }
    }

    [Test]
    public async Task A_log_out_while_a_key_is_made_waits_for_it()
    {
        ClientRun ann = await ClientRun.StartAsync("ann");
        ann.Screen.Type("startprivate bob");
        ann.Stop();
        ann.Server.AnswersPings = true;
        string? request = await ann.Server.NextAsync();
        // The signal may have come before the key was made, after that, or before the line was read.
        if (request!.StartsWith("""{"type":"startprivate",""", StringComparison.Ordinal))
        {
            await ann.Server.SendAsync("""{"type":"ok","id":1}""");
            request = await ann.Server.NextAsync();
        }
        await Assert.That(request).StartsWith("""{"type":"logout",""");
        await ann.Server.SendAsync(request!.Replace("logout", "ok", StringComparison.Ordinal));
        await Assert.That(await ann.Exit).IsEqualTo(0);
        await Assert.That(ann.Screen.Rest()).EndsWith("logged out");
    }

    [Test]
    [Arguments("session", "1111")]
    [Arguments("session", "")]
    [Arguments("session", "1111111111111111111111111111111G")]
    [Arguments("session", "1111111111111111111111111111111F")]
    [Arguments("session", "1111111111111111111111111111.111")]
    [Arguments("session", "00000000000000000000000000000000")]
    [Arguments("session", "11111111111111111111111111111111\\n")]
    [Arguments("session", "..............................\\u0000x")]
    [Arguments("secret", "aa")]
    [Arguments("secret", "not hexadecimal, though it has as many characters as it should..")]
    [Arguments("key", "")]
    [Arguments("key", "jgiv-4dl5")]
    [Arguments("host", "example.org")]
    [Arguments("port", "0")]
    [Arguments("port", "65536")]
    public async Task What_the_server_says_of_a_peer_must_be_clear(string field, string value)
    {
        ClientRun ann = await ClientRun.StartAsync("ann", dial: (_, _, _) => throw new InvalidOperationException("nobody is to be dialled"));
        await ann.RequestOfAsync("startprivate bob");
        await ann.ShownOfAsync("""{"type":"ok","id":1}""");
        string ready = Ready("bob", dial: true, 9, '1', PeerKeys.Bob);
        string old = JsonDocument.Parse(ready).RootElement.GetProperty(field).GetRawText();
        string wrong = ready.Replace($"\"{field}\":{old}", $"\"{field}\":{(field == "port" ? value : $"\"{value}\"")}", StringComparison.Ordinal);
        await Assert.That(wrong).IsNotEqualTo(ready);
        await Assert.That(await ann.ShownOfAsync(wrong))
            .IsEqualTo("the server does not say clearly how to connect to bob for the private chat");
        await ann.EndAsync(2);
    }

    [Test]
    public async Task Two_who_ask_each_other_meet()
    {
        ClientRun ann = await ClientRun.StartAsync("ann"), bob = await ClientRun.StartAsync("bob");
        StartPrivateRequest one = Ask(await ann.RequestOfAsync("startprivate bob")), other = Ask(await bob.RequestOfAsync("startprivate ann"));
        await ann.ShownOfAsync("""{"type":"ok","id":1}""");
        await bob.ShownOfAsync("""{"type":"ok","id":1}""");
        await bob.Server.SendAsync(Ready("ann", dial: false, one.Port, '1', one.Key));
        await ann.Server.SendAsync(Ready("bob", dial: true, other.Port, '1', other.Key));
        await Assert.That(await ann.Screen.NextAsync()).IsEqualTo("private chat with bob started");
        await Assert.That(await bob.Screen.NextAsync()).IsEqualTo("private chat with ann started");
    }
}
