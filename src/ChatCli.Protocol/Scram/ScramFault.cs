namespace ChatCli.Protocol.Scram;

/// <summary>Why an exchange does not go on.</summary>
public enum ScramFault
{
    /// <summary>Not the message that the grammar of RFC 5802, section 7, has here, or not one of this exchange.</summary>
    Malformed,

    /// <summary>Not the mechanism, or not the channel-binding flag, that this connection asks for.</summary>
    Mechanism,

    /// <summary>The two ends do not see the same channel: somebody stands between them. It says nothing about the password.</summary>
    ChannelBinding,

    /// <summary>The client does not know the password.</summary>
    WrongProof,

    /// <summary>The server does not know the verifier: it is not the one that the password was given to.</summary>
    WrongServer,

    /// <summary>Fewer iterations than the client takes, so that the password could be guessed from what was sent.</summary>
    TooFewIterations,

    /// <summary>More iterations than the client is willing to compute.</summary>
    TooManyIterations,
}
