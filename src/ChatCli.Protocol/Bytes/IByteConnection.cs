using System.Net;

namespace ChatCli.Protocol.Bytes;

/// <summary>
/// A stream of bytes to one other program: all that the rest of the code knows of a socket.
/// </summary>
/// <remarks>
/// Callers rely on this:
/// 1. One receive and one send MAY be under way at a time, from different threads; never two of a kind.
/// 2. An implementation MUST NOT throw for anything that the other side or the network can cause: the end of the
///    connection, orderly or not, is a value (<c>false</c> or 0), and stays that value.
/// 3. <see cref="Close"/> MAY be called at any time, by any thread, any number of times; it MUST end both operations under way.
/// </remarks>
public interface IByteConnection
{
    /// <summary>The address that the other side reached, or null where there is none.</summary>
    IPEndPoint? LocalEndPoint { get; }

    /// <summary>The address that the other side comes from, or null where there is none.</summary>
    IPEndPoint? RemoteEndPoint { get; }

    /// <summary>
    /// The tls-server-end-point channel binding (RFC 5929, section 4.1), the same at both ends; null on a connection that is not
    /// encrypted.
    /// </summary>
    byte[]? ChannelBinding { get; }

    /// <summary>Waits, without a buffer, until bytes or the end can be received; false when the connection was lost meanwhile.</summary>
    ValueTask<bool> WaitToReceiveAsync();

    /// <summary>Receives at least one byte into a buffer that is not empty; 0 at the end of the connection.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends all of the bytes; false when the connection was lost before they were handed over.</summary>
    ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Tells the other side that no more bytes follow; receiving goes on.</summary>
    void EndSend();

    /// <summary>Ends the connection at once, in both directions.</summary>
    void Close();
}
