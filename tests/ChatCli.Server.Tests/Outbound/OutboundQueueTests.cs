using System.Text;
using ChatCli.Server.Outbound;

namespace ChatCli.Server.Tests;

public class OutboundQueueTests
{
    [Test]
    public async Task Frames_leave_in_the_order_in_which_they_came()
    {
        var queue = new OutboundQueue(1000);
        for (int i = 0; i < 100; i++) await Assert.That(queue.TryEnqueue(Encoding.ASCII.GetBytes($"{i},"))).IsTrue();

        await Assert.That(TakeText(queue)).IsEqualTo(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},")));
    }

    [Test]
    public async Task A_frame_goes_in_whole_or_not_at_all()
    {
        var queue = new OutboundQueue(10);
        await Assert.That(queue.TryEnqueue(new byte[11])).IsFalse();
        await Assert.That(queue.TryEnqueue("12345678"u8)).IsTrue();
        await Assert.That(queue.TryEnqueue("abc"u8)).IsFalse();
        await Assert.That(queue.TryEnqueue("90"u8)).IsTrue();
        await Assert.That(queue.TryEnqueue("x"u8)).IsFalse();

        await Assert.That(TakeText(queue)).IsEqualTo("1234567890");
    }

    [Test]
    public async Task What_is_being_sent_still_takes_room()
    {
        var queue = new OutboundQueue(10);
        queue.TryEnqueue("1234567"u8);
        ArraySegment<byte> taken = queue.Take();

        await Assert.That(queue.IsEmpty).IsFalse();
        await Assert.That(queue.TryEnqueue("abcd"u8)).IsFalse();
        await Assert.That(queue.TryEnqueue("abc"u8)).IsTrue();
        queue.Return(taken);
        await Assert.That(queue.TryEnqueue("defghij"u8)).IsTrue();
        await Assert.That(TakeText(queue)).IsEqualTo("abcdefghij");
        await Assert.That(queue.IsEmpty).IsTrue();
    }

    [Test]
    public async Task An_answer_has_room_beyond_the_limit_and_makes_the_queue_full()
    {
        var queue = new OutboundQueue(10);
        queue.TryEnqueue("123456789"u8);
        await Assert.That(queue.IsFull).IsFalse();
        queue.Enqueue("answer"u8);
        await Assert.That(queue.IsFull).IsTrue();

        Task room = queue.WaitForRoomAsync();
        await Assert.That(room.IsCompleted).IsFalse();
        await Assert.That(TakeText(queue)).IsEqualTo("123456789answer");
        await room.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.That(queue.WaitForRoomAsync().IsCompleted).IsTrue();
    }

    [Test]
    public async Task After_completion_nothing_goes_in_and_nobody_waits()
    {
        var queue = new OutboundQueue(10);
        queue.Enqueue("1234567890"u8);
        Task room = queue.WaitForRoomAsync();

        queue.Complete();
        queue.Enqueue("late"u8);

        await room.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.That(queue.TryEnqueue(""u8)).IsFalse();
        await Assert.That(await queue.WaitToTakeAsync()).IsTrue();
        await Assert.That(TakeText(queue)).IsEqualTo("1234567890");
        await Assert.That(await queue.WaitToTakeAsync()).IsFalse();
    }

    [Test]
    public async Task Completion_wakes_one_who_waits_for_bytes()
    {
        var queue = new OutboundQueue(10);
        Task<bool> waiting = queue.WaitToTakeAsync().AsTask();

        queue.Complete();

        await Assert.That(await waiting.WaitAsync(TimeSpan.FromSeconds(10))).IsFalse();
    }

    [Test]
    public async Task A_frame_wakes_one_who_waits_for_bytes()
    {
        var queue = new OutboundQueue(10);
        Task<bool> waiting = queue.WaitToTakeAsync().AsTask();
        await Assert.That(waiting.IsCompleted).IsFalse();

        queue.TryEnqueue("x"u8);

        await Assert.That(await waiting.WaitAsync(TimeSpan.FromSeconds(10))).IsTrue();
    }

    [Test]
    public async Task An_empty_queue_holds_no_buffer()
    {
        var queue = new OutboundQueue(100_000);
        await Assert.That(queue.Take().Array!.Length).IsEqualTo(0);
        queue.TryEnqueue(new byte[50_000]);
        TakeText(queue);
        await Assert.That(queue.Take().Array!.Length).IsEqualTo(0);
    }

    [Test]
    public async Task Many_threads_may_put_frames_in()
    {
        var queue = new OutboundQueue(1_000_000);
        var received = new StringBuilder();
        Task taking = Task.Run(async () =>
        {
            while (await queue.WaitToTakeAsync()) received.Append(TakeText(queue));
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                using var batch = SendBatch.Begin();
                queue.Enqueue(Encoding.ASCII.GetBytes($"{thread}:{i} "));
            }
        })));
        queue.Complete();
        await taking.WaitAsync(TimeSpan.FromSeconds(10));

        string[] frames = received.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await Assert.That(frames.Length).IsEqualTo(8000);
        for (int thread = 0; thread < 4; thread++)
        {
            string mine = string.Join(' ', frames.Where(frame => frame[0] == '0' + thread));
            await Assert.That(mine).IsEqualTo(string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"{thread}:{i}")));
        }
    }

    private static string TakeText(OutboundQueue queue)
    {
        ArraySegment<byte> taken = queue.Take();
        string text = Encoding.ASCII.GetString(taken);
        queue.Return(taken);
        return text;
    }
}
