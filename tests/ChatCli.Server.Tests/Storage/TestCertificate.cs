using ChatCli.Protocol.Bytes;

namespace ChatCli.Server.Tests;

/// <summary>The certificate of all servers here, because to make one takes time.</summary>
internal static class TestCertificate
{
    public static TlsCertificate Shared { get; } = TlsCertificate.CreateSelfSigned("test", DateTimeOffset.UtcNow);
}
