using ChatCli.Protocol.Files;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// What an administrator does with the accounts of a credentials.txt, also while a server uses it. Everything throws a <see cref="StoreException"/> that
/// says why it was not done, and returns the exit status otherwise.
/// </summary>
internal sealed class AccountMaintenance(string path, TextWriter output)
{
    private const int PollMilliseconds = 50;

    /// <summary>A server looks every second.</summary>
    private static readonly TimeSpan ServerPatience = TimeSpan.FromSeconds(5);

    /// <summary>Makes an account.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="choosePassword">Asks for the password, once the name is known to be a good one.</param>
    /// <param name="iterations">How slowly its keys are derived.</param>
    public int Add(string name, Func<string> choosePassword, int iterations)
    {
        if (!AccountRules.IsName(name)) throw new StoreException("a name is 1 to 32 printable ASCII characters without spaces");
        Check(List(), name, isThere: false);
        ScramVerifier verifier = ScramVerifier.Create(choosePassword(), iterations);
        Locked(held =>
        {
            while (true)
            {
                byte[] content = held.Read();
                Check(Parse(content), name, isThere: false);
                // First: who had the name before has lost the line, and what is left of that account is nobody's.
                held.Requests.Add(new AdminRequest(AdminRequestKind.Forget, name));
                if (held.TryReplace(content, CredentialsFormat.Append(content, name, verifier))) return;
            }
        });
        Say($"{name}: account created");
        return 0;
    }

    /// <summary>Gives an account another password.</summary>
    /// <inheritdoc cref="Add"/>
    public int ChangePassword(string name, Func<string> choosePassword, int iterations)
    {
        Check(List(), name, isThere: true);
        ScramVerifier verifier = ScramVerifier.Create(choosePassword(), iterations);
        Locked(held =>
        {
            while (true)
            {
                byte[] content = held.Read();
                Check(Parse(content), name, isThere: true);
                // First: no token from before may outlive the password, whoever dies when.
                held.Requests.Add(new AdminRequest(AdminRequestKind.Void, name));
                var changed = new Dictionary<string, ScramVerifier> { [name] = verifier };
                if (held.TryReplace(content, CredentialsFormat.Replace(content, changed))) return;
            }
        });
        Say($"{name}: password changed");
        return 0;
    }

    /// <summary>Takes an account out of the file; a server, now or when it is started, deletes what belongs to it.</summary>
    public int Remove(string name)
    {
        Locked(held =>
        {
            byte[] content;
            do
            {
                content = held.Read();
                Check(Parse(content), name, isThere: true);
            }
            while (!held.TryReplace(content, CredentialsFormat.Remove(content, name)));
            // Last: nobody's messages are deleted while the account is there. Should this be missed, the server misses the line.
            held.Requests.Add(new AdminRequest(AdminRequestKind.Forget, name));
        });
        Say($"{name}: account removed");
        return 0;
    }

    /// <summary>Has the running server end the block-out of a name, and waits until it has.</summary>
    public int Unblock(string name)
    {
        var request = new AdminRequest(AdminRequestKind.Unblock, name);
        Locked(held =>
        {
            Check(Parse(held.Read()), name, isThere: true);
            held.Requests.Add(request);
        });
        long deadline = Environment.TickCount64 + (long)ServerPatience.TotalMilliseconds;
        while (AdminRequestFile.MayHaveSome(path) && Environment.TickCount64 < deadline) Thread.Sleep(PollMilliseconds);
        bool isDone = true;
        Locked(held =>
        {
            isDone = !held.Requests.List().Contains(request);
            if (!isDone) held.Requests.Remove(request);
        });
        if (!isDone) throw new StoreException($"no server is running with {path}: nobody is blocked");
        Say($"{name}: unblocked");
        return 0;
    }

    /// <summary>Shows who has an account, and whether the password can be read in the file.</summary>
    public int ShowList()
    {
        foreach ((string name, string secret) in List().OrderBy(account => account.Key, StringComparer.Ordinal))
            output.WriteLine($"{name} {(secret.StartsWith(ScramVerifier.Prefix, StringComparison.Ordinal) ? "verifier" : "plain")}");
        return 0;
    }

    private void Say(string done)
    {
        try
        {
            output.WriteLine(done);
        }
        catch (OutputException e)
        {
            throw new OutputException($"{done}, but {e.Message}");
        }
    }

    private Dictionary<string, string> List()
    {
        try
        {
            return Parse(File.Exists(path) ? File.ReadAllBytes(path) : []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"cannot read {path}: {e.Message}");
        }
    }

    private Dictionary<string, string> Parse(byte[] content)
    {
        (Dictionary<string, string>? accounts, string? error) = CredentialsFormat.Parse(content);
        return accounts ?? throw new StoreException($"{path}, {error}");
    }

    private void Check(Dictionary<string, string> accounts, string name, bool isThere)
    {
        if (accounts.ContainsKey(name) == isThere) return;
        throw new StoreException(isThere ? $"there is no account {name} in {path}" : $"{name} has an account already");
    }

    private void Locked(Action<CredentialsLock> change)
    {
        try
        {
            using CredentialsLock held = CredentialsLock.Take(path);
            change(held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"cannot change {path}: {e.Message}");
        }
    }
}
