namespace ChatCli.EndToEnd.Tests;

/// <summary>The published client as a line tool: what is sent is what a person types, what is expected is what a person sees.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    /// <summary>What the barrier of <see cref="ExpectNothingMoreAsync"/> is answered with.</summary>
    private const string BarrierAnswer = "Error: there is no such user";

    private readonly ProgramRun _run;

    private ClientProcess(ProgramRun run) => _run = run;

    public int ProcessId => _run.ProcessId;

    /// <summary>Everything that it wrote to standard output so far.</summary>
    public IReadOnlyList<string> Output => _run.Output.All;

    /// <summary>Everything that it wrote to standard error so far.</summary>
    public IReadOnlyList<string> Errors => _run.Errors.All;

    /// <summary>Starts <c>chatcli ARGUMENTS</c>.</summary>
    public static ClientProcess Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        new(ProgramRun.Start(Published.Client, arguments, null, environment));

    /// <summary>Types lines, one after the other.</summary>
    public async Task SendAsync(params string[] lines)
    {
        foreach (string line in lines) await _run.SendAsync(line);
    }

    /// <summary>Writes bytes as they are.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> bytes) => _run.WriteAsync(bytes);

    /// <summary>No more lines come.</summary>
    public void EndInput() => _run.EndInput();

    /// <summary>The next line, whatever it is.</summary>
    public async Task<string> NextAsync(string? expected = null)
    {
        try
        {
            return await _run.Output.NextAsync(ProgramRun.Patience)
                ?? throw _run.Transcript.Complaint($"The client ended instead of showing {expected ?? "another line"}");
        }
        catch (TimeoutException)
        {
            throw _run.Transcript.Complaint($"The client does not show {expected ?? "another line"}");
        }
    }

    /// <summary>Reads on until the line comes.</summary>
    public async Task ExpectAsync(string line)
    {
        while (await NextAsync(line) != line)
        {
            // Something else that the test does not look at.
        }
    }

    /// <summary>The very next lines are these.</summary>
    public async Task ExpectNextAsync(params string[] lines)
    {
        foreach (string line in lines)
        {
            string next = await NextAsync(line);
            if (next != line) throw _run.Transcript.Complaint($"The client shows \"{next}\" instead of \"{line}\"");
        }
    }

    /// <summary>The very next lines are these, in any order.</summary>
    public async Task ExpectNextInAnyOrderAsync(params string[] lines)
    {
        List<string> missing = [.. lines];
        while (missing.Count > 0)
        {
            string next = await NextAsync(string.Join(" | ", missing));
            if (missing.Remove(next)) continue;
            throw _run.Transcript.Complaint($"The client shows \"{next}\" instead of one of: {string.Join(" | ", missing)}");
        }
    }

    /// <summary>
    /// Nothing is on the way to this client: a round trip to the server brings nothing but its own answer. What others do before this
    /// call must have reached the server, which their own round trip shows.
    /// </summary>
    public async Task ExpectNothingMoreAsync()
    {
        await SendAsync("message nobody barrier");
        await ExpectNextAsync(BarrierAnswer);
    }

    /// <summary>A round trip: everything typed before it was carried out. Other lines that come meanwhile are passed over.</summary>
    public async Task RoundTripAsync()
    {
        await SendAsync("message nobody barrier");
        await ExpectAsync(BarrierAnswer);
    }

    /// <summary>Types a line and expects the very next lines.</summary>
    public async Task AskAsync(string line, params string[] answer)
    {
        await SendAsync(line);
        await ExpectNextAsync(answer);
    }

    /// <summary>Types <c>logout</c> and waits for the end, which must be a good one.</summary>
    public async Task LogOutAsync()
    {
        await AskAsync("logout", "logged out");
        int status = await ExitStatusAsync();
        if (status != 0) throw _run.Transcript.Complaint($"The client ended with status {status} after a log-out");
    }

    /// <summary>The exit status; all lines that were expected to come must have been taken by then.</summary>
    public async Task<int> ExitStatusAsync(TimeSpan? patience = null)
    {
        int status = await _run.ExitStatusAsync(patience);
        if (await _run.Output.NextAsync(ProgramRun.Patience) is not { } more) return status;
        throw _run.Transcript.Complaint($"The client also showed \"{more}\"");
    }

    public void Kill() => _run.Signal(Signals.Kill);

    public void Signal(int signal) => _run.Signal(signal);

    public ValueTask DisposeAsync() => _run.DisposeAsync();
}
