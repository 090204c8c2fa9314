using System.Net.Sockets;

namespace ChatCli.Protocol.Bytes;

/// <summary>What a socket error means to whoever sees it.</summary>
public enum SocketErrorKind
{
    /// <summary>The other side or the network ended it: ordinary life.</summary>
    Reset,

    /// <summary>We ended it ourselves.</summary>
    Abort,

    /// <summary>The machine is short of something (file descriptors, buffers): wait, then go on.</summary>
    Pressure,

    /// <summary>Nothing that trying again would mend.</summary>
    Fatal,
}

/// <summary>Sorts socket errors, once, for every accept, receive, send and connect.</summary>
public static class SocketErrors
{
    /// <summary>Says of what kind an error is. Anything that is not known to end a listener counts as a reset.</summary>
    public static SocketErrorKind Sort(SocketError error) => error switch
    {
        SocketError.OperationAborted or SocketError.Interrupted or SocketError.Shutdown => SocketErrorKind.Abort,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.ProcessLimit => SocketErrorKind.Pressure,
        SocketError.NotSocket or SocketError.InvalidArgument or SocketError.Fault or SocketError.OperationNotSupported
            or SocketError.AccessDenied or SocketError.AddressAlreadyInUse or SocketError.AddressNotAvailable => SocketErrorKind.Fatal,
        _ => SocketErrorKind.Reset,
    };
}
