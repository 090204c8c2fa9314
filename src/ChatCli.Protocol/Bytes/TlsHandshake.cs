using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ChatCli.Protocol.Bytes;

/// <summary>One handshake at either end, from the first byte until both ends are sure of each other or it has failed.</summary>
internal sealed class TlsHandshake
{
    private const byte HandshakeRecord = 22;
    private const byte AlertRecord = 21;

    // SslStream takes what the platform offers of both: macOS, and Windows before 11, have no version 1.3.
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly ConnectionStream _bytes;
    private readonly SslStream _stream;
    private bool _isRefused;

    public TlsHandshake(IByteConnection inner, ReadOnlyMemory<byte> received, SemaphoreSlim? turns, CancellationToken cancellation)
    {
        _bytes = new ConnectionStream(inner, received, turns, cancellation);
        _stream = new SslStream(_bytes);
    }

    /// <summary>Of the key that the other side showed; null when it showed none.</summary>
    public Fingerprint? RemoteKey { get; private set; }

    /// <summary>tls-server-end-point.</summary>
    public byte[]? ChannelBinding { get; private set; }

    public Task<(SslStream? Stream, TlsFailure Failure)> AcceptAsync(Func<string, TlsServerOptions?> choose) =>
        RunAsync(() => _stream.AuthenticateAsServerAsync(
            (_, hello, _, _) => ValueTask.FromResult(Show(choose(hello.ServerName))), null, CancellationToken.None));

    public Task<(SslStream? Stream, TlsFailure Failure)> ConnectAsync(
        string host, Func<X509Certificate2, X509Certificate2Collection, bool> check, TlsCertificate? own) =>
        RunAsync(() => _stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = Versions,
            ClientCertificateContext = own?.Context,
            AllowRenegotiation = false,
            // There is one connection to a host at a time, so that nothing is gained by keeping what would resume it.
            AllowTlsResume = false,
            // Whom a stranger's certificate names is not asked for more certificates.
            CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                if (certificate is not X509Certificate2 shown) return false;
                ChannelBinding = TlsServerEndPoint.Compute(shown);
                return IsAccepted(shown, _ => check(shown, chain?.ChainPolicy.ExtraStore ?? []));
            },
        }));

    private SslServerAuthenticationOptions Show(TlsServerOptions? options)
    {
        if (options is null)
        {
            _isRefused = true;
            throw new AuthenticationException("Nothing is known by this name.");
        }
        ChannelBinding = options.Certificate.ChannelBinding;
        return new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = Versions,
            ServerCertificateContext = options.Certificate.Context,
            AllowRenegotiation = false,
            ClientCertificateRequired = options.CheckClient is not null,
            RemoteCertificateValidationCallback = options.CheckClient is { } check
                ? (_, certificate, _, _) => certificate is X509Certificate2 shown && IsAccepted(shown, check)
                : null,
        };
    }

    private bool IsAccepted(X509Certificate2 shown, Func<X509Certificate2, bool> check)
    {
        RemoteKey = Fingerprint.Of(shown);
        _isRefused = !check(shown);
        return !_isRefused;
    }

    private async Task<(SslStream? Stream, TlsFailure Failure)> RunAsync(Func<Task> authenticate)
    {
        TlsFailure failure;
        try
        {
            await _bytes.BeginHandshakeAsync();
            await authenticate();
            failure = IsStrong() ? TlsFailure.None : TlsFailure.NotAgreed;
        }
        catch (Exception e) when (e is AuthenticationException or NotSupportedException)
        {
            // Not supported: the first record began no handshake, so that SslStream never asked for our certificate and misses it.
            failure = _isRefused ? TlsFailure.Refused
                : _bytes.FirstByte is null or HandshakeRecord or AlertRecord ? TlsFailure.NotAgreed
                : TlsFailure.NotTls;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            failure = TlsFailure.Lost;
        }
        finally
        {
            _bytes.EndHandshake();
        }
        if (failure == TlsFailure.None) return (_stream, failure);
        await _stream.DisposeAsync();
        return (null, failure);
    }

    /// <summary>Version 1.3 has nothing weak; of 1.2 only suites with a fresh key for each connection and authenticated encryption will do.</summary>
    private bool IsStrong() => _stream.SslProtocol == SslProtocols.Tls13 || _stream.NegotiatedCipherSuite
        is TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 or TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
        or TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
        or TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 or TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256;
}
