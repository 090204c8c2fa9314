using System.Net;
using System.Text;
using ChatCli.Protocol.Bytes;
using ChatCli.Server.Outbound;

namespace ChatCli.Server.Tests;

public class SendLoopTests
{
    [Test]
    public async Task What_one_batch_brings_leaves_as_one_send()
    {
        var connection = new SendRecorder();
        var queue = new OutboundQueue(1000);
        Task running = new SendLoop(connection, queue, () => { }).RunAsync();

        SendManyInOneBatch(queue);

        await Assert.That(connection.Sends.Single()).IsEqualTo("one two three ");
        queue.Complete();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task Inner_batches_wait_for_the_outermost()
    {
        var connection = new SendRecorder();
        var queue = new OutboundQueue(1000);
        _ = new SendLoop(connection, queue, () => { }).RunAsync();

        int before = SendInNestedBatches(queue, connection);

        await Assert.That(before).IsEqualTo(0);
        await Assert.That(connection.Sends.Single()).IsEqualTo("inner outer ");
    }

    [Test]
    public async Task What_comes_during_a_send_leaves_together_with_the_next()
    {
        var connection = new SendRecorder { IsSlow = true };
        var queue = new OutboundQueue(1000);
        int drained = 0;
        Task running = new SendLoop(connection, queue, () => drained++).RunAsync();
        SendManyInOneBatch(queue);
        for (int i = 0; i < 5; i++) queue.TryEnqueue(Encoding.ASCII.GetBytes($"{i} "));
        await Assert.That(connection.Sends.Count).IsEqualTo(1);

        connection.IsSlow = false;
        connection.Release(true);

        queue.Complete();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.That(string.Join('|', connection.Sends)).IsEqualTo("one two three |0 1 2 3 4 ");
        await Assert.That(drained).IsEqualTo(1);
        await Assert.That(connection.HasEnded).IsTrue();
    }

    [Test]
    public async Task A_lost_connection_completes_the_queue_and_ends_the_loop()
    {
        var connection = new SendRecorder { IsSlow = true };
        var queue = new OutboundQueue(1000);
        int drained = 0;
        Task running = new SendLoop(connection, queue, () => drained++).RunAsync();
        SendManyInOneBatch(queue);

        connection.Release(false);

        await running.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.That(queue.TryEnqueue("x"u8)).IsFalse();
        await Assert.That(drained).IsEqualTo(0);
    }

    [Test]
    public async Task Completion_still_sends_the_rest()
    {
        var connection = new SendRecorder();
        var queue = new OutboundQueue(1000);
        queue.TryEnqueue("rest"u8);
        queue.Complete();

        await new SendLoop(connection, queue, () => { }).RunAsync().WaitAsync(TimeSpan.FromSeconds(10));

        await Assert.That(connection.Sends.Single()).IsEqualTo("rest");
        await Assert.That(connection.HasEnded).IsTrue();
    }

    [Test]
    public async Task A_loop_that_delivers_to_itself_lets_others_run()
    {
        var connection = new SendRecorder();
        var queue = new OutboundQueue(1000);
        int left = 1000;
        Task running = new SendLoop(connection, queue, () =>
        {
            if (--left > 0) queue.TryEnqueue("x"u8);
            else queue.Complete();
        }).RunAsync();
        queue.TryEnqueue("x"u8);

        await running.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.That(connection.Sends.Count).IsEqualTo(1000);
    }

    private static void SendManyInOneBatch(OutboundQueue queue)
    {
        using var batch = SendBatch.Begin();
        queue.TryEnqueue("one "u8);
        queue.TryEnqueue("two "u8);
        queue.TryEnqueue("three "u8);
    }

    private static int SendInNestedBatches(OutboundQueue queue, SendRecorder connection)
    {
        using var outer = SendBatch.Begin();
        using (SendBatch.Begin()) queue.TryEnqueue("inner "u8);
        queue.TryEnqueue("outer "u8);
        return connection.Sends.Count;
    }

    /// <summary>Remembers each send.</summary>
    private sealed class SendRecorder : IByteConnection
    {
        private TaskCompletionSource<bool> _sent = new();

        public List<string> Sends { get; } = [];

        public bool IsSlow { get; set; }

        public bool HasEnded { get; private set; }

        public IPEndPoint? LocalEndPoint => null;

        public IPEndPoint? RemoteEndPoint => null;

        public byte[]? ChannelBinding => null;

        public void Release(bool sent)
        {
            TaskCompletionSource<bool> waiting = _sent;
            _sent = new();
            waiting.SetResult(sent);
        }

        public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
        {
            Sends.Add(Encoding.ASCII.GetString(bytes.Span));
            return IsSlow ? new(_sent.Task) : new(true);
        }

        public ValueTask<bool> WaitToReceiveAsync() => new(false);

        public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => new(0);

        public void EndSend() => HasEnded = true;

        public void Close()
        {
        }
    }
}
