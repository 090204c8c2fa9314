using ChatCli.Protocol.Scram;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// credentials.txt as the account database. People may edit it while the server runs: <see cref="Refresh"/> picks that up.
/// </summary>
internal sealed class CredentialsFile : IAccountStore, IDisposable
{
    private readonly string _path;
    private readonly bool _keepsPlaintext;
    private readonly VerifierDerivation _derivation;
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Verifiers that are to take the place of passwords; also the lock for it and for <see cref="_replacing"/>.</summary>
    private readonly Dictionary<string, ScramVerifier> _proved = new(StringComparer.Ordinal);

    private Task _replacing = Task.CompletedTask;

    /// <summary>Replaced as a whole, so that any thread may read it.</summary>
    private volatile Dictionary<string, Credential> _accounts = [];

    private (DateTime Written, long Length) _stamp;
    private (DateTime Written, long Length)? _unsettled;
    private bool _wasThere;
    private string? _reported;

    private CredentialsFile(string path, int iterations, bool keepsPlaintext)
    {
        _path = path;
        _keepsPlaintext = keepsPlaintext;
        _derivation = new VerifierDerivation(iterations);
    }

    /// <summary>Called with what a hand edit changed, on the thread that noticed.</summary>
    public Action<AccountChanges>? Changed { get; set; }

    /// <summary>Called when the file cannot be read or written, once until it can again; the accounts stay as they were.</summary>
    public Action<string>? Rejected { get; set; }

    /// <summary>
    /// Called with what an administrator asks of the server, on the thread that noticed, which waits for whether it was done: else it is asked for again.
    /// </summary>
    public Func<IReadOnlyList<AdminRequest>, Task<bool>>? Requested { get; set; }

    /// <summary>
    /// Opens the file; one that does not exist has no accounts yet. Throws <see cref="FormatException"/> when it is malformed, and <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> when it cannot be read.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="iterations">Of the verifiers that are derived from passwords in it.</param>
    /// <param name="keepsPlaintext">Whether those passwords stay.</param>
    public static CredentialsFile Open(string path, int iterations, bool keepsPlaintext)
    {
        var file = new CredentialsFile(path, iterations, keepsPlaintext);
        string? error = file.Read(out _, out _, mayRemove: true);
        return error is null ? file : throw new FormatException(error);
    }

    public IReadOnlyCollection<string> List() => _accounts.Keys;

    public async ValueTask<ScramVerifier?> FindVerifierAsync(string name) =>
        _accounts.TryGetValue(name, out Credential? credential) ? await credential.VerifierAsync() : null;

    public bool IsCurrent(string name, ScramVerifier verifier) => _accounts.TryGetValue(name, out Credential? credential) && credential.Is(verifier);

    public void Proved(string name, ScramVerifier verifier)
    {
        if (_keepsPlaintext || !_accounts.TryGetValue(name, out Credential? credential) || !credential.IsPlain) return;
        lock (_proved)
        {
            _proved[name] = verifier;
            // One write for all that come meanwhile.
            if (_proved.Count == 1) _replacing = ReplaceProvedAsync();
        }
    }

    public async ValueTask<AddAccountResult> AddAsync(string name, ScramVerifier verifier)
    {
        bool isTaken = false;
        bool isKept = await WriteAsync(content =>
        {
            isTaken = _accounts.ContainsKey(name);
            return isTaken ? null : CredentialsFormat.Append(content, name, verifier);
        });
        if (!isKept) return AddAccountResult.NotStored;
        return isTaken ? AddAccountResult.Taken : AddAccountResult.Added;
    }

    public async ValueTask<bool> SetVerifierAsync(string name, ScramVerifier verifier)
    {
        bool isThere = false;
        bool isKept = await WriteAsync(content =>
        {
            isThere = _accounts.ContainsKey(name);
            return isThere ? CredentialsFormat.Replace(content, new Dictionary<string, ScramVerifier> { [name] = verifier }) : null;
        });
        return isThere && isKept;
    }

