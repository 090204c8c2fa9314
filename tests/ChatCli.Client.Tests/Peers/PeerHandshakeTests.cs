using System.Text;
using ChatCli.Client.Peers;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

/// <summary>Ann expects Bob, and others come, over in-memory connections. Bob is the one who connects.</summary>
public class PeerHandshakeTests
{
    private const string ChatId = "0123456789abcdef0123456789abcdef";
    private const string Nonce = "00112233445566778899aabbccddeeff";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string Secret = string.Concat(Enumerable.Repeat("5a", 32));

    private readonly FakeTimeProvider _time = new();
    private readonly PeerReception _reception;
    private readonly List<PeerConnection?> _settled = [];

    public PeerHandshakeTests()
    {
        _reception = new PeerReception(_time);
        _reception.Expect(Meeting("ann", "bob"));
    }

    [Test]
    public async Task A_proof_is_made_as_the_protocol_says()
    {
        // Known answer: printf 'chatcli-peer-2\ndial\n...' | openssl dgst -sha256 -mac HMAC -macopt hexkey:5a5a...
        Fingerprint dialer = PeerKeys.Parse("jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq");
        Fingerprint listener = PeerKeys.Parse("qg3d-pwh4-2ldn-uy2z-42ld-ce5b-c4g6-pfpe-w4s3-qti6-bngp-3hwf-rtuq");
        var transcript = new PeerTranscript(Nonce, "ffeeddccbbaa99887766554433221100", "ann", "bob", dialer, listener);
        await Assert.That(Peers.PeerProof.Make(Secret, Peers.PeerProof.Dial, transcript))
            .IsEqualTo("0a54901661cbd17f26e47a10f4aacb3359db1c19e8018138176655a933b0aab7");
        await Assert.That(Peers.PeerProof.Make(Secret, Peers.PeerProof.Listen, transcript))
            .IsEqualTo("0b8d60ed09b91c69164ffe1a2246015c3c1d3dbe8f2c07eb97fb8c99b3befc21");
    }

