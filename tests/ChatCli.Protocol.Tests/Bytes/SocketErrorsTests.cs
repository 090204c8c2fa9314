using System.Net.Sockets;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Protocol.Tests;

public class SocketErrorsTests
{
    [Test]
    [Arguments(SocketError.ConnectionReset, SocketErrorKind.Reset)]
    [Arguments(SocketError.ConnectionAborted, SocketErrorKind.Reset)]
    [Arguments(SocketError.TimedOut, SocketErrorKind.Reset)]
    [Arguments(SocketError.HostUnreachable, SocketErrorKind.Reset)]
    [Arguments(SocketError.SocketError, SocketErrorKind.Reset)]
    [Arguments(SocketError.OperationAborted, SocketErrorKind.Abort)]
    [Arguments(SocketError.Interrupted, SocketErrorKind.Abort)]
    [Arguments(SocketError.TooManyOpenSockets, SocketErrorKind.Pressure)]
    [Arguments(SocketError.NoBufferSpaceAvailable, SocketErrorKind.Pressure)]
    [Arguments(SocketError.NotSocket, SocketErrorKind.Fatal)]
    [Arguments(SocketError.AddressAlreadyInUse, SocketErrorKind.Fatal)]
    public async Task Errors_are_sorted(SocketError error, SocketErrorKind kind) =>
        await Assert.That(SocketErrors.Sort(error)).IsEqualTo(kind);
}
