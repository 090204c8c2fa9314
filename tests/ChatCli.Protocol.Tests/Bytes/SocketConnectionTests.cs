using System.Net;
using System.Net.Sockets;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Protocol.Tests;

[InheritsTests]
public sealed class SocketConnectionTests : ByteConnectionSpecification
{
    protected override int LargeSize => 32 * 1024 * 1024;

    protected override async Task<(IByteConnection Near, IByteConnection Far)> PairAsync() => await SocketPair.OpenAsync();

    [Test]
    public async Task A_reset_is_a_value()
    {
        using SocketListener listener = SocketListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoint);
        (SocketConnection? connection, _) = await listener.AcceptAsync();
        Task<bool> waiting = connection!.WaitToReceiveAsync().AsTask();

        socket.LingerState = new LingerOption(true, 0);
        socket.Close();

        bool mayRead = await waiting.WaitAsync(Patience);
        await Assert.That(mayRead && await connection.ReceiveAsync(new byte[10]) > 0).IsFalse();
        await Assert.That(await connection.ReceiveAsync(new byte[10])).IsEqualTo(0);
        await Assert.That(await connection.SendAsync(new byte[10])).IsFalse();
        connection.Close();
    }

    [Test]
    public async Task Nobody_there_is_no_connection()
    {
        IPEndPoint address;
        using (SocketListener listener = SocketListener.Listen(new IPEndPoint(IPAddress.Loopback, 0))) address = listener.LocalEndPoint;

        await Assert.That(await SocketConnection.ConnectAsync(address, CancellationToken.None)).IsNull();
        await Assert.That(await SocketConnection.ConnectAsync("127.0.0.1", address.Port, CancellationToken.None)).IsNull();
    }

    [Test]
    public async Task Connecting_can_be_given_up()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.That(await SocketConnection.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 9), cancelled.Token)).IsNull();
    }

    [Test]
    public async Task A_listener_that_is_disposed_ends_its_accept()
    {
        SocketListener listener = SocketListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Task<(SocketConnection? Connection, SocketError Error)> accepting = listener.AcceptAsync().AsTask();

        listener.Dispose();

        (SocketConnection? connection, SocketError error) = await accepting.WaitAsync(Patience);
        await Assert.That(connection).IsNull();
        await Assert.That(SocketErrors.Sort(error)).IsEqualTo(SocketErrorKind.Abort);
        (_, error) = await listener.AcceptAsync();
        await Assert.That(SocketErrors.Sort(error)).IsEqualTo(SocketErrorKind.Abort);
    }

    [Test]
    public async Task A_listener_disposed_at_any_moment_says_that_it_was_stopped()
    {
        for (int i = 0; i < 300; i++)
        {
            SocketListener listener = SocketListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
            Task<SocketConnection?> connecting = SocketConnection.ConnectAsync(listener.LocalEndPoint, CancellationToken.None);
            Task<SocketError> accepting = Task.Run(async () =>
            {
                while (true)
                {
                    (SocketConnection? connection, SocketError error) = await listener.AcceptAsync();
                    connection?.Close();
                    if (error != SocketError.Success) return error;
                }
            });
            if (i % 2 == 0) await connecting;

            listener.Dispose();

            await Assert.That(SocketErrors.Sort(await accepting.WaitAsync(Patience))).IsEqualTo(SocketErrorKind.Abort);
            (await connecting)?.Close();
        }
    }

    [Test]
    public async Task A_port_in_use_is_said_so()
    {
        using SocketListener first = SocketListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));

        SocketException error = Assert.Throws<SocketException>(() => SocketListener.Listen(first.LocalEndPoint));

        await Assert.That(error.SocketErrorCode).IsEqualTo(SocketError.AddressAlreadyInUse);
    }

    [Test]
    public async Task A_listener_can_take_its_port_back_at_once()
    {
        IPEndPoint address;
        using (SocketListener first = SocketListener.Listen(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            address = first.LocalEndPoint;
            Task<SocketConnection?> connecting = SocketConnection.ConnectAsync(address, CancellationToken.None);
            (SocketConnection? far, _) = await first.AcceptAsync();
            // This side closes first, so that the port stays in TIME_WAIT.
            far!.EndSend();
            await Assert.That(await (await connecting)!.ReceiveAsync(new byte[1])).IsEqualTo(0);
            (await connecting)!.Close();
            await Assert.That(await far.ReceiveAsync(new byte[1])).IsEqualTo(0);
            far.Close();
        }

        using SocketListener second = SocketListener.Listen(address);
        await Assert.That(second.LocalEndPoint).IsEqualTo(address);
    }

    [Test]
    public async Task A_socket_for_both_kinds_of_address_shows_IPv4_as_IPv4()
    {
        using SocketListener listener = SocketListener.ListenAny(0);
        SocketConnection? near = await SocketConnection.ConnectAsync("127.0.0.1", listener.LocalEndPoint.Port, CancellationToken.None);
        (SocketConnection? far, _) = await listener.AcceptAsync();

        await Assert.That(far!.RemoteEndPoint!.Address).IsEqualTo(IPAddress.Loopback);
        await Assert.That(far.LocalEndPoint!.Address).IsEqualTo(IPAddress.Loopback);
        near!.Close();
        far.Close();
    }
}
