using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Load;

/// <summary>The state of a trial at one moment.</summary>
/// <param name="Time">On the clock of <see cref="Stopwatch"/>.</param>
/// <param name="Delivered">Messages so far.</param>
/// <param name="ServerSeconds">Processor time of the server.</param>
/// <param name="GeneratorSeconds">Processor time of this process.</param>
/// <param name="MachineSeconds">Processor time of everything on the machine.</param>
internal readonly record struct Sample(long Time, long Delivered, double ServerSeconds, double GeneratorSeconds, double MachineSeconds);

/// <summary>
/// One load against one freshly started server: logs its users in, measures, verifies the counts.
/// The main thread owns it and waits; the event thread does the work and reports here.
/// </summary>
internal sealed class Trial : IDisposable
{
    private const int LoginsAtOnce = 64;
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    private readonly CancellationToken _cancellation;
    private readonly ServerProcess _server;
    private Client?[] _clients;
    private readonly IPEndPoint _endPoint;
    private int _opened;
    private long _loggedIn;
    private long _lastLogin;
    private long _answered;
    private long _presence;
    private volatile bool _beginning;
    private volatile bool _ending;
    private volatile string? _failure;

    public Trial(Traffic traffic, Setting setting)
    {
        _cancellation = setting.Cancellation;
        Dialect = setting.Dialect;
        Traffic = traffic;
        _clients = new Client?[traffic.Users];
        _server = Dialect.StartServer(traffic.Users, setting);
        _endPoint = new IPEndPoint(IPAddress.Loopback, _server.Port);
    }

    public Dialect Dialect { get; }

    public Traffic Traffic { get; }

    public ServerProcess Server => _server;

    /// <summary>How many users are logged in.</summary>
    public int Users => _clients.Length;

    /// <summary>How many lines have told that somebody came or went.</summary>
    public long Presence => Volatile.Read(ref _presence);

