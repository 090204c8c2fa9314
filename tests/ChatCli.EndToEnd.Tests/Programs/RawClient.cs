using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ChatCli.Protocol.Scram;
using ChatCli.Testing;

namespace ChatCli.EndToEnd.Tests;

/// <summary>A connection to the server that speaks the wire itself: for what no client would do, and for many of them at once.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;
    private readonly Transcript _transcript = new("a connection");
    private int _lastId;
    private int _messages;

    private RawClient(Socket socket)
    {
        _socket = socket;
        _reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
    }

    /// <param name="port">The server's.</param>
    /// <param name="receiveBuffer">How many bytes this machine takes for it without being read.</param>
    public static async Task<RawClient> ConnectAsync(int port, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size) socket.ReceiveBufferSize = size;
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RawClient(socket);
    }

    /// <summary>Says hello and logs in.</summary>
    public async Task LogInAsync(string name, string password)
    {
        await GreetAsync();
        JsonElement answer = await TryLogInAsync(name, password);
        if (answer.GetProperty("type").GetString() != "welcome") throw _transcript.Complaint("The answer is no welcome");
    }

    /// <summary>Tries to log in, after hello; the welcome, or the refusal.</summary>
    public async Task<JsonElement> TryLogInAsync(string name, string password)
    {
        var exchange = new ScramClient(name, null);
        // {"type":"login","id":2,"mechanism":"SCRAM-SHA-256","data":"n,,n=ann,r=..."}
        JsonElement challenge = await AskAsync("login", $"\"mechanism\":\"{exchange.Mechanism}\",\"data\":\"{exchange.FirstMessage}\"");
        if (challenge.GetProperty("type").GetString() != "challenge") return challenge;
        if (exchange.ReadChallenge(challenge.GetProperty("data").GetString()!) is { } fault) throw _transcript.Complaint($"The challenge is wrong: {fault}");
        string final = exchange.Respond(Passwords.Keys(password, exchange.Salt, exchange.Iterations));
        // {"type":"response","id":3,"data":"c=...,r=...,p=..."}
        JsonElement answer = await AskAsync("response", $"\"data\":\"{final}\"");
        bool isWelcome = answer.GetProperty("type").GetString() == "welcome";
        if (isWelcome && exchange.Check(answer.GetProperty("data").GetString()) is not null) throw _transcript.Complaint("The server does not know the account");
        return answer;
    }

    /// <summary>Says hello and makes an account.</summary>
    public async Task RegisterAsync(string name, string password)
    {
        await GreetAsync();
        // {"type":"register","id":2,"name":"ann","verifier":"SCRAM-SHA-256$..."}
        await RequestAsync("register", $"\"name\":\"{name}\",\"verifier\":\"{Passwords.Verifier(password)}\"", "welcome");
    }

    /// <summary>Says hello.</summary>
    public Task GreetAsync() => RequestAsync("hello", "\"version\":1", "greeting");

    /// <summary>Sends a request and reads on until its answer, which must be of the given type; the answer.</summary>
    public async Task<JsonElement> RequestAsync(string type, string properties, string answerType)
    {
        JsonElement answer = await AskAsync(type, properties);
        if (answer.GetProperty("type").GetString() == answerType) return answer;
        throw _transcript.Complaint($"The answer is no {answerType}");
    }

    /// <summary>Sends a request and reads on until its answer, whatever that is.</summary>
    public async Task<JsonElement> AskAsync(string type, string properties)
    {
        int id = ++_lastId;
        await SendAsync($"{{\"type\":\"{type}\",\"id\":{id}{(properties.Length > 0 ? "," : "")}{properties}}}");
        while (true)
        {
            JsonElement answer = await NextJsonAsync();
            if (answer.TryGetProperty("id", out JsonElement of) && of.GetInt64() == id) return answer;
        }
    }

    /// <summary>Sends a line.</summary>
    public Task SendAsync(string line)
    {
        _transcript.Note(">", line.Length > 300 ? line[..300] : line);
        return WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes)..];
    }

    /// <summary>The next line; null when the server has closed the connection.</summary>
    public async Task<string?> NextAsync()
    {
        try
        {
            string? line = await _reader.ReadLineAsync().WaitAsync(ProgramRun.Patience);
            _transcript.Note("<", line ?? "(end)");
            if (line is not null) await AcknowledgeAsync(line);
            return line;
        }
        catch (IOException)
        {
            // Reset: closed with something of ours unread.
            _transcript.Note("<", "(reset)");
            return null;
        }
        catch (TimeoutException)
        {
            throw _transcript.Complaint("The server says nothing");
        }
    }

    /// <summary>The next line, which must be there.</summary>
    public async Task<JsonElement> NextJsonAsync()
    {
        string line = await NextAsync() ?? throw _transcript.Complaint("The server has closed the connection");
        return JsonDocument.Parse(line).RootElement.Clone();
    }

    /// <summary>Reads on until a line of a type comes; the line.</summary>
    public async Task<JsonElement> ReadToAsync(string type, Func<JsonElement, bool>? fits = null)
    {
        while (true)
        {
            JsonElement next = await NextJsonAsync();
            if (next.GetProperty("type").GetString() == type && (fits is null || fits(next))) return next;
        }
    }

    /// <summary>Reads on until the server closes; the lines until then.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        List<string> lines = [];
        while (await NextAsync() is { } line) lines.Add(line);
        return lines;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Says that a message has been shown, as every client does.</summary>
    private async Task AcknowledgeAsync(string line)
    {
        if (!line.StartsWith("{\"type\":\"message\"", StringComparison.Ordinal)) return;
        try
        {
            // {"type":"ack","id":3,"count":1}
            await SendAsync($"{{\"type\":\"ack\",\"id\":{++_lastId},\"count\":{++_messages}}}");
        }
        catch (SocketException)
        {
            // The server has closed: reading on says so.
        }
    }
}
