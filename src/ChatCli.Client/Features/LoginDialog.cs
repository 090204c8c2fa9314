using ChatCli.Client.Link;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>A log-in, or the reason why there is none.</summary>
/// <param name="Link">After its welcome; null when the client is to end.</param>
/// <param name="Secret">Logs the user in again; null when the client is to end.</param>
/// <param name="Problem">For the person, when it was not shown yet.</param>
internal sealed record LoginResult(ServerLink? Link, LoginSecret? Secret, Notice? Problem = null);

/// <summary>Asks for name and password until the user is logged in, or there is no point in asking again.</summary>
/// <param name="screen">Where is asked.</param>
/// <param name="connector">Connects again when the server has closed the connection while the person was thinking.</param>
/// <param name="authentication">Logs in and registers.</param>
/// <param name="trust">Whether the server has proved itself; null: not encrypted.</param>
/// <param name="user">The name, when it is given already.</param>
/// <param name="password">The password, when it is given already: it is tried once.</param>
internal sealed class LoginDialog(
    IUserInterface screen, ServerConnector connector, Authentication authentication, ServerTrust? trust, string? user, string? password)
{
    /// <summary>So often the server may ask a script to slow down.</summary>
    private const int MostWaits = 5;

    private enum Next
    {
        AskName,
        LoggedIn,
        Leave,
    }

    private ServerLink? _link;
    private Notice? _problem;
    private LoginSecret? _secret;
    private bool _gavePassword;

    /// <summary>Runs the dialog over a link that was greeted.</summary>
    public async Task<LoginResult> RunAsync(ServerLink link, CancellationToken cancellation)
    {
        _link = link;
        try
        {
            string? given = user;
            Next next;
            do
            {
                string? typed = given ?? await screen.ReadLineAsync(Question.Name, cancellation);
                given = null;
                if (typed is null) break;
                next = await TryNameAsync(typed.Trim(), cancellation);
                if (next == Next.LoggedIn) return new LoginResult(_link, _secret);
            }
            while (next == Next.AskName);
        }
        catch (OperationCanceledException)
        {
            // Told to stop while asking.
        }
        _link?.Close();
        return new LoginResult(null, null, _problem);
    }

    private async Task<Next> TryNameAsync(string name, CancellationToken cancellation)
    {
        if (!AccountRules.IsName(name)) return Refused(new InputRefused(InputFault.InvalidName));
        IReply? reply = await AskAsync(
            async link => new AuthenticationResult(await AskAccountAsync(link, name, cancellation)), cancellation);
        return reply switch
        {
            AccountReply { Exists: true } => await LogInAsync(name, cancellation),
            // A script that does not know that its name was refused goes on with what is no name at all.
            AccountReply when _gavePassword && !screen.CanAsk => LeaveWithoutAccount(name),
            AccountReply => await RegisterAsync(name, cancellation),
            ErrorReply { Code: ErrorCode.InvalidName } error => Refused(new LoginRefused(error.Code, error.Text)),
            _ => Leave(reply),
        };
    }

    private Task<Next> LogInAsync(string name, CancellationToken cancellation) => TryPasswordsAsync(
        name, () => screen.ReadLineAsync(Question.Password, cancellation).AsTask(),
        (link, secret, _) => authentication.LogInAsync(link, secret, cancellation), cancellation);

    private async Task<Next> RegisterAsync(string name, CancellationToken cancellation)
    {
        screen.Show(new AccountIsNew(name));
        if (trust?.Unproven is { } key)
        {
            screen.Show(new AccountAtUnproven(key));
            // Nobody is there who could stop.
            if (!screen.CanAsk)
            {
                _problem = new AccountNeedsKey(key);
                return Next.Leave;
            }
        }
        return await TryPasswordsAsync(
            name, () => ChooseAsync(cancellation),
            (link, secret, chosen) => authentication.RegisterAsync(link, secret, chosen, cancellation), cancellation);
    }

    /// <summary>Asks for a password and tries it, until one does or there is no point in another one.</summary>
    private async Task<Next> TryPasswordsAsync(
        string name, Func<Task<string?>> ask, Func<ServerLink, LoginSecret, string, Task<AuthenticationResult>> attempt, CancellationToken cancellation)
    {
        while (true)
        {
            string? given = password ?? await ask();
            if (given is null) return Next.Leave;
            if (!AccountRules.IsPassword(given))
            {
                screen.Show(new InputRefused(InputFault.InvalidPassword));
                if (password is not null) return Next.Leave;
                continue;
            }
            LoginSecret secret = _secret = new LoginSecret(name, given);
            IReply? reply = await AskPatientlyAsync(link => attempt(link, secret, given), cancellation);
            switch (reply)
            {
                case WelcomeReply:
                    return Next.LoggedIn;
                case ErrorReply { Code: ErrorCode.WrongPassword or ErrorCode.SlowDown } error when password is null:
                    screen.Show(new LoginRefused(error.Code, error.Text));
                    continue;
                case ErrorReply { Code: ErrorCode.AlreadyOnline or ErrorCode.UnknownUser or ErrorCode.NameTaken or ErrorCode.InvalidName } error:
                    return Refused(new LoginRefused(error.Code, error.Text));
                default:
                    return Leave(reply);
            }
        }
    }

    private async Task<string?> ChooseAsync(CancellationToken cancellation)
    {
        while (true)
        {
            string? chosen = await screen.ReadLineAsync(Question.ChosenPassword, cancellation);
            if (chosen is null || !screen.IsTerminal || !AccountRules.IsPassword(chosen)) return chosen;
            string? repeated = await screen.ReadLineAsync(Question.ChosenPasswordAgain, cancellation);
            if (repeated is null) return null;
            if (repeated == chosen) return chosen;
            screen.Show(new InputRefused(InputFault.PasswordsDiffer));
        }
    }

    /// <summary>Another name is to be asked for, unless a script gave the password: then nobody is there to answer.</summary>
    private Next Refused(Notice why)
    {
        screen.Show(why);
        _gavePassword = _secret is not null;
        return password is null ? Next.AskName : Next.Leave;
    }

    private Next LeaveWithoutAccount(string name)
    {
        _problem = new AccountMissing(name);
        return Next.Leave;
    }

    /// <summary>There is no point in asking again; a reply that says why is shown.</summary>
    private Next Leave(IReply? reply)
    {
        if (reply is ErrorReply error) screen.Show(new LoginRefused(error.Code, error.Text));
        else if (reply is not null) _problem = new UndecodableReceived(reply.Type);
        return Next.Leave;
    }

    /// <summary>Asks the server, and again later where it asks a script to slow down: the next line of one is no password.</summary>
    private async Task<IReply?> AskPatientlyAsync(Func<ServerLink, Task<AuthenticationResult>> ask, CancellationToken cancellation)
    {
        for (int waits = 0; ; waits++)
        {
            IReply? reply = await AskAsync(ask, cancellation);
            bool isForScript = password is not null || !screen.CanAsk;
            if (!isForScript || waits == MostWaits || reply is not ErrorReply { Code: ErrorCode.SlowDown, Retry: > 0 and var wait }) return reply;
            await connector.PauseAsync(TimeSpan.FromMilliseconds(wait), cancellation);
        }
    }

    /// <summary>
    /// Asks the server; null when it cannot be reached or the client breaks off. A connection that was lost meanwhile is silently replaced, once.
    /// </summary>
    private async Task<IReply?> AskAsync(Func<ServerLink, Task<AuthenticationResult>> ask, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < 2; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_link is null)
            {
                ConnectResult connected = await connector.ConnectAsync(cancellation);
                (_link, _problem) = (connected.Link, connected.Problem);
            }
            if (_link is null) break;

            AuthenticationResult result = await ask(_link);
            _problem = result.Fault;
            if (result.Reply is not null || result.Fault is not null) return result.Reply;
            _link.Close();
            _link = null;
        }
        cancellation.ThrowIfCancellationRequested();
        _problem ??= new ConnectionLost(IsReconnecting: false);
        return null;
    }

    private Task<IReply?> AskAccountAsync(ServerLink link, string name, CancellationToken cancellation)
    {
        // {"type":"account","id":2,"name":"ann"}
        var request = new AccountRequest(connector.Instance.NextId(), name);
        link.Send(request);
        return connector.ReplyAsync(link, request.Id, cancellation);
    }
}