    [Test]
    [Arguments(int.MaxValue)]
    [Arguments(1)]
    public async Task Both_sides_prove_themselves(int maxRead)
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair(maxRead: maxRead);
        Task receiving = _reception.ReceiveAsync(listener);
        PeerConnection? channel = await PeerKeys.DialAsync(dialer, Meeting("bob", "ann"));
        await receiving;
        await Assert.That(channel).IsNotNull();
        await Assert.That(_settled.Single()).IsNotNull();
        await Assert.That(listener.IsClosed).IsFalse();
    }

    [Test]
    [Arguments("GET / HTTP/1.1\r\n\r\n")]
    [Arguments("SSH-2.0-OpenSSH_9.2\r\n")]
    [Arguments("{}\n")]
    [Arguments("\u0016\u0003\u0001\u0000\u0000")]
    [Arguments("\u0015\u0003\u0003\u0000\u0002\u0002\u0028")]
    [Arguments("""{"type":"peerhello","session":"0123456789abcdef0123456789abcdef","from":"bob","to":"ann","nonce":"00112233445566778899aabbccddeeff"}""")]
    public async Task A_stranger_who_speaks_no_TLS_gets_not_a_byte(string first)
    {
        await Assert.That(await AnswerToAsync(Encoding.Latin1.GetBytes(first), isAll: true)).IsEqualTo(0);
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    [Arguments("localhost")]
    [Arguments("127.0.0.1")]
    [Arguments("0123456789abcdef0123456789abcdee")]
    [Arguments("0123456789abcdef0123456789abcdef.example")]
    public async Task A_stranger_who_does_not_know_the_chat_gets_not_a_byte(string host)
    {
        await Assert.That(await AnswerToAsync(await PeerKeys.FirstBytesAsync(host), isAll: false)).IsEqualTo(0);
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task Knowing_the_chat_without_its_key_gets_no_line(bool hasCertificate)
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        // In version 1.3 who connects is through before the other side has seen its certificate.
        if (await PeerKeys.ConnectAsync(dialer, ChatId, hasCertificate ? PeerKeys.Eve : null) is { } encrypted)
        {
            var stranger = new LineConversation(encrypted);
            await stranger.SendAsync(Hello());
            await Assert.That(await stranger.NextAsync()).IsNull();
        }
        await receiving.WaitAsync(Patience);
        await Assert.That(listener.IsClosed).IsTrue();
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    [Arguments("GET / HTTP/1.1")]
    [Arguments("{}")]
    [Arguments("""{"\ud800":1}""")]
    [Arguments("""{"type":"peerproof","proof":"00"}""")]
    [Arguments("""{"type":"peerhello","session":"ffffffffffffffffffffffffffffffff","from":"bob","to":"ann","nonce":"00112233445566778899aabbccddeeff"}""")]
    [Arguments("""{"type":"peerhello","session":"0123456789abcdef0123456789abcdef","from":"eve","to":"ann","nonce":"00112233445566778899aabbccddeeff"}""")]
    [Arguments("""{"type":"peerhello","session":"0123456789abcdef0123456789abcdef","from":"ann","to":"bob","nonce":"00112233445566778899aabbccddeeff"}""")]
    [Arguments("""{"type":"peerhello","session":"0123456789abcdef0123456789abcdef","from":"bob","to":"eve","nonce":"00112233445566778899aabbccddeeff"}""")]
    [Arguments("""{"type":"peerhello","session":"0123456789abcdef0123456789abcdef","from":"bob","to":"ann","nonce":"short"}""")]
    [Arguments("""{"type":"peerhello","session":"0123456789abcdef0123456789abcdef","from":"bob","to":null}""")]
    public async Task A_peer_that_claims_another_name_or_chat_gets_no_line(string first)
    {
        (LineConversation peer, Task receiving, InMemoryConnection listener) = await EncryptedAsync();
        await peer.SendAsync(first);
        await Assert.That(await peer.NextAsync()).IsNull();
        await receiving;
        await Assert.That(listener.IsClosed).IsTrue();
        await Assert.That(_settled).IsEmpty();
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task Who_sends_an_endless_line_gets_nothing(bool isEncrypted)
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        IByteConnection connection = isEncrypted ? (await PeerKeys.ConnectAsync(dialer, ChatId, PeerKeys.Bob))! : dialer;
        while (await connection.SendAsync(Encoding.ASCII.GetBytes(new string('x', 10_000)))) { }
        await receiving;
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    [Arguments(0)]
    [Arguments(1)]
    [Arguments(100)]
    public async Task A_stranger_who_begins_and_does_not_go_on_is_closed_after_ten_seconds(int length)
    {
        byte[] first = await PeerKeys.FirstBytesAsync(ChatId);
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        for (int i = 0; i < length; i++) await dialer.SendAsync(first.AsMemory(i, 1));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        await Assert.That(listener.IsClosed).IsFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await receiving.WaitAsync(Patience);
        await Assert.That(await dialer.ReceiveAsync(new byte[1])).IsEqualTo(0);
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task The_ten_seconds_are_for_encryption_and_lines_together()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        _time.Advance(TimeSpan.FromSeconds(9));
        var peer = new LineConversation((await PeerKeys.ConnectAsync(dialer, ChatId, PeerKeys.Bob))!);
        await peer.SendAsync(Hello());
        await Assert.That(await peer.NextAsync()).IsNotNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        await receiving.WaitAsync(Patience);
        await Assert.That(await peer.NextAsync()).IsNull();
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task No_more_than_sixteen_strangers_are_waited_for_and_they_keep_no_peer_out()
    {
        byte[] first = await PeerKeys.FirstBytesAsync(ChatId);
        var listeners = new List<InMemoryConnection>();
        var receiving = new List<Task>();
        for (int i = 0; i <= PeerReception.MaxUnfinished; i++)
        {
            (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
            listeners.Add(listener);
            receiving.Add(_reception.ReceiveAsync(listener));
            // Every second one is in the middle of its handshake.
            if (i % 2 == 0) await dialer.SendAsync(first);
        }
        await receiving[0].WaitAsync(Patience);
        await Assert.That(listeners.Count(listener => listener.IsClosed)).IsEqualTo(1);
        await ExpectedPeerGetsInAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(receiving).WaitAsync(Patience);
    }

    [Test]
    public async Task A_wrong_proof_gets_no_proof()
    {
        (LineConversation peer, Task receiving) = await ChallengedAsync();
        await peer.SendAsync($$"""{"type":"peerproof","proof":"{{new string('0', 64)}}"}""");
        await Assert.That(await peer.NextAsync()).IsNull();
        await receiving;
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task A_proof_by_another_secret_gets_no_proof()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        await Assert.That(await PeerKeys.DialAsync(dialer, Meeting("bob", "ann", secret: new string('0', 64)))).IsNull();
        await receiving;
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task A_proof_replayed_gets_no_proof()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        TlsConnection encrypted = (await PeerKeys.ConnectAsync(dialer, ChatId, PeerKeys.Bob))!;
        var recorder = new LineConversation(encrypted);
        await recorder.SendAsync(Hello());
        PeerChallenge challenge = Read(await recorder.NextAsync());
        string proof = ProofLine(challenge, PeerKeys.Bob.Fingerprint);
        // It would have been right this once.
        recorder.Close();
        await receiving;

        (LineConversation thief, receiving) = await ChallengedAsync();
        await thief.SendAsync(proof);
        await Assert.That(await thief.NextAsync()).IsNull();
        await receiving;
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task A_proof_is_bound_to_the_keys_that_were_shown()
    {
        // As if the encryption had let a swapped key pass, at either end.
        foreach ((Fingerprint shownToAnn, Fingerprint shownToBob) in ((Fingerprint, Fingerprint)[])
            [(PeerKeys.Eve.Fingerprint, PeerKeys.Ann.Fingerprint), (PeerKeys.Bob.Fingerprint, PeerKeys.Eve.Fingerprint)])
        {
            (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
            Task<(PeerMeeting? Claimed, PeerConnection? Proven)> listening = PeerHandshake.ListenAsync(listener, shownToAnn, Meeting("ann", "bob"));
            Task<PeerConnection?> dialing = PeerHandshake.DialAsync(dialer, shownToBob, Meeting("bob", "ann"), () => { });
            await Assert.That((await listening.WaitAsync(Patience)).Claimed).IsNull();
            listener.Close();
            await Assert.That(await dialing.WaitAsync(Patience)).IsNull();
        }
    }

    [Test]
    public async Task Who_stands_between_and_has_keys_of_its_own_gets_no_line_from_either()
    {
        (InMemoryConnection dialer, InMemoryConnection toBob) = InMemoryConnection.Pair();
        (InMemoryConnection toAnn, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        Task<(TlsConnection? Connection, TlsFailure Failure)> dialing = PeerEncryption.ConnectAsync(dialer, Meeting("bob", "ann"));
        Task<TlsConnection?> left = PeerKeys.AcceptAsync(toBob, PeerKeys.Eve), right = PeerKeys.ConnectAsync(toAnn, ChatId, PeerKeys.Eve);

        await Assert.That(await dialing.WaitAsync(Patience)).IsEqualTo((null, TlsFailure.Refused));
        await receiving.WaitAsync(Patience);
        await Assert.That(_settled).IsEmpty();
        foreach (TlsConnection? end in (TlsConnection?[])[await left, await right])
        {
            if (end is not null) await Assert.That(await end.ReceiveAsync(new byte[1])).IsEqualTo(0);
        }
        await ExpectedPeerGetsInAsync();
    }

    [Test]
    public async Task Who_only_passes_the_bytes_on_learns_nothing_of_them()
    {
        (InMemoryConnection dialer, InMemoryConnection toBob) = InMemoryConnection.Pair();
        (InMemoryConnection toAnn, InMemoryConnection listener) = InMemoryConnection.Pair();
        var overheard = new MemoryStream();
        Task relaying = Task.WhenAll(RelayAsync(toBob, toAnn), RelayAsync(toAnn, toBob));
        Task receiving = _reception.ReceiveAsync(listener);
        PeerConnection bob = (await PeerKeys.DialAsync(dialer, Meeting("bob", "ann")))!;
        await receiving;
        await new LineConversation(bob.Connection).SendAsync("hello in private");
        await Assert.That(await new LineConversation(_settled.Single()!.Connection).NextAsync()).IsEqualTo("hello in private");
        bob.Connection.Close();
        _settled.Single()!.Connection.Close();
        await relaying.WaitAsync(Patience);

        string all = Encoding.Latin1.GetString(overheard.ToArray());
        await Assert.That(all).Contains(ChatId);
        foreach (string hidden in (string[])["hello in private", Secret, Nonce, "peer", "nonce", "bob", "ann"])
            await Assert.That(all).DoesNotContain(hidden);

        async Task RelayAsync(InMemoryConnection from, InMemoryConnection to)
        {
            byte[] buffer = new byte[20_000];
            int length;
            while ((length = await from.ReceiveAsync(buffer)) > 0)
            {
                lock (overheard) overheard.Write(buffer, 0, length);
                await to.SendAsync(buffer.AsMemory(0, length));
            }
            to.Close();
        }
    }

    [Test]
    public async Task A_listener_that_gives_the_dialers_proof_back_is_not_believed()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task<PeerConnection?> dialing = PeerKeys.DialAsync(dialer, Meeting("bob", "ann"));
        var mirror = new LineConversation((await PeerKeys.AcceptAsync(listener, PeerKeys.Ann))!);
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
        await Assert.That(await PeerKeys.DialAsync(dialer, Meeting("bob", "ann"))).IsNull();
        await receiving;
    }

    /// <summary>Sends bytes, and says whether they are all; how many come back before the close.</summary>
    private async Task<int> AnswerToAsync(byte[] first, bool isAll)
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        await dialer.SendAsync(first);
        if (isAll) dialer.EndSend();
        int received = 0, length;
        while ((length = await dialer.ReceiveAsync(new byte[1000]).AsTask().WaitAsync(Patience)) > 0) received += length;
        await receiving;
        await Assert.That(listener.IsClosed).IsTrue();
        await Assert.That(_settled).IsEmpty();
        return received;
    }

    private async Task ExpectedPeerGetsInAsync()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        await Assert.That(await PeerKeys.DialAsync(dialer, Meeting("bob", "ann"))).IsNotNull();
        await receiving;
        await Assert.That(_settled.Single()).IsNotNull();
    }

    /// <summary>Somebody who has Bob's key.</summary>
    private async Task<(LineConversation Peer, Task Receiving, InMemoryConnection Listener)> EncryptedAsync()
    {
        (InMemoryConnection dialer, InMemoryConnection listener) = InMemoryConnection.Pair();
        Task receiving = _reception.ReceiveAsync(listener);
        return (new LineConversation((await PeerKeys.ConnectAsync(dialer, ChatId, PeerKeys.Bob))!), receiving, listener);
    }

    private async Task<(LineConversation Peer, Task Receiving)> ChallengedAsync()
    {
        (LineConversation peer, Task receiving, _) = await EncryptedAsync();
        await peer.SendAsync(Hello());
        await Assert.That(await peer.NextAsync()).Matches("""^\{"type":"peerchallenge","nonce":"[0-9a-f]{32}"\}$""");
        return (peer, receiving);
    }

    private static string Hello() => $$"""{"type":"peerhello","session":"{{ChatId}}","from":"bob","to":"ann","nonce":"{{Nonce}}"}""";

    private static PeerChallenge Read(string? line) => System.Text.Json.JsonSerializer.Deserialize(line!, WireJson.Default.PeerChallenge)!;

    private static string ProofLine(PeerChallenge challenge, Fingerprint dialer)
    {
        var transcript = new PeerTranscript(Nonce, challenge.Nonce, "bob", "ann", dialer, PeerKeys.Ann.Fingerprint);
        return $$"""{"type":"peerproof","proof":"{{Peers.PeerProof.Make(Secret, Peers.PeerProof.Dial, transcript)}}"}""";
    }

    private PeerMeeting Meeting(string own, string user, string? secret = null) => new(
        new PrivateReadyEvent(user, Dial: false, "127.0.0.1", 9, ChatId, secret ?? Secret, PeerKeys.Of(user).Fingerprint.ToString()), own,
        PeerKeys.Of(own), PeerKeys.Of(user).Fingerprint,
        (_, _, _) => throw new InvalidOperationException("nobody is to be dialled"), _time, (_, channel) => _settled.Add(channel));
}
