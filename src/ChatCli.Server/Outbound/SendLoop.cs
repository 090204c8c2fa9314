using ChatCli.Protocol.Bytes;

namespace ChatCli.Server.Outbound;

/// <summary>Sends what its queue holds, as few large sends. One for each connection; nobody else sends on it. Hot path.</summary>
/// <param name="connection">Where to.</param>
/// <param name="queue">Where from.</param>
/// <param name="drained">Called when all has been handed over, on the loop's thread.</param>
internal sealed class SendLoop(IByteConnection connection, OutboundQueue queue, Action drained)
{
    /// <summary>
    /// So many sends without a wait, then others get their turn on this thread: it may be a poll thread that came here only to
    /// wake the loop.
    /// </summary>
    private const int MaxTurns = 16;

    /// <summary>Runs until the queue is completed and sent, or the connection is lost. Never throws for either.</summary>
    public async Task RunAsync()
    {
        int turns = 0;
        while (true)
        {
            ValueTask<bool> waiting = queue.WaitToTakeAsync();
            if (!waiting.IsCompleted) turns = 0;
            if (!await waiting) break;
            if (++turns == MaxTurns)
            {
                turns = 0;
                await Task.Yield();
            }

            ArraySegment<byte> bytes = queue.Take();
            bool sent = await connection.SendAsync(bytes);
            queue.Return(bytes);
            if (!sent)
            {
                queue.Complete();
                // What nobody gets any more is given back too.
                queue.Return(queue.Take());
                return;
            }
            if (queue.IsEmpty) drained();
        }
        connection.EndSend();
    }
}
