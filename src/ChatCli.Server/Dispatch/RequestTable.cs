using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatCli.Protocol.Frames;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Dispatch;

/// <summary>Carries out one kind of request. Runs on a poll thread: it MUST NOT block. Null: done. What completes at once MUST be a plain value.</summary>
internal delegate ValueTask<Refusal?> RequestHandler<in T>(ClientChannel channel, T request);

/// <summary>One row of the table: a kind of request, when it is allowed, and its handler.</summary>
internal abstract class RequestRow(string wireName, ChannelState state, bool isCommand)
{
    public string WireName => wireName;

    public byte[] WireBytes { get; } = Encoding.ASCII.GetBytes(wireName);

    /// <summary>How far the connection must have come, exactly.</summary>
    public ChannelState State => state;

    /// <summary>Whether a person gave it: then it restarts the idle clock. Where only its handler knows that, the handler does it.</summary>
    public bool IsCommand => isCommand;

    /// <summary>Reads the request and carries it out. <paramref name="id"/> is the request's, 0 when the line does not fit its contract.</summary>
    public abstract ValueTask<Refusal?> HandleAsync(ClientChannel channel, ReadOnlySpan<byte> frame, out long id);
}

/// <summary>All requests. Hot path: the commonest stands first.</summary>
internal sealed class RequestTable
{
    private readonly List<RequestRow> _rows = [];

    public IReadOnlyList<RequestRow> Rows => _rows;

    public RequestTable Add<T>(ChannelState state, RequestHandler<T> handler, bool isCommand = false)
        where T : class, IRequest<T>
    {
        _rows.Add(new Row<T>(state, handler, isCommand));
        return this;
    }

    public bool TryFind(ReadOnlySpan<byte> type, [NotNullWhen(true)] out RequestRow? found)
    {
        foreach (RequestRow row in _rows)
        {
            if (!type.SequenceEqual(row.WireBytes)) continue;
            found = row;
            return true;
        }
        found = null;
        return false;
    }

    private sealed class Row<T>(ChannelState state, RequestHandler<T> handler, bool isCommand) : RequestRow(T.WireName, state, isCommand)
        where T : class, IRequest<T>
    {
        public override ValueTask<Refusal?> HandleAsync(ClientChannel channel, ReadOnlySpan<byte> frame, out long id)
        {
            id = ContractReader.TryRead(frame, out T? request) ? request.Id : 0;
            // A request may not have the id 0: a refusal with it answers a line that could not be read.
            if (request is null || id == 0) return new(Refusal.BadRequest);
            ValueTask<Refusal?> handling = handler(channel, request);
            if (IsCommand && !(handling.IsCompletedSuccessfully && handling.Result is { IsUsage: true })) channel.IdleClock?.Restart();
            return handling;
        }
    }
}
