using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Protocol.Tests;

[InheritsTests]
public sealed class TlsConnectionTests : ByteConnectionSpecification
{
    protected override int LargeSize => 32 * 1024 * 1024;

    protected override async Task<(IByteConnection Near, IByteConnection Far)> PairAsync()
    {
        (SocketConnection near, SocketConnection far) = await SocketPair.OpenAsync();
        return await TlsPair.OpenAsync(near, far);
    }

    [Test]
    public async Task Both_ends_have_the_same_channel_binding()
    {
        (IByteConnection near, IByteConnection far) = await PairAsync();

        await Assert.That(near.ChannelBinding!).IsEquivalentTo(far.ChannelBinding!);
        await Assert.That(near.ChannelBinding!.Length).IsEqualTo(32);
        await Assert.That(((TlsConnection)near).RemoteKey).IsEqualTo(TlsPair.Certificate.Fingerprint);
        await Assert.That(((TlsConnection)far).RemoteKey).IsNull();
        near.Close();
        far.Close();
    }

    [Test]
    public async Task An_end_that_was_cut_off_is_zero_bytes()
    {
        (SocketConnection nearSocket, SocketConnection farSocket) = await SocketPair.OpenAsync();
        (TlsConnection near, TlsConnection far) = await TlsPair.OpenAsync(nearSocket, farSocket);

        // Without close_notify.
        nearSocket.EndSend();

        await Assert.That(await far.ReceiveAsync(new byte[10]).AsTask().WaitAsync(Patience)).IsEqualTo(0);
        near.Close();
        far.Close();
    }

    [Test]
    [Arguments(1)]
    [Arguments(400)]
    public async Task Bytes_that_are_not_a_record_end_the_connection(int length)
    {
        (SocketConnection nearSocket, SocketConnection farSocket) = await SocketPair.OpenAsync();
        (TlsConnection near, TlsConnection far) = await TlsPair.OpenAsync(nearSocket, farSocket);
        byte[] garbage = new byte[length];
        new Random(1).NextBytes(garbage);
        garbage[0] = (byte)'{';

        await nearSocket.SendAsync(garbage);
        nearSocket.EndSend();

        await Assert.That(await far.ReceiveAsync(new byte[10]).AsTask().WaitAsync(Patience)).IsEqualTo(0);
        await Assert.That(await far.ReceiveAsync(new byte[10])).IsEqualTo(0);
        near.Close();
        far.Close();
    }

    [Test]
    public async Task A_record_that_was_changed_on_its_way_ends_the_connection()
    {
        (InMemoryConnection nearEnd, InMemoryConnection between) = InMemoryConnection.Pair();
        (InMemoryConnection beyond, InMemoryConnection farEnd) = InMemoryConnection.Pair();
        Task relaying = RelayAsync(beyond, between, static _ => { });
        int records = 0;
        Task changing = RelayAsync(between, beyond, bytes => bytes.Span[^1] ^= (byte)(Volatile.Read(ref records) == 1 ? 1 : 0));
        (TlsConnection near, TlsConnection far) = await TlsPair.OpenAsync(nearEnd, farEnd);
        await near.SendAsync("as it was"u8.ToArray());
        await Assert.That(await far.ReceiveAsync(new byte[10]).AsTask().WaitAsync(Patience)).IsEqualTo(9);

        Volatile.Write(ref records, 1);
        await near.SendAsync("changed"u8.ToArray());

        await Assert.That(await far.ReceiveAsync(new byte[10]).AsTask().WaitAsync(Patience)).IsEqualTo(0);
        await Assert.That(await far.SendAsync(new byte[10])).IsFalse();
        near.Close();
        await Task.WhenAll(relaying, changing).WaitAsync(Patience);
    }

    [Test]
    public async Task The_end_is_said_after_a_send_under_way()
    {
        (IByteConnection near, IByteConnection far) = await PairAsync();
        Task<bool> sending = near.SendAsync(new byte[LargeSize]).AsTask();
        await Assert.That(sending.IsCompleted).IsFalse();

        near.EndSend();

        await Assert.That(await near.SendAsync(new byte[1])).IsFalse();
        await Assert.That((await ReceiveAsync(far, LargeSize + 1)).Length).IsEqualTo(LargeSize);
        await Assert.That(await sending.WaitAsync(Patience)).IsTrue();
        near.Close();
        far.Close();
    }

    private static async Task RelayAsync(InMemoryConnection from, InMemoryConnection to, Action<Memory<byte>> change)
    {
        byte[] buffer = new byte[20_000];
        int length;
        while ((length = await from.ReceiveAsync(buffer)) > 0)
        {
            change(buffer.AsMemory(0, length));
            if (!await to.SendAsync(buffer.AsMemory(0, length))) break;
        }
        to.Close();
        from.Close();
    }
}

/// <summary>The same over a connection that gives its bytes one a piece.</summary>
[InheritsTests]
public sealed class TlsConnectionInPiecesTests : ByteConnectionSpecification
{
    protected override int LargeSize => 200_000;

    protected override async Task<(IByteConnection Near, IByteConnection Far)> PairAsync()
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair(maxRead: 1);
        return await TlsPair.OpenAsync(near, far);
    }
}
