using System.Text;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Testing;

namespace ChatCli.Protocol.Tests;

public class FrameReaderTests
{
    private const int MaxLength = 100;

    [Test]
    [Arguments(1)]
    [Arguments(2)]
    [Arguments(3)]
    [Arguments(10)]
    [Arguments(int.MaxValue)]
    public async Task Lines_are_cut_whatever_the_pieces(int maxRead)
    {
        await Assert.That(await ReadAllAsync("one\ntwo\r\n\n\r\nünï 🙂\nlast\n", maxRead)).IsEqualTo("one|two|||ünï 🙂|last|");
    }

    [Test]
    public async Task Every_length_up_to_the_limit_passes()
    {
        var text = new StringBuilder();
        var expected = new StringBuilder();
        for (int length = 0; length < MaxLength; length++)
        {
            string line = new((char)('a' + length % 26), length);
            text.Append(line).Append('\n');
            expected.Append(line).Append('|');
        }
        await Assert.That(await ReadAllAsync(text.ToString(), 1)).IsEqualTo(expected.ToString());
        await Assert.That(await ReadAllAsync(text.ToString(), 64)).IsEqualTo(expected.ToString());
        await Assert.That(await ReadAllAsync(text.ToString(), int.MaxValue)).IsEqualTo(expected.ToString());
    }

    [Test]
    [Arguments(1)]
    [Arguments(int.MaxValue)]
    public async Task The_line_end_counts_for_the_limit(int maxRead)
    {
        string longest = new('x', MaxLength - 1);
        await Assert.That(await ReadAllAsync(longest + "\n", maxRead)).IsEqualTo(longest + "|");
        await Assert.That(await ReadAllAsync(longest[..^1] + "\r\n", maxRead)).IsEqualTo(longest[..^1] + "|");
        await Assert.That(await ReadAllAsync(longest + "x\n", maxRead)).IsEqualTo("too long");
        await Assert.That(await ReadAllAsync(longest + "\r\n", maxRead)).IsEqualTo("too long");
        await Assert.That(await ReadAllAsync(longest + "x", maxRead)).IsEqualTo("too long");
        await Assert.That(await ReadAllAsync("fine\n" + longest + "xxxxx", maxRead)).IsEqualTo("fine|too long");
    }

    [Test]
    public async Task An_unfinished_line_at_the_end_is_dropped()
    {
        await Assert.That(await ReadAllAsync("one\ntw", int.MaxValue)).IsEqualTo("one|");
        await Assert.That(await ReadAllAsync("", int.MaxValue)).IsEqualTo("");
    }

    [Test]
    public async Task A_carriage_return_inside_a_line_stays()
    {
        await Assert.That(await ReadAllAsync("a\rb\r\r\n", int.MaxValue)).IsEqualTo("a\rb\r|");
    }

    [Test]
    public async Task The_first_byte_can_be_looked_at_before_it_is_read()
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        var reader = new FrameReader(far, MaxLength);
        await Assert.That(reader.TryPeek(out _)).IsFalse();
        await near.SendAsync("ab\n"u8.ToArray());
        await reader.ReceiveAsync();

        await Assert.That(reader.TryPeek(out byte first)).IsTrue();
        await Assert.That(first).IsEqualTo((byte)'a');
        await Assert.That(reader.TryRead(out _)).IsEqualTo(FrameStatus.Frame);
        await Assert.That(reader.TryPeek(out _)).IsFalse();
    }

    [Test]
    public async Task What_is_discarded_is_not_read()
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        var reader = new FrameReader(far, MaxLength);
        await near.SendAsync("gone\nand ha"u8.ToArray());
        await reader.ReceiveAsync();
        reader.Discard();
        await near.SendAsync("next\n"u8.ToArray());
        await reader.ReceiveAsync();

        await Assert.That(reader.TryRead(out ReadOnlySpan<byte> frame)).IsEqualTo(FrameStatus.Frame);
        await Assert.That(await ReadAllAsync("x\n", 1)).IsEqualTo("x|");
    }

    [Test]
    public async Task While_nothing_comes_no_buffer_is_asked_for()
    {
        var idle = new IdleConnection();
        var reader = new FrameReader(idle, MaxLength);

        Task<bool> receiving = reader.ReceiveAsync().AsTask();
        await Assert.That(idle.Receives).IsEqualTo(0);
        idle.Close();

        await Assert.That(await receiving).IsFalse();
        await Assert.That(idle.Receives).IsEqualTo(0);
    }

    private static async Task<string> ReadAllAsync(string text, int maxRead)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair(bytes.Length + 1, maxRead);
        await near.SendAsync(bytes);
        near.EndSend();
        var reader = new FrameReader(far, MaxLength);
        var lines = new StringBuilder();
        do
        {
            while (true)
            {
                FrameStatus status = reader.TryRead(out ReadOnlySpan<byte> frame);
                if (status == FrameStatus.TooLong) return lines.Append("too long").ToString();
                if (status == FrameStatus.Incomplete) break;
                lines.Append(Encoding.UTF8.GetString(frame)).Append('|');
            }
        }
        while (await reader.ReceiveAsync());
        return lines.ToString();
    }

    /// <summary>Never has anything to receive.</summary>
    private sealed class IdleConnection : IByteConnection
    {
        private readonly TaskCompletionSource<bool> _end = new();

        public int Receives { get; private set; }

        public System.Net.IPEndPoint? LocalEndPoint => null;

        public System.Net.IPEndPoint? RemoteEndPoint => null;

        public byte[]? ChannelBinding => null;

        public ValueTask<bool> WaitToReceiveAsync() => new(_end.Task);

        public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
        {
            Receives++;
            return new(0);
        }

        public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes) => new(false);

        public void EndSend()
        {
        }

        public void Close() => _end.TrySetResult(false);
    }
}
