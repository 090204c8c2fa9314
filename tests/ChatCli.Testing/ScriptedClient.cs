using System.Buffers;
using System.Text;
using System.Text.Json;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Testing;

/// <summary>
/// Speaks the wire as a test tells it to, right or wrong. It reads only when asked to, so that it can also be a slow reader.
/// Used by one test at a time.
/// </summary>
public sealed class ScriptedClient(IByteConnection connection) : IDisposable
{
    /// <summary>How long any one step may take before the test fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const string Barrier = "barrier";

    private readonly FrameReader _reader = new(connection, 2 * Limits.MaxLine);
    private readonly List<string> _transcript = [];
    private readonly Queue<WireLine> _waiting = [];
    private long _lastId = 1000;
    private long _messages;

    /// <summary>Whether it acknowledges each message as soon as the test has read it.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>The bytes below.</summary>
    public IByteConnection Connection => connection;

    /// <summary>Every line received so far, as it came.</summary>
    public IReadOnlyList<string> Transcript => _transcript;

    /// <summary>Sends bytes as they are; false when the connection was lost.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes) => await connection.SendAsync(bytes).AsTask().WaitAsync(Patience);

    /// <summary>Sends text as it is, without a line end; false when the connection was lost.</summary>
    public Task<bool> SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends a line; false when the connection was lost.</summary>
    public Task<bool> SendLineAsync(string line) => SendAsync(line + "\n");

    /// <summary>Sends a request with the next id and returns that.</summary>
    public async Task<long> RequestAsync(string type, params (string Name, object? Value)[] fields)
    {
        long id = ++_lastId;
        await SendAsync(Request(id, type, fields));
        return id;
    }

    /// <summary>Sends a request and reads up to its answer. What comes before it is kept for <see cref="ReadAsync()"/>.</summary>
    public async Task<WireLine> AskAsync(string type, params (string Name, object? Value)[] fields)
    {
        long id = await RequestAsync(type, fields);
        return await ReadUpToAsync(line => line.Id == id);
    }

    /// <summary>Sends a line that is no request of its own id and reads up to the next error.</summary>
    public async Task<WireLine> RefusedLineAsync(string line)
    {
        await SendLineAsync(line);
        return await ReadUpToAsync(answer => answer.Type == "error");
    }

    /// <summary>The next line in the order of arrival; fails when there is none.</summary>
    public async Task<WireLine> ReadAsync() =>
        await TryReadAsync() ?? throw new InvalidOperationException($"The connection ended. {Received()}");

    /// <summary>The next line in the order of arrival; null at the end of the connection.</summary>
    public async Task<WireLine?> TryReadAsync() =>
        _waiting.TryDequeue(out WireLine? line) ? line : await ReadTextAsync() is { } text ? new WireLine(text) : null;

