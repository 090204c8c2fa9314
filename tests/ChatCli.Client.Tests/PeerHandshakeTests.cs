using System.Text;
using ChatCli.Client.Peers;
using ChatCli.Protocol.Messages;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

public class PeerHandshakeTests
{
    private const string Session = "0123456789abcdef0123456789abcdef";
    private const string Nonce = "00112233445566778899aabbccddeeff";

    private static readonly string Secret = string.Concat(Enumerable.Repeat("5a", 32));

    private readonly FakeTimeProvider _time = new();
    private readonly PeerReception _reception;
    private readonly List<PeerChannel?> _settled = [];

    public PeerHandshakeTests()
    {
        _reception = new PeerReception(_time);
        _reception.Expect(Meeting("ann", "bob"));
    }

    [Test]
    public async Task A_proof_is_made_as_the_protocol_says()
    {
        // Known answer: printf 'chatcli-peer-1\ndial\n...' | openssl dgst -sha256 -mac HMAC -macopt hexkey:5a5a...
        var transcript = new PeerTranscript(Nonce, "ffeeddccbbaa99887766554433221100", "ann", "bob");
        await Assert.That(Peers.PeerProof.Make(Secret, Peers.PeerProof.Dial, transcript))
            .IsEqualTo("51d55de296239c4cb7ad3a430368e1644a4d54eb141b5a7071c9f537799bc7b4");
        await Assert.That(Peers.PeerProof.Make(Secret, Peers.PeerProof.Listen, transcript))
            .IsEqualTo("93d6ce697ef8670e8c3512467f512576129ebaf7463185133da27b871763691e");
    }

