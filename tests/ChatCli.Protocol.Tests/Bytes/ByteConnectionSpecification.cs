using ChatCli.Protocol.Bytes;

namespace ChatCli.Protocol.Tests;

/// <summary>What callers rely on in every <see cref="IByteConnection"/>.</summary>
public abstract class ByteConnectionSpecification
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>More than is ever on the way, so that a send of it must wait for the reader.</summary>
    protected abstract int LargeSize { get; }

    protected abstract Task<(IByteConnection Near, IByteConnection Far)> PairAsync();

    [Test]
    public async Task Bytes_arrive_as_they_were_sent()
    {
        (IByteConnection near, IByteConnection far) = await PairAsync();

        await Assert.That(await near.SendAsync("hello"u8.ToArray())).IsTrue();

        await Assert.That(await far.WaitToReceiveAsync()).IsTrue();
        await Assert.That(await ReceiveAsync(far, 5)).IsEquivalentTo("hello"u8.ToArray());
        await Assert.That(near.RemoteEndPoint!.ToString()).IsEqualTo(far.LocalEndPoint!.ToString());
        await Assert.That(near.LocalEndPoint!.ToString()).IsEqualTo(far.RemoteEndPoint!.ToString());
        near.Close();
        far.Close();
    }

    [Test]
    public async Task Many_sends_arrive_in_order_both_ways_at_a_time()
    {
        (IByteConnection near, IByteConnection far) = await PairAsync();
        byte[] there = new byte[50_000], back = new byte[50_000];
        new Random(1).NextBytes(there);
        new Random(2).NextBytes(back);

        Task sending = SendInPiecesAsync(near, there);
        Task answering = SendInPiecesAsync(far, back);
        Task<byte[]> receiving = ReceiveAsync(near, back.Length);

        await Assert.That((await ReceiveAsync(far, there.Length)).AsSpan().SequenceEqual(there)).IsTrue();
        await Assert.That((await receiving).AsSpan().SequenceEqual(back)).IsTrue();
        await Task.WhenAll(sending, answering).WaitAsync(Patience);
        near.Close();
        far.Close();
    }

    [Test]
    public async Task A_large_send_waits_for_a_slow_reader_and_arrives_whole()
    {
        (IByteConnection near, IByteConnection far) = await PairAsync();
        byte[] large = new byte[LargeSize];
        new Random(1).NextBytes(large);

        Task<bool> sending = near.SendAsync(large).AsTask();
        await Assert.That(sending.IsCompleted).IsFalse();
        byte[] received = await ReceiveAsync(far, large.Length);

        await Assert.That(await sending.WaitAsync(Patience)).IsTrue();
        await Assert.That(received.AsSpan().SequenceEqual(large)).IsTrue();
        near.Close();
        far.Close();
    }

    [Test]
    public async Task Closing_ends_a_wait_a_receive_and_a_send_under_way()
    {
        (IByteConnection near, IByteConnection far) = await PairAsync();
        Task<bool> waiting = far.WaitToReceiveAsync().AsTask();
        Task<bool> sending = far.SendAsync(new byte[LargeSize]).AsTask();
        await Assert.That(await near.ReceiveAsync(new byte[100]).AsTask().WaitAsync(Patience)).IsGreaterThan(0);
        await Assert.That(sending.IsCompleted).IsFalse();

        far.Close();

        await Assert.That(await waiting.WaitAsync(Patience)).IsFalse();
        await Assert.That(await sending.WaitAsync(Patience)).IsFalse();
        (IByteConnection other, IByteConnection peer) = await PairAsync();
        Task<int> receiving = other.ReceiveAsync(new byte[10]).AsTask();
        other.Close();
        await Assert.That(await receiving.WaitAsync(Patience)).IsEqualTo(0);
        near.Close();
        peer.Close();
    }

    [Test]
    public async Task After_closing_everything_is_a_value()
    {
        (IByteConnection near, IByteConnection far) = await PairAsync();
        near.Close();
        near.Close();

        await Assert.That(await near.WaitToReceiveAsync()).IsFalse();
        await Assert.That(await near.ReceiveAsync(new byte[10])).IsEqualTo(0);
        await Assert.That(await near.SendAsync(new byte[10])).IsFalse();
        near.EndSend();
        await Assert.That(await near.WaitToReceiveAsync()).IsFalse();
        far.Close();
    }

    [Test]
    public async Task Closing_at_any_moment_of_a_send_or_a_receive_throws_nothing()
    {
        for (int i = 0; i < 50; i++)
        {
            (IByteConnection near, IByteConnection far) = await PairAsync();
            Task sending = Task.Run(async () =>
            {
                byte[] bytes = new byte[100_000];
                while (await near.SendAsync(bytes))
                {
                }
            });
            Task receiving = Task.Run(async () =>
            {
                byte[] bytes = new byte[3_000];
                while (await far.WaitToReceiveAsync() && await far.ReceiveAsync(bytes) > 0)
                {
                }
            });
            Task closing = Task.Run(() =>
            {
                if (i % 2 == 0) near.Close();
                else far.Close();
            });
            await Task.WhenAll(sending, receiving, closing).WaitAsync(Patience);
            near.Close();
            far.Close();
        }
    }

    [Test]
    public async Task The_end_is_zero_bytes_and_stays_so()
    {
        (IByteConnection near, IByteConnection far) = await PairAsync();
        await near.SendAsync("x"u8.ToArray());
        near.EndSend();
        byte[] buffer = new byte[10];

        await Assert.That(await far.ReceiveAsync(buffer).AsTask().WaitAsync(Patience)).IsEqualTo(1);
        await Assert.That(await far.WaitToReceiveAsync().AsTask().WaitAsync(Patience)).IsTrue();
        await Assert.That(await far.ReceiveAsync(buffer)).IsEqualTo(0);
        await Assert.That(await far.ReceiveAsync(buffer)).IsEqualTo(0);

        // The other direction goes on.
        await Assert.That(await far.SendAsync("y"u8.ToArray())).IsTrue();
        await Assert.That(await near.ReceiveAsync(buffer).AsTask().WaitAsync(Patience)).IsEqualTo(1);
        near.Close();
        far.Close();
    }

    protected static async Task<byte[]> ReceiveAsync(IByteConnection connection, int length)
    {
        byte[] received = new byte[length];
        int end = 0;
        while (end < length)
        {
            int count = await connection.ReceiveAsync(received.AsMemory(end)).AsTask().WaitAsync(Patience);
            if (count == 0) return received[..end];
            end += count;
        }
        return received;
    }

    private static async Task SendInPiecesAsync(IByteConnection connection, byte[] bytes)
    {
        for (int start = 0, length = 1; start < bytes.Length; start += length, length = length % 999 + 7)
            await connection.SendAsync(bytes.AsMemory(start, Math.Min(length, bytes.Length - start)));
    }
}