    /// <summary>Logs all users in, or as many as there is time for, and returns how long the logins took.</summary>
    public TimeSpan LogIn(TimeSpan? limit = null)
    {
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < LoginsAtOnce; i++) OpenNext();
        Wait(() => Volatile.Read(ref _loggedIn) == _clients.Length || Stopwatch.GetElapsedTime(began) > limit, "log in");
        if (Volatile.Read(ref _loggedIn) < _clients.Length) CutShort();
        TimeSpan time = Stopwatch.GetElapsedTime(began, Volatile.Read(ref _lastLogin));
        Settle();
        return time;
    }

    /// <summary>Runs the load, and returns the state at the beginning and at the end of the measured time.</summary>
    public (Sample Begin, Sample End) Measure(TimeSpan time, Action? onBegin = null, Action? onEnd = null)
    {
        // The users begin on the event thread, each with its answer.
        _beginning = true;
        RoundTrip();
        _beginning = false;

        Pass(WarmUp < time ? WarmUp : time);
        onBegin?.Invoke();
        Sample begin = TakeSample();
        Pass(time);
        Sample end = TakeSample();
        onEnd?.Invoke();

        Traffic.Stop();
        Wait(() => Traffic.Delivered >= Traffic.Expected && Traffic.AllAnswered, "deliver everything");
        Verify();
        return (begin, end);
    }

    /// <summary>Fails when anything was delivered but not sent.</summary>
    public void Verify()
    {
        RoundTrip();
        if (Traffic.Delivered != Traffic.Expected || !Traffic.AllAnswered)
            throw new LoadFailedException($"{Traffic.Delivered} messages received, {Traffic.Expected} expected");
    }

    /// <summary>The first failure counts; the main thread sees it at its next look.</summary>
    public void Fail(string reason)
    {
        if (!_ending) _failure ??= reason;
    }

    /// <summary>A user has logged in; the next one connects.</summary>
    public void LoggedIn()
    {
        Volatile.Write(ref _lastLogin, Stopwatch.GetTimestamp());
        Volatile.Write(ref _loggedIn, _loggedIn + 1);
        OpenNext();
    }

    /// <summary>A user has the answer of its round trip.</summary>
    public void Answered(Client client)
    {
        if (_beginning) Traffic.Begin(client);
        Volatile.Write(ref _answered, _answered + 1);
    }

    /// <summary>Somebody came or went.</summary>
    public void CountPresence() => Volatile.Write(ref _presence, _presence + 1);

    public void Dispose()
    {
        _ending = true;
        // First the server: it should not tell thousands of users that thousands are leaving.
        _server.Dispose();
        foreach (Client? client in _clients) client?.Close();
    }

    private void OpenNext()
    {
        int user = Interlocked.Increment(ref _opened) - 1;
        if (user >= _clients.Length || _ending) return;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(_endPoint);
            if (Dialect.IsEncrypted) _ = EncryptAsync(new SocketConnection(socket), socket, user);
            else LogIn(new Client(socket, null, this, user));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            socket.Dispose();
            Fail($"user {user} cannot connect: {e.Message}");
        }
    }

    private async Task EncryptAsync(SocketConnection connection, Socket socket, int user)
    {
        (TlsConnection? encrypted, TlsFailure failure) = await TlsConnection.ConnectAsync(connection, "localhost", static _ => true, _cancellation);
        if (encrypted is not null) LogIn(new Client(socket, encrypted, this, user));
        else Fail($"user {user} cannot encrypt: {failure}");
    }

    private void LogIn(Client client)
    {
        _clients[client.User] = client;
        client.LogIn();
    }

    // Whoever has begun to log in still does; nobody else comes.
    private void CutShort()
    {
        int opened = Math.Min(Interlocked.Exchange(ref _opened, _clients.Length), _clients.Length);
        Wait(() => Volatile.Read(ref _loggedIn) == opened, "log in");
        Array.Resize(ref _clients, opened);
    }

    // What the logins made the server tell everybody has arrived when two round trips in a row bring nothing more.
    private void Settle()
    {
        long before;
        RoundTrip();
        do
        {
            before = Presence;
            RoundTrip();
        }
        while (Presence != before);
    }

    private void RoundTrip()
    {
        long all = Volatile.Read(ref _answered) + _clients.Length;
        foreach (Client? client in _clients) client!.Ask(Dialect.RoundTrip(client.User));
        Wait(() => Volatile.Read(ref _answered) >= all, "answer");
    }

    private void Pass(TimeSpan time)
    {
        long began = Stopwatch.GetTimestamp();
        Wait(() => Stopwatch.GetElapsedTime(began) >= time, "deliver");
    }

    private void Wait(Func<bool> done, string what)
    {
        long began = Stopwatch.GetTimestamp();
        long moved = began;
        long seen = Progress();
        while (!done())
        {
            Thread.Sleep(1);
            _cancellation.ThrowIfCancellationRequested();
            if (_failure is { } failure) throw new LoadFailedException(Explained(failure));
            long progress = Progress();
            if (progress != seen)
            {
                seen = progress;
                moved = Stopwatch.GetTimestamp();
            }
            if (Stopwatch.GetElapsedTime(moved) > StallLimit || Stopwatch.GetElapsedTime(began) > WaitLimit)
                throw new LoadFailedException(Stalled(what));
        }
    }

    private string Explained(string failure)
    {
        // A server that ends closes its connections first.
        Thread.Sleep(100);
        return _server.Ended() is { } reason ? $"{failure}\n{reason}" : failure;
    }

    private string Stalled(string what) =>
        $"{Dialect.Name} did not {what} in time: {Volatile.Read(ref _loggedIn)} of {_clients.Length} logged in, "
        + $"{Traffic.Delivered} of {Traffic.Expected} messages received";

    private long Progress() =>
        Volatile.Read(ref _loggedIn) + Volatile.Read(ref _answered) + Presence + Traffic.Delivered;

    private Sample TakeSample() => new(
        Stopwatch.GetTimestamp(),
        Traffic.Delivered,
        _server.ProcessorSeconds(),
        ProcessorTime.OfProcess(Environment.ProcessId),
        ProcessorTime.OfMachine());
}