    /// <summary>
    /// Reads the file again if it was edited and is the same as at the last call: an editor may still be writing, and half a file
    /// would remove accounts, and their mailboxes with them. Blocks on the disk.
    /// </summary>
    public void Refresh()
    {
        _writing.Wait();
        try
        {
            if (CredentialsLock.HasRequests(_path) && Requested is not null)
            {
                using CredentialsLock held = CredentialsLock.Take(_path);
                if (held.ReadRequests().Count > 0)
                {
                    Report(ReadUnder(held, out _));
                    return;
                }
            }
            (DateTime, long) stamp = Stamp();
            if (stamp == _stamp) return;
            if (stamp != _unsettled)
            {
                _unsettled = stamp;
                return;
            }
            string? error = Read(out _, out AccountChanges changes, mayRemove: true);
            // Another edit, another report.
            _reported = null;
            Report(error);
            if (error is null) Publish(changes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An editor may be replacing it right now; should it stay away, registering reports it.
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Completes when the passwords proved so far were replaced, or could not be.</summary>
    public Task SettleAsync()
    {
        lock (_proved) return _replacing;
    }

    public void Dispose()
    {
        SettleAsync().Wait();
        _writing.Dispose();
        _derivation.Dispose();
    }

    private async Task<bool> WriteAsync(Func<byte[], byte[]?> edit)
    {
        await _writing.WaitAsync();
        try
        {
            // A disk may take long, and this is called from a poll thread.
            return await Task.Run(() => Rewrite(edit));
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReplaceProvedAsync()
    {
        Dictionary<string, ScramVerifier>? proved = null;
        if (await WriteAsync(content => ReplaceProved(content, proved ??= TakeProved()))) return;
        // The passwords stay until they are proved again.
        TakeProved();
    }

    private Dictionary<string, ScramVerifier> TakeProved()
    {
        lock (_proved)
        {
            var taken = new Dictionary<string, ScramVerifier>(_proved, StringComparer.Ordinal);
            _proved.Clear();
            return taken;
        }
    }

    /// <summary>The file with the verifiers that were proved, but for those of passwords that somebody has edited since; null: nothing to do.</summary>
    private byte[]? ReplaceProved(byte[] content, Dictionary<string, ScramVerifier> proved)
    {
        var current = new Dictionary<string, ScramVerifier>(StringComparer.Ordinal);
        foreach ((string name, ScramVerifier verifier) in proved)
        {
            if (IsCurrent(name, verifier) && _accounts[name].IsPlain) current[name] = verifier;
        }
        return current.Count > 0 ? CredentialsFormat.Replace(content, current) : null;
    }

    /// <summary>
    /// Reads the file as it is now and replaces it by what <paramref name="edit"/> makes of it; null: by nothing. An edit by hand that lands
    /// meanwhile has it start over. Says why it cannot.
    /// </summary>
    private bool Rewrite(Func<byte[], byte[]?> edit)
    {
        try
        {
            using CredentialsLock held = CredentialsLock.Take(_path);
            while (true)
            {
                if (ReadUnder(held, out byte[] content) is { } error)
                {
                    Report(error);
                    return false;
                }
                if (edit(content) is not { } edited) return true;
                if (!held.TryReplace(content, edited)) continue;
                _accounts = Take(CredentialsFormat.Parse(edited).Accounts!);
                (_stamp, _wasThere) = (Stamp(), true);
                Report(null);
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(e.Message);
            return false;
        }
    }

    /// <summary>Does what is asked for, and takes over what the file says then. Where it cannot, says why, and changes nothing further.</summary>
    private string? ReadUnder(CredentialsLock held, out byte[] content)
    {
        content = [];
        if (Requested is not null && held.ReadRequests() is { Count: > 0 } requests)
        {
            // Who has such a name now is noticed below as somebody new, and nobody can log in under it before.
            _accounts = WithoutForgotten(requests);
            if (!Requested(requests).GetAwaiter().GetResult()) return "the store cannot delete now what belongs to earlier accounts";
            held.ClearRequests();
        }
        if (Read(out content, out AccountChanges changes, mayRemove: false) is { } error) return error;
        Publish(changes);
        return null;
    }

    private Dictionary<string, Credential> WithoutForgotten(IReadOnlyList<AdminRequest> requests)
    {
        var accounts = new Dictionary<string, Credential>(_accounts, StringComparer.Ordinal);
        foreach (AdminRequest request in requests)
        {
            if (request.Kind == AdminRequestKind.Forget) accounts.Remove(request.Name);
        }
        return accounts;
    }

    private void Report(string? error)
    {
        if (error is not null && error != _reported) Rejected?.Invoke(error);
        _reported = error;
    }

    /// <summary>Takes over what the file says now; where it is malformed or has gone, says why and changes nothing.</summary>
    private string? Read(out byte[] content, out AccountChanges changes, bool mayRemove)
    {
        (DateTime, long) stamp = Stamp();
        bool isThere = Path.Exists(_path);
        content = isThere ? File.ReadAllBytes(_path) : [];
        changes = new AccountChanges([], [], []);
        (Dictionary<string, string>? read, string? error) = CredentialsFormat.Parse(content);
        Dictionary<string, Credential> old = _accounts;
        // It may be half of an edited file; Refresh will know.
        if (!mayRemove && read is not null && old.Keys.Any(name => !read.ContainsKey(name))) return "accounts are missing in it";
        _stamp = stamp;
        // Everybody's mailbox would be deleted: more likely somebody is about to put another file there.
        if (!isThere && _wasThere) return "the file is missing";
        if (read is { Count: 0 } && old.Count > 0) return "no account is left in it";
        _wasThere = isThere;
        if (read is null) return error;
        changes = new AccountChanges(
            [.. read.Keys.Where(name => !old.ContainsKey(name))],
            [.. old.Keys.Where(name => !read.ContainsKey(name))],
            [.. read.Keys.Where(name => old.TryGetValue(name, out Credential? before) && before.Text != read[name])]);
        _accounts = Take(read);
        return null;
    }

    /// <summary>What was read; of what stayed, the verifiers are known already.</summary>
    private Dictionary<string, Credential> Take(Dictionary<string, string> read)
    {
        Dictionary<string, Credential> old = _accounts;
        var accounts = new Dictionary<string, Credential>(read.Count, StringComparer.Ordinal);
        foreach ((string name, string text) in read)
        {
            accounts[name] = old.TryGetValue(name, out Credential? before) && before.Text == text ? before : new Credential(text, _derivation);
        }
        return accounts;
    }

    private void Publish(AccountChanges changes)
    {
        if (changes.Added.Count + changes.Removed.Count + changes.Repassworded.Count > 0) Changed?.Invoke(changes);
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
