using ChatCli.Protocol.Bytes;

namespace ChatCli.Protocol.Tests;

/// <summary>Two ends of an encrypted connection, over whatever is between them.</summary>
internal static class TlsPair
{
    public static TlsCertificate Certificate { get; } = TlsCertificate.CreateSelfSigned("test", DateTimeOffset.UtcNow);

    public static async Task<(TlsConnection Near, TlsConnection Far)> OpenAsync(IByteConnection near, IByteConnection far)
    {
        Task<(TlsConnection? Connection, TlsFailure Failure)> accepting =
            TlsConnection.AcceptAsync(far, new TlsServerOptions(Certificate), CancellationToken.None);
        (TlsConnection? connected, _) = await TlsConnection.ConnectAsync(near, "localhost", static _ => true, CancellationToken.None);
        return (connected!, (await accepting).Connection!);
    }
}
