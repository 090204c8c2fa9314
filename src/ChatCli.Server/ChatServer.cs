using System.Collections.Concurrent;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Connections;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Features;
using ChatCli.Server.Hub;
using ChatCli.Server.Log;
using ChatCli.Server.Outbound;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Credentials;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server;

/// <summary>The server without its listener: puts the parts together and serves every connection that it is given.</summary>
internal sealed class ChatServer
{
    private readonly ConcurrentDictionary<ClientConnection, Task> _connections = [];
    private readonly TakenJournal _journal;
    private readonly UserDirectory _users;
    private readonly ChatHub _hub;
    private readonly LoginThrottle _throttle;
    private readonly OutboundMemory _memory;
    private readonly RequestDispatcher _dispatcher;
    private readonly TimeProvider _time;
    private readonly ServerOptions _options;
    private readonly ILogger _log;
    private Task _forgetting = Task.CompletedTask;
    private volatile bool _isStopping;

    private ChatServer(IChatStore store, IAccountStore accounts, TimeProvider time, ServerOptions options, ILogger log)
    {
        _time = time;
        _options = options;
        _log = log;
        _journal = new TakenJournal(store, time);
        _users = new UserDirectory(store, _journal, time);
        _throttle = new LoginThrottle(time, options.BlockDuration);
        Admission = new Admission(options.MaxConnections, options.MaxStrangers, log);
        _memory = new OutboundMemory(options.OutboundMemory);
        var asks = new PrivateAsks(time);
        _hub = new ChatHub(_users, store, asks, time, options);
        Requests = MakeTable(accounts, store, asks);
        _dispatcher = new RequestDispatcher(Requests);
        foreach (string name in accounts.List()) _users.GetOrAdd(name);
    }

    /// <summary>Who may be connected.</summary>
    public Admission Admission { get; }

    /// <summary>All requests that this server knows.</summary>
    public RequestTable Requests { get; }

    /// <summary>Makes a server and lets it remember what its store kept.</summary>
    public static async Task<ChatServer> CreateAsync(
        IChatStore store, IAccountStore accounts, TimeProvider time, ServerOptions options, ILogger log)
    {
        var server = new ChatServer(store, accounts, time, options, log);
        foreach (StoredBlock block in await store.ListBlocksAsync())
        {
            if (server._users.TryFind(block.Blocker, out User? blocker) && server._users.TryFind(block.Blocked, out User? blocked))
                server._hub.SetBlock(blocker, blocked, isBlocked: true);
        }
        foreach (StoredToken token in await store.ListTokensAsync())
        {
            if (!server._users.TryFind(token.User, out User? user)) continue;
            user.Token = token;
            if (token.IsOnline) server._hub.Restore(user);
        }
        // Takes a while where much is stored; nobody need wait for it.
        server._forgetting = server.ForgetStrangersAsync(store, accounts);
        return server;
    }

    /// <summary>Serves a connection that needs no gate until it ends, or closes it when there is no place for it; returns at once.</summary>
    public void Accept(IByteConnection connection)
    {
        if (Admission.Enter(connection) is { } visitor) Accept(new Arrival(connection, visitor));
    }

    /// <summary>Serves a connection until it ends; returns at once.</summary>
    public void Accept(Arrival arrival)
    {
        var client = new ClientConnection(arrival, _dispatcher, _hub, _memory, _time, _options, _log);
        // Added before it runs, so that a short one is removed after it was added.
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[client] = running.Task;
        _ = RunAsync(client, running);
        if (_isStopping) _hub.LetGo(client.Channel);
    }

    /// <summary>Follows accounts that were added, removed or given another password outside of this server.</summary>
    public void Follow(AccountChanges changes)
    {
        foreach (string name in changes.Added) _users.AddNew(name);
        foreach (string name in changes.Removed) _ = ForgetAsync(name);
        foreach (string name in changes.Repassworded) _ = _hub.VoidTokenAsync(name);
    }

    /// <summary>Does what an administrator asks for; completes with whether that is kept for good.</summary>
    public async Task<bool> CarryOutAsync(IReadOnlyList<AdminRequest> requests)
    {
        bool isKept = true;
        foreach ((AdminRequestKind kind, string name) in requests)
        {
            if (kind == AdminRequestKind.Unblock) _throttle.Forget(name);
            else isKept &= kind == AdminRequestKind.Void ? await _hub.VoidTokenAsync(name) : await ForgetAsync(name);
        }
        if (!isKept) return false;
        foreach (AdminRequest request in requests) Log(request);
        return true;
    }

