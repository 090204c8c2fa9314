using System.Security.Cryptography;
using System.Text;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// credentials.txt as the account database. People may edit it while the server runs: <see cref="Refresh"/> picks that up.
/// </summary>
/// <remarks>
/// An editor may truncate the file before it writes it. Half of a file reads as if accounts had been removed, with all that
/// belongs to them; so what somebody else wrote counts only when it has not changed for <see cref="SettleTime"/>.
/// </remarks>
internal sealed class CredentialsFile : IAccountStore, IDisposable
{
    /// <summary>How long the file must stay as it is before an edit counts; also how often to call <see cref="Refresh"/>.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Replaced as a whole, so that any thread may read it.</summary>
    private volatile Dictionary<string, string> _accounts = [];

    /// <summary>Of the file that was read last.</summary>
    private (DateTime Written, long Length) _stamp;

    /// <summary>Of the file as it was seen last, and since when.</summary>
    private (DateTime Written, long Length) _seen;
    private long _seenSince;

    private CredentialsFile(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
    }

    /// <summary>Called with what a hand edit changed, on the thread that noticed.</summary>
    public Action<AccountChanges>? Changed { get; set; }

    /// <summary>Called when a hand edit cannot be read; the accounts stay as they were.</summary>
    public Action<string>? Rejected { get; set; }

    /// <summary>
    /// Opens the file. Throws <see cref="FormatException"/> when it is malformed, and <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> when it cannot be read.
    /// </summary>
    public static CredentialsFile Open(string path, TimeProvider time)
    {
        var file = new CredentialsFile(path, time);
        string? error = file.Read(out _, out _);
        return error is null ? file : throw new FormatException(error);
    }

    public IReadOnlyCollection<string> List() => _accounts.Keys;

    public bool Verify(string name, string password) =>
        _accounts.TryGetValue(name, out string? right)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(password));

    public async ValueTask<AddAccountResult> AddAsync(string name, string password)
    {
        await _writing.WaitAsync();
        try
        {
            // A disk may take long, and this is called from a poll thread.
            await Task.Yield();
            while (!IsSettled()) await Task.Delay(SettleTime, _time);
            return Add(name, password);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Reads the file again if it was edited. Blocks on the disk.</summary>
    public void Refresh()
    {
        _writing.Wait();
        try
        {
            if (!IsSettled() || _seen == _stamp) return;
            if (Read(out _, out AccountChanges changes) is { } error) Rejected?.Invoke(error);
            else Publish(changes);
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

    public void Dispose() => _writing.Dispose();

    /// <summary>Whether the file is as it was read, or has stayed as it is for long enough.</summary>
    private bool IsSettled()
    {
        (DateTime, long) now = Stamp();
        if (now != _seen) (_seen, _seenSince) = (now, _time.GetTimestamp());
        return _seen == _stamp || _time.GetElapsedTime(_seenSince) >= SettleTime;
    }

    private AddAccountResult Add(string name, string password)
    {
        try
        {
            // Held by every writer, also of other processes; the file itself is replaced and cannot carry the lock.
            using var theLock = new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (Read(out byte[] content, out AccountChanges changes) is { } error)
            {
                Rejected?.Invoke(error);
                return AddAccountResult.NotStored;
            }
            Publish(changes);
            if (_accounts.ContainsKey(name)) return AddAccountResult.Taken;

            DurableFile.Replace(_path, CredentialsFormat.Append(content, name, password));
            _accounts = new Dictionary<string, string>(_accounts, StringComparer.Ordinal) { [name] = password };
            _seen = _stamp = Stamp();
            return AddAccountResult.Added;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Rejected?.Invoke(e.Message);
            return AddAccountResult.NotStored;
        }
    }

    /// <summary>Takes over what the file says now; where it is malformed, says why and changes nothing.</summary>
    private string? Read(out byte[] content, out AccountChanges changes)
    {
        (DateTime, long) stamp = Stamp();
        content = File.Exists(_path) ? File.ReadAllBytes(_path) : [];
        _seen = _stamp = stamp;
        changes = new AccountChanges([], []);
        (Dictionary<string, string>? read, string? error) = CredentialsFormat.Parse(content);
        if (read is null) return error;
        Dictionary<string, string> old = _accounts;
        changes = new AccountChanges(
            [.. read.Keys.Where(name => !old.ContainsKey(name))], [.. old.Keys.Where(name => !read.ContainsKey(name))]);
        _accounts = read;
        return null;
    }

    private void Publish(AccountChanges changes)
    {
        if (changes.Added.Count + changes.Removed.Count > 0) Changed?.Invoke(changes);
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
