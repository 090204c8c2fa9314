using System.Text;

namespace ChatCli.Load;

/// <summary>What the users of a trial do. The main thread stops and reads it; everything else runs on the event thread.</summary>
internal abstract class Traffic
{
    /// <summary>Every message has this text.</summary>
    protected const string Text = "The quick brown fox jumps over the lazy dog, and nobody is late!";

    private static readonly byte[] EncodedText = Encoding.ASCII.GetBytes(Text);

    private long _sent;
    private long _delivered;
    private volatile bool _stopping;

    protected Traffic(Dialect dialect, byte[] messageStart)
    {
        Dialect = dialect;
        MessageStart = messageStart;
    }

    /// <summary>How many users log in.</summary>
    public abstract int Users { get; }

    /// <summary>How the line of an awaited message begins.</summary>
    public byte[] MessageStart { get; }

    /// <summary>The text as it is on the wire.</summary>
    public ReadOnlySpan<byte> TextBytes => EncodedText;

    /// <summary>Deliveries so far.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Deliveries that what was sent so far must lead to.</summary>
    public long Expected => Volatile.Read(ref _sent) * DeliveriesPerMessage;

    /// <summary>Whether the answers that the messages have are all there; true where they have none.</summary>
    public virtual bool AllAnswered => true;

    protected Dialect Dialect { get; }

    protected virtual int DeliveriesPerMessage => 1;

    protected long Sent => _sent;

    protected bool Stopping => _stopping;

    /// <summary>Sends nothing new from now on.</summary>
    public void Stop() => _stopping = true;

    /// <summary>A user may begin; all are logged in, and nothing else is under way.</summary>
    public abstract void Begin(Client client);

    /// <summary>A user was given messages.</summary>
    public abstract void Received(Client client, int messages);

    /// <summary>A broadcast was answered.</summary>
    public virtual void Answered()
    {
    }

    protected void Send(Client client, int messages)
    {
        Volatile.Write(ref _sent, _sent + messages);
        client.Send(messages);
    }

    /// <summary>MUST come after <see cref="Send"/>, so that nothing seems complete while something is in flight.</summary>
    protected void CountDelivered(int messages) => Volatile.Write(ref _delivered, _delivered + messages);
}