    [Test]
    [Arguments(int.MaxValue)]
    [Arguments(1)]
    public async Task Both_sides_prove_themselves(int maxRead)
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair(maxRead: maxRead);
        Task receiving = _reception.ReceiveAsync(listener);
        PeerChannel? channel = await PeerHandshake.DialAsync(dialer, Meeting("bob", "ann"), () => { });
        await receiving;
        await Assert.That(channel).IsNotNull();
        await Assert.That(_settled.Single()).IsNotNull();
        await Assert.That(listener.IsClosed).IsFalse();
    }

    [Test]
    [Arguments("GET / HTTP/1.1")]
    [Arguments("{}")]
    [Arguments("""{"\ud800":1}""")]
    [Arguments("""{"type":"peerproof","proof":"00"}""")]
    [Arguments("""{"type":"peerhello","session":"ffffffffffffffffffffffffffffffff","from":"bob","to":"ann","nonce":"00112233445566778899aabbccddeeff"}""")]
    [Arguments("""{"type":"peerhello","session":"0123456789abcdef0123456789abcdef","from":"eve","to":"ann","nonce":"00112233445566778899aabbccddeeff"}""")]
    [Arguments("""{"type":"peerhello","session":"0123456789abcdef0123456789abcdef","from":"ann","to":"bob","nonce":"00112233445566778899aabbccddeeff"}""")]
    [Arguments("""{"type":"peerhello","session":"0123456789abcdef0123456789abcdef","from":"bob","to":"ann","nonce":"short"}""")]
    [Arguments("""{"type":"peerhello","session":"0123456789abcdef0123456789abcdef","from":"bob","to":null}""")]
    public async Task A_stranger_gets_nothing(string first)
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        var stranger = new LineConversation(dialer);
        Task receiving = _reception.ReceiveAsync(listener);
        await stranger.SendAsync(first);
        await Assert.That(await stranger.NextAsync()).IsNull();
        await receiving;
        await Assert.That(listener.IsClosed).IsTrue();
        await Assert.That(_settled).IsEmpty();
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task A_stranger_who_sends_an_endless_line_gets_nothing()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        while (await dialer.SendAsync(Encoding.ASCII.GetBytes(new string('x', 10_000)))) { }
        await receiving;
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task A_stranger_who_says_nothing_is_closed_after_ten_seconds()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        await Assert.That(listener.IsClosed).IsFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await receiving;
        await Assert.That(await new LineConversation(dialer).NextAsync()).IsNull();
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task No_more_than_sixteen_strangers_are_waited_for_and_they_keep_no_peer_out()
    {
        var listeners = new List<InMemoryConnection>();
        var receiving = new List<Task>();
        for (int i = 0; i <= PeerReception.MaxUnfinished; i++)
        {
            listeners.Add(InMemoryConnection.Pair().Server);
            receiving.Add(_reception.ReceiveAsync(listeners[i]));
        }
        await receiving[0];
        await Assert.That(listeners.Count(listener => listener.IsClosed)).IsEqualTo(1);
        await ExpectedPeerGetsInAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(receiving);
    }

    [Test]
    public async Task A_wrong_proof_gets_no_proof()
    {
        (LineConversation stranger, Task receiving) = await ChallengedAsync();
        await stranger.SendAsync($$"""{"type":"peerproof","proof":"{{new string('0', 64)}}"}""");
        await Assert.That(await stranger.NextAsync()).IsNull();
        await receiving;
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task A_proof_replayed_gets_no_proof()
    {
        var lines = new List<string>();
        (InMemoryConnection dialer, InMemoryConnection middle) = InMemoryConnection.Pair();
        (InMemoryConnection onward, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        Task<PeerChannel?> dialing = PeerHandshake.DialAsync(dialer, Meeting("bob", "ann"), () => { });
        var (left, right) = (new LineConversation(middle), new LineConversation(onward));
        lines.Add((await left.NextAsync())!);
        await right.SendAsync(lines[0]);
        await left.SendAsync((await right.NextAsync())!);
        lines.Add((await left.NextAsync())!);
        // The overheard proof is for the overheard challenge only.
        right.Close();
        left.Close();
        await receiving;
        await Assert.That(await dialing).IsNull();

        (InMemoryConnection again, InMemoryConnection other) = InMemoryConnection.Pair();
        receiving = _reception.ReceiveAsync(other);
        var thief = new LineConversation(again);
        await thief.SendAsync(lines[0]);
        await thief.NextAsync();
        await thief.SendAsync(lines[1]);
        await Assert.That(await thief.NextAsync()).IsNull();
        await receiving;
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task A_listener_that_gives_the_dialers_proof_back_is_not_believed()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task<PeerChannel?> dialing = PeerHandshake.DialAsync(dialer, Meeting("bob", "ann"), () => { });
        var mirror = new LineConversation(listener);
        await mirror.NextAsync();
        await mirror.SendAsync($$"""{"type":"peerchallenge","nonce":"{{Nonce}}"}""");
        await mirror.SendAsync((await mirror.NextAsync())!);
        await Assert.That(await dialing).IsNull();
    }

    [Test]
    public async Task A_meeting_takes_one_connection_only()
    {
        await ExpectedPeerGetsInAsync();
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        await Assert.That(await PeerHandshake.DialAsync(dialer, Meeting("bob", "ann"), () => { })).IsNull();
        await receiving;
    }

    private async Task ExpectedPeerGetsInAsync()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        await Assert.That(await PeerHandshake.DialAsync(dialer, Meeting("bob", "ann"), () => { })).IsNotNull();
        await receiving;
        await Assert.That(_settled.Single()).IsNotNull();
    }

    private async Task<(LineConversation Stranger, Task Receiving)> ChallengedAsync()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        var stranger = new LineConversation(dialer);
        Task receiving = _reception.ReceiveAsync(listener);
        await stranger.SendAsync($$"""{"type":"peerhello","session":"{{Session}}","from":"bob","to":"ann","nonce":"{{Nonce}}"}""");
        await Assert.That(await stranger.NextAsync()).Matches("""^\{"type":"peerchallenge","nonce":"[0-9a-f]{32}"\}$""");
        return (stranger, receiving);
    }

    private PeerMeeting Meeting(string own, string user) => new(
        new PrivateReadyEvent(user, Dial: false, "127.0.0.1", 9, Session, Secret), own,
        (_, _, _) => throw new InvalidOperationException("nobody is to be dialled"), _time, (_, channel) => _settled.Add(channel));
}
