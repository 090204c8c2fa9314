namespace ChatCli.Server.Outbound;

/// <summary>
/// Holds back the sends of one thread until it has handled everything that one receive brought, so that many messages for one
/// client leave in one send. Hot path. Every receive loop, timer and task that delivers opens one, outside of all locks.
/// </summary>
internal readonly ref struct SendBatch
{
    [ThreadStatic]
    private static List<OutboundQueue>? t_waiting;

    [ThreadStatic]
    private static bool t_isOpen;

    private readonly bool _isOutermost;

    private SendBatch(bool isOutermost) => _isOutermost = isOutermost;

    /// <summary>Opens a batch on this thread; the outermost one sends when it is disposed.</summary>
    public static SendBatch Begin()
    {
        bool isOutermost = !t_isOpen;
        t_isOpen = true;
        return new SendBatch(isOutermost);
    }

    /// <summary>Wakes the send loop of a queue when the batch of this thread ends; without a batch, from the thread pool.</summary>
    public static void Wake(OutboundQueue queue)
    {
        if (t_isOpen) (t_waiting ??= []).Add(queue);
        else ThreadPool.UnsafeQueueUserWorkItem(queue, preferLocal: false);
    }

    public void Dispose()
    {
        if (!_isOutermost) return;
        if (t_waiting is { Count: > 0 } waiting)
        {
            // A send loop runs right here and may deliver in turn, which makes the list longer.
            for (int i = 0; i < waiting.Count; i++) waiting[i].Execute();
            waiting.Clear();
        }
        t_isOpen = false;
    }
}
