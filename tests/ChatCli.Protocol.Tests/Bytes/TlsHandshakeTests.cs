using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;
using Result = (ChatCli.Protocol.Bytes.TlsConnection? Connection, ChatCli.Protocol.Bytes.TlsFailure Failure);

namespace ChatCli.Protocol.Tests;

public class TlsHandshakeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TlsServerOptions Server = new(TlsPair.Certificate);

    [Test]
    public async Task The_check_sees_the_certificate_of_the_server()
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        Fingerprint? seen = null;
        Task<Result> accepting = TlsConnection.AcceptAsync(far, Server, CancellationToken.None);

        (TlsConnection? connected, TlsFailure failure) = await TlsConnection.ConnectAsync(near, "example.org", certificate =>
        {
            seen = Fingerprint.Of(certificate);
            return true;
        }, CancellationToken.None);

        await Assert.That(failure).IsEqualTo(TlsFailure.None);
        await Assert.That(seen).IsEqualTo(TlsPair.Certificate.Fingerprint);
        await Assert.That((await accepting).Connection!.HostName).IsEqualTo("example.org");
        connected!.Close();
    }

    [Test]
    public async Task A_certificate_that_the_check_refuses_ends_the_connection_for_both()
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        Task<Result> accepting = TlsConnection.AcceptAsync(far, Server, CancellationToken.None);

        Result connecting = await TlsConnection.ConnectAsync(near, "localhost", static _ => false, CancellationToken.None);

        await Assert.That(connecting).IsEqualTo((null, TlsFailure.Refused));
        await Assert.That(near.IsClosed).IsTrue();
        // The accepting end may have been through already when it is told.
        (TlsConnection? accepted, _) = await accepting.WaitAsync(Patience);
        if (accepted is not null) await Assert.That(await accepted.ReceiveAsync(new byte[1]).AsTask().WaitAsync(Patience)).IsEqualTo(0);
    }

    [Test]
    public async Task A_server_may_ask_for_a_certificate_and_check_it()
    {
        TlsCertificate own = TlsCertificate.CreateSelfSigned("client", DateTimeOffset.UtcNow);
        TlsServerOptions asking = Server with { CheckClient = certificate => Fingerprint.Of(certificate) == own.Fingerprint };

        (Result connected, Result accepted) = await HandshakeAsync(asking, own);
        await Assert.That(accepted.Connection!.RemoteKey).IsEqualTo(own.Fingerprint);
        await Assert.That(connected.Connection!.RemoteKey).IsEqualTo(TlsPair.Certificate.Fingerprint);
        await Assert.That(accepted.Connection.ChannelBinding!).IsEquivalentTo(connected.Connection.ChannelBinding!);

        (_, accepted) = await HandshakeAsync(asking, TlsCertificate.CreateSelfSigned("another", DateTimeOffset.UtcNow));
        await Assert.That(accepted).IsEqualTo((null, TlsFailure.Refused));

        (_, accepted) = await HandshakeAsync(asking, own: null);
        await Assert.That(accepted).IsEqualTo((null, TlsFailure.NotAgreed));
    }

    [Test]
    public async Task A_server_may_choose_by_the_name_that_it_is_called()
    {
        TlsCertificate other = TlsCertificate.CreateSelfSigned("other", DateTimeOffset.UtcNow);
        (Result connected, Result accepted) = await HandshakeAsync(Choose, host: "other");
        await Assert.That(connected.Connection!.RemoteKey).IsEqualTo(other.Fingerprint);
        await Assert.That(accepted.Connection!.ChannelBinding!).IsEquivalentTo(connected.Connection.ChannelBinding!);
        (connected, _) = await HandshakeAsync(Choose, host: "known");
        await Assert.That(connected.Connection!.RemoteKey).IsEqualTo(TlsPair.Certificate.Fingerprint);

        // An address is no name.
        foreach (string host in (string[])["stranger", "127.0.0.1"])
        {
            (connected, accepted) = await HandshakeAsync(Choose, host: host);
            await Assert.That(accepted).IsEqualTo((null, TlsFailure.Refused));
            await Assert.That(connected).IsEqualTo((null, TlsFailure.Lost)).Because("not a byte was sent");
        }

        TlsServerOptions? Choose(string name) => name switch
        {
            "other" => new TlsServerOptions(other),
            "known" => Server,
            "" or "stranger" => null,
            _ => throw new InvalidOperationException(name),
        };
    }

    [Test]
    [Arguments("{\"type\":\"hello\",\"id\":1,\"version\":1}\n")]
    [Arguments("SSH-2.0-OpenSSH_9.2\r\n")]
    public async Task Who_speaks_no_TLS_is_known_at_either_end(string line)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(line);

        await Assert.That(await AcceptAsync(bytes)).IsEqualTo((null, TlsFailure.NotTls));

        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        await far.SendAsync(bytes);
        Task<Result> connecting = TlsConnection.ConnectAsync(near, "localhost", static _ => true, CancellationToken.None);
        await Assert.That(await connecting.WaitAsync(Patience)).IsEqualTo((null, TlsFailure.NotTls));
    }

    [Test]
    public async Task Garbage_in_place_of_a_handshake_is_no_connection()
    {
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] garbage = new byte[random.Next(1, 2_000)];
            random.NextBytes(garbage);
            // The beginning of a handshake record, now and then with a length that fits.
            if (i % 2 == 0) new byte[] { 22, 3, 1 }.AsSpan(0, Math.Min(3, garbage.Length)).CopyTo(garbage);
            if (i % 4 == 0 && garbage.Length > 9)
            {
                garbage[3] = (byte)((garbage.Length - 5) >> 8);
                garbage[4] = (byte)(garbage.Length - 5);
                new byte[] { 1, 0, (byte)((garbage.Length - 9) >> 8), (byte)(garbage.Length - 9) }.CopyTo(garbage, 5);
            }

            Result result = await AcceptAsync(garbage);
            await Assert.That(result.Connection).IsNull();
            await Assert.That(result.Failure).IsNotEqualTo(TlsFailure.None).And.IsNotEqualTo(TlsFailure.Refused);
        }
    }

    [Test]
    public async Task A_record_that_begins_no_handshake_is_no_connection()
    {
        // A whole record of every type, the handshake's with a ServerHelloDone (RFC 5246, section 7.4.5) in it.
        for (int type = 0; type < 256; type++)
        {
            byte[] record = [(byte)type, 3, 3, 0, 4, 14, 0, 0, 0];
            Result result = await AcceptAsync(record);
            await Assert.That(result).IsEqualTo((null, type is 21 or 22 ? TlsFailure.NotAgreed : TlsFailure.NotTls)).Because($"type {type}");
        }
    }

    [Test]
    public async Task A_handshake_that_breaks_off_anywhere_is_no_connection_at_either_end()
    {
        // As far as the whole of it is long, in either direction.
        for (int limit = 0; limit < 3_000; limit += 97)
        {
            (InMemoryConnection near, InMemoryConnection between) = InMemoryConnection.Pair();
            (InMemoryConnection beyond, InMemoryConnection far) = InMemoryConnection.Pair();
            int left = limit;
            Task relaying = Task.WhenAll(RelayAsync(between, beyond), RelayAsync(beyond, between));
            Task<Result> accepting = TlsConnection.AcceptAsync(far, Server, CancellationToken.None);
            Result connected = await TlsConnection.ConnectAsync(near, "localhost", static _ => true, CancellationToken.None).WaitAsync(Patience);
            Result accepted = await accepting.WaitAsync(Patience);

            // At the connecting end the last flight may have left when the connection broke.
            if (connected.Connection is null) await Assert.That(connected.Failure).IsEqualTo(TlsFailure.Lost);
            await Assert.That(accepted.Failure).IsEqualTo(accepted.Connection is null ? TlsFailure.Lost : TlsFailure.None);
            if (limit < 700) await Assert.That(accepted.Connection).IsNull();
            connected.Connection?.Close();
            accepted.Connection?.Close();
            await relaying.WaitAsync(Patience);

            async Task RelayAsync(InMemoryConnection from, InMemoryConnection to)
            {
                byte[] buffer = new byte[20_000];
                int length;
                while ((length = await from.ReceiveAsync(buffer)) > 0)
                {
                    int after = Interlocked.Add(ref left, -length);
                    int sent = Math.Clamp(length + after, 0, length);
                    if (sent == 0 || !await to.SendAsync(buffer.AsMemory(0, sent)) || sent < length) break;
                }
                to.Close();
                from.Close();
            }
        }
    }

    [Test]
    public async Task A_handshake_in_which_nothing_comes_can_be_given_up()
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        using var cancellation = new CancellationTokenSource();
        Task<Result> accepting = TlsConnection.AcceptAsync(far, Server, cancellation.Token);
        Task<Result> connecting = TlsConnection.ConnectAsync(
            InMemoryConnection.Pair().Client, "localhost", static _ => true, cancellation.Token);
        await near.SendAsync(new byte[] { 22, 3, 1, 1, 0, 1, 0 });

        await cancellation.CancelAsync();

        await Assert.That(await accepting.WaitAsync(Patience)).IsEqualTo((null, TlsFailure.Lost));
        await Assert.That(await connecting.WaitAsync(Patience)).IsEqualTo((null, TlsFailure.Lost));
        await Assert.That(far.IsClosed).IsTrue();
    }

    [Test]
    public async Task Who_is_slow_to_send_keeps_no_turn_from_others()
    {
        using var turns = new SemaphoreSlim(1);
        TlsServerOptions limited = Server with { Turns = turns };
        using var cancellation = new CancellationTokenSource();
        var slow = new List<Task<Result>>();
        for (int i = 0; i < 10; i++)
        {
            (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
            await near.SendAsync(new byte[] { 22 });
            slow.Add(TlsConnection.AcceptAsync(far, limited, cancellation.Token));
        }

        for (int i = 0; i < 3; i++)
        {
            (_, Result accepted) = await HandshakeAsync(limited);
            await Assert.That(accepted.Failure).IsEqualTo(TlsFailure.None);
        }

        await cancellation.CancelAsync();
        await Task.WhenAll(slow).WaitAsync(Patience);
        await Assert.That(turns.CurrentCount).IsEqualTo(1);
    }

    [Test]
    [Arguments(false)]
    [Arguments(true)]
    public async Task Who_is_given_up_while_waiting_for_a_turn_goes_at_once_and_takes_none(bool hasBegun)
    {
        using var turns = new SemaphoreSlim(hasBegun ? 1 : 0);
        TlsServerOptions limited = Server with { Turns = turns };
        using var cancellation = new CancellationTokenSource();
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair(capacity: 1);
        Task<Result> accepting = TlsConnection.AcceptAsync(far, limited, cancellation.Token);
        if (hasBegun)
        {
            // A byte has room when the one before was received: in a turn, which is given back to wait for more. Then it waits for the next turn.
            await near.SendAsync(new byte[] { 22, 3 });
            await turns.WaitAsync();
            await near.SendAsync(new byte[] { 1 });
        }
        await Assert.That(accepting.IsCompleted).IsFalse();

        await cancellation.CancelAsync();

        await Assert.That(await accepting.WaitAsync(Patience)).IsEqualTo((null, TlsFailure.Lost));
        await Assert.That(turns.CurrentCount).IsEqualTo(0);
        turns.Release();
        (_, Result next) = await HandshakeAsync(limited);
        await Assert.That(next.Failure).IsEqualTo(TlsFailure.None);
        await Assert.That(turns.CurrentCount).IsEqualTo(1);
    }

    [Test]
    public async Task What_was_received_before_the_handshake_belongs_to_it()
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        Task<Result> connecting = TlsConnection.ConnectAsync(near, "localhost", static _ => true, CancellationToken.None);
        byte[] first = new byte[3];
        int length = await far.ReceiveAsync(first);

        (TlsConnection? accepted, _) = await TlsConnection.AcceptAsync(far, first.AsMemory(0, length), Server, CancellationToken.None);

        await Assert.That(accepted).IsNotNull();
        await Assert.That((await connecting).Failure).IsEqualTo(TlsFailure.None);
    }

    [Test]
    public async Task Version_1_1_is_refused()
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        // A ClientHello (RFC 4346, section 7.4.1.2) of version 3.2 = TLS 1.1, with the suites C009, C00A and 002F.
        byte[] hello = [22, 3, 1, 0, 51, 1, 0, 0, 47, 3, 2, .. new byte[32], 0, 0, 6, 0xC0, 0x09, 0xC0, 0x0A, 0, 0x2F, 1, 0, 0, 0];
        await near.SendAsync(hello);

        Result accepted = await TlsConnection.AcceptAsync(far, Server, CancellationToken.None).WaitAsync(Patience);

        await Assert.That(accepted).IsEqualTo((null, TlsFailure.NotAgreed));
        byte[] alert = new byte[100];
        int length = await near.ReceiveAsync(alert);
        // Fatal (2), protocol_version (70).
        await Assert.That(length).IsEqualTo(7);
        await Assert.That(alert[0]).IsEqualTo((byte)21);
        await Assert.That(alert[5..7]).IsEquivalentTo(new byte[] { 2, 70 });
    }

    [Test]
    [Arguments(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, true)]
    [Arguments(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false)]
    public async Task Of_version_1_2_only_authenticated_encryption_will_do(TlsCipherSuite suite, bool isGood)
    {
        (SocketConnection near, SocketConnection far) = await SocketPair.OpenAsync();
        Task<Result> accepting = TlsConnection.AcceptAsync(far, Server, CancellationToken.None);
        await using var stream = new SslStream(new ConnectionStream(near, default, null));

        if (OperatingSystem.IsWindows()) return;
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls12,
            CipherSuitesPolicy = new CipherSuitesPolicy([suite]),
            RemoteCertificateValidationCallback = static (_, certificate, _, _) =>
                Fingerprint.Of((X509Certificate2)certificate!) == TlsPair.Certificate.Fingerprint,
        });

        Result accepted = await accepting.WaitAsync(Patience);
        await Assert.That(accepted.Failure).IsEqualTo(isGood ? TlsFailure.None : TlsFailure.NotAgreed);
        accepted.Connection?.Close();
        near.Close();
    }

    [Test]
    public async Task A_certificate_that_was_written_as_PEM_is_read_with_the_same_key()
    {
        TlsCertificate read = TlsCertificate.FromPem(TlsPair.Certificate.ExportCertificate(), TlsPair.Certificate.ExportKey());

        await Assert.That(read.Fingerprint).IsEqualTo(TlsPair.Certificate.Fingerprint);
        (Result connected, _) = await HandshakeAsync(new TlsServerOptions(read));
        await Assert.That(connected.Connection!.RemoteKey).IsEqualTo(read.Fingerprint);
    }

    [Test]
    public async Task What_is_no_certificate_with_its_key_is_a_cryptographic_error()
    {
        TlsCertificate other = TlsCertificate.CreateSelfSigned("other", DateTimeOffset.UtcNow);
        (string, string)[] wrong =
        [
            ("", ""), (TlsPair.Certificate.ExportCertificate(), ""), ("", TlsPair.Certificate.ExportKey()),
            (TlsPair.Certificate.ExportCertificate(), other.ExportKey()),
            (TlsPair.Certificate.ExportCertificate().Replace("MI", "!!"), TlsPair.Certificate.ExportKey()),
            (TlsPair.Certificate.ExportCertificate(), TlsPair.Certificate.ExportKey().Remove(60, 20)),
        ];
        foreach ((string certificates, string key) in wrong) Assert.Throws<CryptographicException>(() => TlsCertificate.FromPem(certificates, key));
    }

    private static async Task<Result> AcceptAsync(byte[] bytes)
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        await near.SendAsync(bytes);
        near.EndSend();
        return await TlsConnection.AcceptAsync(far, Server, CancellationToken.None).WaitAsync(Patience);
    }

    private static Task<(Result Connected, Result Accepted)> HandshakeAsync(TlsServerOptions options, TlsCertificate? own = null) =>
        HandshakeAsync(far => TlsConnection.AcceptAsync(far, options, CancellationToken.None), own, "localhost");

    private static Task<(Result Connected, Result Accepted)> HandshakeAsync(Func<string, TlsServerOptions?> choose, string host) =>
        HandshakeAsync(far => TlsConnection.AcceptAsync(far, choose, CancellationToken.None), own: null, host);

    private static async Task<(Result Connected, Result Accepted)> HandshakeAsync(
        Func<IByteConnection, Task<Result>> accept, TlsCertificate? own, string host)
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        Task<Result> accepting = accept(far);
        Result connected = await TlsConnection.ConnectAsync(near, host, static _ => true, CancellationToken.None, own).WaitAsync(Patience);
        return (connected, await accepting.WaitAsync(Patience));
    }
}