    /// <summary>The next line, JSON or not; null at the end of the connection. MUST NOT be used while lines are kept.</summary>
    public async Task<string?> ReadTextAsync()
    {
        while (true)
        {
            if (TryTakeLine() is { } line)
            {
                await AcknowledgeAsync(line);
                return line;
            }
            try
            {
                if (!await _reader.ReceiveAsync().AsTask().WaitAsync(Patience)) return null;
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"No line within {Patience.TotalSeconds:0} s. {Received()}");
            }
        }
    }

    /// <summary>So many lines in the order of arrival.</summary>
    public async Task<List<WireLine>> ReadAsync(int count)
    {
        var lines = new List<WireLine>(count);
        while (lines.Count < count) lines.Add(await ReadAsync());
        return lines;
    }

    /// <summary>
    /// Everything that the server has sent by now and that was not read yet. A round trip proves that there is no more: it asks
    /// for what no server knows, which is no command and changes nothing.
    /// </summary>
    public async Task<List<WireLine>> EventsAsync()
    {
        await AskAsync(Barrier);
        var events = _waiting.ToList();
        _waiting.Clear();
        return events;
    }

    /// <summary>
    /// The answer to a request that may have none; without one, the refusal of the barrier that was sent after it. What comes
    /// before is kept for <see cref="ReadAsync()"/>.
    /// </summary>
    public async Task<WireLine> ReadAnswerOrBarrierAsync(long id)
    {
        long barrier = await RequestAsync(Barrier);
        WireLine answer = await ReadUpToAsync(line => line.Id == id || line.Id == barrier);
        if (answer.Id == id) await ReadUpToAsync(line => line.Id == barrier);
        return answer;
    }

    /// <summary><see cref="EventsAsync"/> without receipts, each in short, separated by semicolons.</summary>
    public async Task<string> NewsAsync() => string.Join("; ", (await EventsAsync()).Where(line => line.Type != ReceiptEvent.WireName));

    /// <summary>
    /// What the receipts among <see cref="EventsAsync"/> say together, which throws the others away: for each recipient up to which number
    /// messages are delivered, and up to which stored. How many receipts say it depends on who was faster.
    /// </summary>
    public async Task<string> ReceiptsAsync()
    {
        var all = (await EventsAsync()).Where(line => line.Type == ReceiptEvent.WireName).GroupBy(line => line["to"]);
        return string.Join("; ", all.SelectMany(receipts =>
        {
            long delivered = UpTo(receipts, ReceiptState.Delivered), stored = UpTo(receipts, ReceiptState.Stored);
            return new[] { (N: delivered, State: ReceiptState.Delivered), (N: stored > delivered ? stored : 0, State: ReceiptState.Stored) }
                .Where(receipt => receipt.N > 0)
                .Select(receipt => $"{receipts.Key} {receipt.N} {receipt.State}");
        }));

        static long UpTo(IEnumerable<WireLine> receipts, string state) =>
            receipts.Where(line => line["state"] == state).Select(line => long.Parse(line["upTo"])).DefaultIfEmpty().Max();
    }

    /// <summary>Reads to the end of the connection.</summary>
    public async Task<List<WireLine>> ReadToEndAsync()
    {
        var lines = new List<WireLine>();
        while (await TryReadAsync() is { } line) lines.Add(line);
        return lines;
    }

    /// <summary>
    /// Ends the link without a log-out and reads to the end, which the server sends only after it has taken note.
    /// </summary>
    public async Task<List<WireLine>> HangUpAsync()
    {
        connection.EndSend();
        List<WireLine> rest = await ReadToEndAsync();
        connection.Close();
        return rest;
    }

    /// <summary>Ends the connection at once.</summary>
    public void Dispose() => connection.Close();

    /// <summary>The bytes of a request.</summary>
    public static byte[] Request(long id, string type, params (string Name, object? Value)[] fields)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteNumber("id", id);
            foreach ((string name, object? value) in fields)
            {
                json.WritePropertyName(name);
                switch (value)
                {
                    case null: json.WriteNullValue(); break;
                    case string text: json.WriteStringValue(text); break;
                    case bool yes: json.WriteBooleanValue(yes); break;
                    case int number: json.WriteNumberValue(number); break;
                    case long number: json.WriteNumberValue(number); break;
                    default: throw new ArgumentException($"cannot write a {value.GetType().Name}");
                }
            }
            json.WriteEndObject();
        }
        return [.. bytes.WrittenSpan, (byte)'\n'];
    }

    private async Task<WireLine> ReadUpToAsync(Func<WireLine, bool> isIt)
    {
        while (true)
        {
            string text = await ReadTextAsync() ?? throw new InvalidOperationException($"The connection ended. {Received()}");
            var line = new WireLine(text);
            if (isIt(line)) return line;
            _waiting.Enqueue(line);
        }
    }

    private async Task AcknowledgeAsync(string line)
    {
        if (!line.StartsWith("{\"type\":\"message\"", StringComparison.Ordinal)) return;
        _messages++;
        if (Acknowledges) await SendAsync(Request(++_lastId, AckRequest.WireName, ("count", _messages)));
    }

    private string? TryTakeLine()
    {
        switch (_reader.TryRead(out ReadOnlySpan<byte> frame))
        {
            case FrameStatus.Frame:
                string line = Encoding.UTF8.GetString(frame);
                _transcript.Add(line);
                return line;
            case FrameStatus.TooLong:
                throw new InvalidOperationException($"A line over the limit. {Received()}");
            default:
                return null;
        }
    }

    private string Received() => $"Received so far ({_transcript.Count} lines), the last ones:\n{string.Join('\n', _transcript.TakeLast(10))}";
}
