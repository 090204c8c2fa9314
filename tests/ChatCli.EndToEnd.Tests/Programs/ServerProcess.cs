using System.Globalization;
using System.Text;

namespace ChatCli.EndToEnd.Tests;

/// <summary>
/// The published server in a folder of its own, on a port that the system chooses, with all clients that were started for it. At the
/// end it must go in good order and have had nothing to complain about.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly ServerSettings _settings;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatcli-");
    private readonly List<IAsyncDisposable> _clients = [];
    private ProgramRun? _run;

    private ServerProcess(ServerSettings settings)
    {
        _settings = settings;
        File.WriteAllText(CredentialsPath, settings.Credentials, new UTF8Encoding(false));
    }

    public int Port { get; private set; }

    /// <summary>Of its key, as it says it itself.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>By what its clients know it.</summary>
    public string[] Trust => ["--fingerprint", Fingerprint];

    /// <summary>Where its clients remember things, apart from the clients of other tests.</summary>
    public (string Name, string Value)[] Folders => [("XDG_DATA_HOME", FolderOf("data-home")), ("XDG_STATE_HOME", FolderOf("state-home"))];

    /// <summary>The servers that its clients have come to know.</summary>
    public string KnownServersPath => Path.Combine(FolderOf("data-home"), "chatcli", "known-servers");

    public string CredentialsPath => Path.Combine(_folder.FullName, "credentials.txt");

    /// <summary>credentials.txt as it is now.</summary>
    public string Credentials => File.ReadAllText(CredentialsPath);

    /// <summary>Everything that it logged since it was started.</summary>
    public string Log => string.Join('\n', Run.Errors.All);

    private ProgramRun Run => _run ?? throw new InvalidOperationException("The server is not running.");

    public static async Task<ServerProcess> StartAsync(ServerSettings? settings = null)
    {
        var server = new ServerProcess(settings ?? new ServerSettings());
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it with the folder that it had before.</summary>
    public async Task StartAgainAsync(int port = 0)
    {
        string[] arguments =
        [
            $"{port}", $"{_settings.BlockDuration}", $"{_settings.Timeout}", "--bind", "127.0.0.1",
            "--data", "data", "--grace", $"{_settings.Grace}", "--log-level", _settings.LogLevel,
            "--iterations", $"{_settings.Iterations}", .. (string[])(_settings.KeepPlaintext ? ["--keep-plaintext"] : []),
            .. (string[])(_settings.Certificate is var (certificate, key) ? ["--tls-cert", certificate, "--tls-key", key] : []),
            .. (string[])(_settings.MessageRate is { } rate ? ["--message-rate", $"{rate}"] : []),
        ];
        string limits = (_settings.Descriptors is { } descriptors ? $"ulimit -n {descriptors}; " : "")
            + (_settings.FileBlocks is { } blocks ? $"ulimit -f {blocks}; " : "");
        _run = limits.Length > 0
            ? ProgramRun.Start("/bin/sh", ["-c", limits + "exec \"$0\" \"$@\"", Published.Server, .. arguments], _folder.FullName)
            : ProgramRun.Start(Published.Server, arguments, _folder.FullName);
        string[] words = (await WaitForLogAsync("listening on 127.0.0.1, port ")).Split(", port ")[1].Split("; key fingerprint ");
        Port = int.Parse(words[0], CultureInfo.InvariantCulture);
        Fingerprint = words[1];
    }

    /// <summary>The file of its certificate and key.</summary>
    public string Key => File.ReadAllText(Path.Combine(FolderOf("data"), "server.pem"));

    /// <summary>The server, which is not running, gets a new key when it is started again.</summary>
    public void RemoveKey() => File.Delete(Path.Combine(FolderOf("data"), "server.pem"));

    /// <summary>Reads on in the log until a line contains the text; the line.</summary>
    public async Task<string> WaitForLogAsync(string text)
    {
        try
        {
            while (await Run.Errors.NextAsync(ProgramRun.Patience) is { } line)
                if (line.Contains(text, StringComparison.Ordinal)) return line;
        }
        catch (TimeoutException)
        {
            // Said below.
        }
        throw Run.Transcript.Complaint($"The server does not log \"{text}\"");
    }

    /// <summary>Starts <c>chatcli PORT OPTIONS</c>, which shows its first prompt next.</summary>
    public ClientProcess Connect(params string[] options) => Connect(options, []);

    /// <summary>Starts a client with something in its environment.</summary>
    public ClientProcess Connect(string[] options, params (string Name, string Value)[] environment) =>
        Own(ClientProcess.Start([$"{Port}", .. Trust, .. options], [.. Folders, .. environment]));

    /// <summary>Starts <c>chatcli ARGUMENTS</c>, which is not told by what to know the server.</summary>
    public ClientProcess Start(string[] arguments, params (string Name, string Value)[] environment) =>
        Own(ClientProcess.Start(arguments, [.. Folders, .. environment]));

    /// <summary>Connects without a client.</summary>
    public async Task<RawClient> ConnectRawAsync() => Own(await RawClient.ConnectAsync(Port));

    /// <summary>Logs in without a client.</summary>
    public async Task<RawClient> LogInRawAsync(string name)
    {
        RawClient client = await ConnectRawAsync();
        await client.LogInAsync(name, Accounts.Password(name));
        return client;
    }

    /// <summary>Starts a client and logs in with it.</summary>
    public async Task<ClientProcess> LogInAsync(string name) => await LogInAsync(name, Accounts.Password(name));

    /// <inheritdoc cref="LogInAsync(string)"/>
    public async Task<ClientProcess> LogInAsync(string name, string password)
    {
        ClientProcess client = Connect();
        await client.ExpectNextAsync("Username:");
        await client.AskAsync(name, "Password:");
        await client.AskAsync(password, Welcome(name));
        return client;
    }

    /// <summary>Starts clients and logs in with them one after the other; those before see those after come.</summary>
    public async Task<ClientProcess[]> LogInAllAsync(params string[] names)
    {
        List<ClientProcess> clients = [];
        foreach (string name in names)
        {
            ClientProcess client = await LogInAsync(name);
            foreach (ClientProcess before in clients) await before.ExpectNextAsync($"{name} logged in");
            clients.Add(client);
        }
        return [.. clients];
    }

    /// <summary>What a client shows first when it is logged in.</summary>
    public static string Welcome(string name) => $"Welcome to ChatCli, {name}! Type help for the commands.";

    /// <summary>Changes how many file descriptors it may have, while it runs. On Linux alone.</summary>
    public async Task LimitDescriptorsAsync(int limit)
    {
        await using ProgramRun change = ProgramRun.Start("prlimit", ["--pid", $"{Run.ProcessId}", $"--nofile={limit}:"]);
        int status = await change.ExitStatusAsync();
        if (status != 0) throw change.Transcript.Complaint($"prlimit ended with status {status}");
    }

    /// <summary>Asks it to stop, which it must do in good order.</summary>
    public async Task StopAsync(int signal = Signals.Terminate)
    {
        Run.Signal(signal);
        int status = await Run.ExitStatusAsync();
        if (status != 0) throw Run.Transcript.Complaint($"The server ended with status {status}");
        await EndAsync();
    }

    /// <summary>Kills it.</summary>
    public async Task KillAsync()
    {
        Run.Signal(Signals.Kill);
        await Run.ExitStatusAsync();
        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (IAsyncDisposable client in _clients) await client.DisposeAsync();
            if (_run is not null) await StopAsync();
        }
        finally
        {
            if (_run is not null) await _run.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }

    private async Task EndAsync()
    {
        ProgramRun run = Run;
        _run = null;
        await run.DisposeAsync();
        bool complained = run.Errors.All.Any(line =>
            line.Contains("Z error ", StringComparison.Ordinal) || line.Contains("Z critical ", StringComparison.Ordinal)
            || line.Contains("nhandled", StringComparison.Ordinal) || line.StartsWith("   at ", StringComparison.Ordinal));
        if (complained && !_settings.AllowsErrors) throw run.Transcript.Complaint("The server had an error of its own");
    }

    private string FolderOf(string what) => Path.Combine(_folder.FullName, what);

    private T Own<T>(T client)
        where T : IAsyncDisposable
    {
        _clients.Add(client);
        return client;
    }
}
