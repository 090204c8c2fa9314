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
    private readonly CredentialsWatcher _watcher;
    private readonly VerifierUpgrade _upgrade;

    /// <summary>Whoever reads or writes the file in this program holds it.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Replaced as a whole, so that any thread may read it.</summary>
    private volatile AccountSet _accounts = AccountSet.Empty;

    private string? _reported;

    private CredentialsFile(string path, int iterations, bool keepsPlaintext)
    {
        _path = path;
        _keepsPlaintext = keepsPlaintext;
        _derivation = new VerifierDerivation(iterations);
        _watcher = new CredentialsWatcher(path);
        _upgrade = new VerifierUpgrade(take => WriteAsync(content => ReplacePasswords(content, take())));
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
    /// Opens the file; one that does not exist has no accounts yet. A <see cref="StoreException"/> says why it cannot be read, or where it is malformed.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="iterations">Of the verifiers that are derived from passwords in it.</param>
    /// <param name="keepsPlaintext">Whether those passwords stay.</param>
    public static CredentialsFile Open(string path, int iterations, bool keepsPlaintext)
    {
        var file = new CredentialsFile(path, iterations, keepsPlaintext);
        try
        {
            if (file.TakeOver(mayRemove: true, out _) is { } error) throw new StoreException($"{path}, {error}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"cannot read {path}: {e.Message}");
        }
        return file;
    }

    public IReadOnlyCollection<string> List() => _accounts.Names;

    public async ValueTask<ScramVerifier?> FindVerifierAsync(string name) =>
        _accounts.Find(name) is { } credential ? await credential.VerifierAsync() : null;

    public bool IsCurrent(string name, ScramVerifier verifier) => _accounts.Find(name) is { } credential && credential.Is(verifier);

    public void Proved(string name, ScramVerifier verifier)
    {
        if (!_keepsPlaintext && _accounts.Find(name) is { IsPlain: true }) _upgrade.Add(name, verifier);
    }

    public async ValueTask<AddAccountResult> AddAsync(string name, ScramVerifier verifier)
    {
        bool isTaken = false;
        bool isKept = await WriteAsync(content =>
        {
            isTaken = _accounts.Has(name);
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
            isThere = _accounts.Has(name);
            return isThere ? CredentialsFormat.Replace(content, new Dictionary<string, ScramVerifier> { [name] = verifier }) : null;
        });
        return isThere && isKept;
    }

    /// <summary>Does what administrators ask for, and reads the file again after an edit by hand that is finished. Blocks on the disk.</summary>
    public void Refresh()
    {
        _turn.Wait();
        try
        {
            if (AdminRequestFile.MayHaveSome(_path) && Requested is not null)
            {
                using CredentialsLock held = CredentialsLock.Take(_path);
                if (held.Requests.List().Count > 0)
                {
                    Report(ReadUnder(held, out _));
                    return;
                }
            }
            if (!_watcher.HasSettledEdit()) return;
            string? error = TakeOver(mayRemove: true, out _);
            // Another edit, another report.
            _reported = null;
            Report(error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An editor may be replacing it right now; should it stay away, registering reports it.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Completes when the passwords proved so far were replaced, or could not be.</summary>
    public Task SettleAsync() => _upgrade.SettleAsync();

    public void Dispose()
    {
        SettleAsync().Wait();
        _turn.Dispose();
        _derivation.Dispose();
    }

    /// <summary>The file with the verifiers that were proved, but for those of passwords that somebody has edited since; null: nothing to do.</summary>
    private byte[]? ReplacePasswords(byte[] content, IReadOnlyDictionary<string, ScramVerifier> proved)
    {
        var current = new Dictionary<string, ScramVerifier>(StringComparer.Ordinal);
        foreach ((string name, ScramVerifier verifier) in proved)
        {
            if (_accounts.Find(name) is { IsPlain: true } credential && credential.Is(verifier)) current[name] = verifier;
        }
        return current.Count > 0 ? CredentialsFormat.Replace(content, current) : null;
    }

    private async Task<bool> WriteAsync(Func<byte[], byte[]?> edit)
    {
        await _turn.WaitAsync();
        try
        {
            // A disk may take long, and this is called from a poll thread.
            return await Task.Run(() => Rewrite(edit));
        }
        finally
        {
            _turn.Release();
        }
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
                _accounts = _accounts.Become(CredentialsFormat.Parse(edited).Accounts!, _derivation);
                _watcher.NoteWritten();
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
        if (Requested is not null && held.Requests.List() is { Count: > 0 } requests)
        {
            // An account of such a name now is noticed below as a new one, and nobody can log in to it before.
            _accounts = _accounts.Without(requests.Where(request => request.Kind == AdminRequestKind.Forget).Select(request => request.Name));
            if (!Requested(requests).GetAwaiter().GetResult()) return "the store cannot delete now what belongs to earlier accounts";
            held.Requests.Clear();
        }
        return TakeOver(mayRemove: false, out content);
    }

    /// <summary>Takes over what the file says now, and tells what that changes; where it must not be taken over, says why and changes nothing.</summary>
    private string? TakeOver(bool mayRemove, out byte[] content)
    {
        (content, Dictionary<string, string>? accounts, string? error) = _watcher.Read(_accounts, mayRemove);
        if (accounts is null) return error;
        AccountChanges changes = _accounts.ChangesTo(accounts);
        _accounts = _accounts.Become(accounts, _derivation);
        if (changes.Added.Count + changes.Removed.Count + changes.Repassworded.Count > 0) Changed?.Invoke(changes);
        return null;
    }

    private void Report(string? error)
    {
        if (error is not null && error != _reported) Rejected?.Invoke(error);
        _reported = error;
    }
}
