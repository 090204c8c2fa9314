using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Messages;

namespace ChatCli.Server.Dispatch;

/// <summary>Carries out one kind of request. Runs on a poll thread: it MUST NOT block. Null: done. What completes at once MUST be a plain value.</summary>
internal delegate ValueTask<Refusal?> RequestHandler<in T>(Session session, T request);

/// <summary>One row of the table: what a request looks like, when it is allowed, and who carries it out.</summary>
internal abstract class RequestRow(string wireName, SessionState state, bool isCommand)
{
    public string WireName => wireName;

    public byte[] WireBytes { get; } = Encoding.ASCII.GetBytes(wireName);

    /// <summary>How far the connection must have come, exactly.</summary>
    public SessionState State => state;

    /// <summary>Whether a person gave it: then it restarts the idle clock. Where only its handler knows that, the handler does it.</summary>
    public bool IsCommand => isCommand;

    /// <summary>Reads the request; throws <see cref="JsonException"/> when it is not one.</summary>
    public abstract ValueTask<Refusal?> HandleAsync(Session session, ReadOnlySpan<byte> frame, out long id);
}

/// <summary>All requests. Hot path: the commonest stands first.</summary>
internal sealed class RequestTable
{
    private readonly List<RequestRow> _rows = [];

    public IReadOnlyList<RequestRow> Rows => _rows;

    public RequestTable Add<T>(
        string wireName, JsonTypeInfo<T> typeInfo, SessionState state, RequestHandler<T> handler, bool isCommand = false)
        where T : class, IRequest
    {
        _rows.Add(new Row<T>(wireName, typeInfo, state, handler, isCommand));
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

    private sealed class Row<T>(
        string wireName, JsonTypeInfo<T> typeInfo, SessionState state, RequestHandler<T> handler, bool isCommand)
        : RequestRow(wireName, state, isCommand)
        where T : class, IRequest
    {
        public override ValueTask<Refusal?> HandleAsync(Session session, ReadOnlySpan<byte> frame, out long id)
        {
            id = 0;
            T request = JsonSerializer.Deserialize(frame, typeInfo) ?? throw new JsonException("null is no request");
            id = request.Id;
            // Where a line could not be read its refusal has the id 0.
            if (id == 0) return new(Refusal.BadRequest);
            ValueTask<Refusal?> handling = handler(session, request);
            if (IsCommand && !(handling.IsCompletedSuccessfully && handling.Result is { IsUsage: true })) session.IdleClock?.Restart();
            return handling;
        }
    }
}