    /// <summary>Tells every client and waits until all connections have ended, which takes at most about 3 s. The listener MUST have stopped.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        _hub.Stop();
        _log.Stopping(_connections.Count);
        foreach (ClientConnection client in _connections.Keys) _hub.LetGo(client.Channel);
        await Task.WhenAll(_connections.Values);
        await _journal.FlushAsync();
        await _forgetting;
        _journal.Dispose();
        _log.Stopped();
    }

    /// <summary>
    /// Has the store forget names that have no account any more. Where no name has one, it is more likely the wrong file of accounts, and
    /// all is kept.
    /// </summary>
    private async Task ForgetStrangersAsync(IChatStore store, IAccountStore accounts)
    {
        // Those at the start: somebody who registers with the wrong file may have chosen one of the names.
        HashSet<string> known = [.. accounts.List()];
        if (await store.ListUsersAsync() is not { Count: > 0 } names) return;
        if (names.Any(known.Contains))
        {
            if (await _users.ForgetStrangersAsync(names) is > 0 and int forgotten) _log.StrangersForgotten(forgotten);
        }
        else if (names.Count(name => !_users.TryFind(name, out _)) is > 0 and int kept)
        {
            _log.NobodyKnown(kept);
        }
    }

    private void Log(AdminRequest request)
    {
        switch (request.Kind)
        {
            case AdminRequestKind.Forget: _log.EarlierAccountDeleted(request.Name); break;
            case AdminRequestKind.Void: _log.PasswordChanged(request.Name); break;
            case AdminRequestKind.Unblock: _log.Unblocked(request.Name); break;
        }
    }

    private Task<bool> ForgetAsync(string name)
    {
        _throttle.Forget(name);
        return _hub.RemoveAsync(name);
    }

    private async Task RunAsync(ClientConnection client, TaskCompletionSource running)
    {
        await client.RunAsync();
        _connections.TryRemove(client, out _);
        running.SetResult();
    }

    private RequestTable MakeTable(IAccountStore accounts, IChatStore store, PrivateAsks asks)
    {
        const ChannelState NoHello = ChannelState.Connected, NoLogin = ChannelState.Greeted, Online = ChannelState.LoggedIn;
        var targets = new PrivateTargets(_users, _hub);
        var entrance = new Entrance(store, _journal);
        var rate = new MessageRate(_time, _options.MessageRate);
        var tries = new AddressThrottle(new Rate(_time, _options.TriesAtOnce, _options.TryTime), Refusal.TooManyTries);
        var newAccounts = new AddressThrottle(new Rate(_time, _options.AccountsAtOnce, _options.AccountTime), Refusal.TooManyAccounts);
        return new RequestTable()
            .Add<MessageRequest>(Online, new MessageHandler(_users, rate, _time).HandleAsync)
            .Add<AckRequest>(Online, AckHandler.HandleAsync)
            .Add<BroadcastRequest>(Online, new BroadcastHandler(_hub, rate, _time).HandleAsync, isCommand: true)
            .Add<WhoElseRequest>(Online, new WhoElseHandler(_hub).HandleAsync, isCommand: true)
            .Add<WhoElseSinceRequest>(Online, new WhoElseSinceHandler(_hub).HandleAsync, isCommand: true)
            .Add<BlockRequest>(Online, new BlockHandler(_users, _hub, store).HandleAsync, isCommand: true)
            .Add<UnblockRequest>(Online, new UnblockHandler(_users, _hub, store).HandleAsync, isCommand: true)
            .Add<StartPrivateRequest>(Online, new StartPrivateHandler(targets, asks).HandleAsync, isCommand: true)
            .Add<AnswerPrivateRequest>(Online, new AnswerPrivateHandler(_users, asks).HandleAsync, isCommand: true)
            .Add<CheckPrivateRequest>(Online, new CheckPrivateHandler(targets).HandleAsync, isCommand: true)
            .Add<ActiveRequest>(Online, ActiveHandler.HandleAsync, isCommand: true)
            .Add<PasswdRequest>(Online, new PasswdHandler(accounts, _hub).HandleAsync, isCommand: true)
            .Add<PingRequest>(Online, PingHandler.HandleAsync)
            .Add<LogoutRequest>(Online, new LogoutHandler(_hub).HandleAsync, isCommand: true)
            .Add<HelloRequest>(NoHello, new HelloHandler(_options).HandleAsync)
            .Add<AccountRequest>(NoLogin, new AccountHandler(_users).HandleAsync)
            .Add<LoginRequest>(NoLogin, new LoginHandler(_users, accounts, tries, _options).HandleAsync)
            .Add<ResponseRequest>(NoLogin, new ResponseHandler(_users, accounts, tries, _throttle, entrance, _hub).HandleAsync)
            .Add<RegisterRequest>(NoLogin, new RegisterHandler(_users, accounts, newAccounts, entrance, _hub).HandleAsync)
            .Add<ResumeRequest>(NoLogin, new ResumeHandler(_users, entrance, _hub).HandleAsync);
    }
}
