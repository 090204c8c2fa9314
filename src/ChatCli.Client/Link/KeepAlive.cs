using ChatCli.Client.Loop;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>Keeps one link alive by a ping when nothing else is sent, and ends it when nothing comes any more. A part of the client's loop.</summary>
internal sealed class KeepAlive(ServerLink link, ClientInstance instance, ClientLoop loop, TimeProvider time)
{
    private static readonly TimeSpan Dead = 3 * Limits.KeepAlive;

    private long _since = time.GetTimestamp();
    private long _looked = time.GetTimestamp();
    private TimeSpan _pause;
    private bool _isStopped;

    /// <summary>Begins to watch.</summary>
    public void Start() => Look();

    /// <summary>The link is over.</summary>
    public void Stop() => _isStopped = true;

    private void Look()
    {
        if (_isStopped) return;
        long now = time.GetTimestamp();
        // The loop, or the whole machine, stood still: what the server has sent meanwhile is still to be read.
        if (time.GetElapsedTime(_looked, now) > _pause + Limits.KeepAlive) _since = now;
        _looked = now;

        TimeSpan silent = time.GetElapsedTime(Math.Max(link.LastReceived, _since), now);
        if (silent >= Dead)
        {
            link.Close();
            return;
        }
        TimeSpan idle = time.GetElapsedTime(link.LastSent, now);
        bool isDue = idle >= Limits.KeepAlive;
        TimeSpan untilPing = isDue ? Limits.KeepAlive : Limits.KeepAlive - idle;
        _pause = untilPing < Dead - silent ? untilPing : Dead - silent;
        loop.After(_pause, Look);
        // {"type":"ping","id":10}
        if (isDue) link.Send(new PingRequest(instance.NextId()));
    }
}
