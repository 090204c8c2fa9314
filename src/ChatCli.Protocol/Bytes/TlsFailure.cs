namespace ChatCli.Protocol.Bytes;

/// <summary>Why a TLS connection was not made.</summary>
public enum TlsFailure
{
    /// <summary>It was made.</summary>
    None,

    /// <summary>Our own check of the other side's certificate said no.</summary>
    Refused,

    /// <summary>The other side does not speak TLS.</summary>
    NotTls,

    /// <summary>It speaks TLS, but not as we want it: another version, no certificate, or it did not want ours.</summary>
    NotAgreed,

    /// <summary>The connection was lost, closed or given up.</summary>
    Lost,
}
