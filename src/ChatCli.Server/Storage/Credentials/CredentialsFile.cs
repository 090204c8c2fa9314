using System.Security.Cryptography;
using System.Text;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// credentials.txt as the account database. People may edit it while the server runs: <see cref="Refresh"/> picks that up.
/// </summary>
internal sealed class CredentialsFile : IAccountStore, IDisposable
{
    /// <summary>How long to wait for another program that writes the file.</summary>
    private const int LockMilliseconds = 5_000;

    private const int LockRetryMilliseconds = 5;

    private readonly string _path;
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Replaced as a whole, so that any thread may read it.</summary>
    private volatile Dictionary<string, string> _accounts = [];

    private (DateTime Written, long Length) _stamp;
    private (DateTime Written, long Length)? _unsettled;
    private bool _wasThere;

    private CredentialsFile(string path) => _path = path;

    /// <summary>Called with what a hand edit changed, on the thread that noticed.</summary>
    public Action<AccountChanges>? Changed { get; set; }

    /// <summary>Called when a hand edit cannot be read; the accounts stay as they were.</summary>
    public Action<string>? Rejected { get; set; }

    /// <summary>
    /// Opens the file; one that does not exist has no accounts yet. Throws <see cref="FormatException"/> when it is malformed, and <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> when it cannot be read.
    /// </summary>
    public static CredentialsFile Open(string path)
    {
        var file = new CredentialsFile(path);
        string? error = file.Read(out _, out _, mayRemove: true);
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
            return await Task.Run(() => Add(name, password));
        }
        finally
        {
            _writing.Release();
        }
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
            (DateTime, long) stamp = Stamp();
            if (stamp == _stamp) return;
            if (stamp != _unsettled)
            {
                _unsettled = stamp;
                return;
            }
            if (Read(out _, out AccountChanges changes, mayRemove: true) is { } error) Rejected?.Invoke(error);
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

    private AddAccountResult Add(string name, string password)
    {
        try
        {
            using FileStream theLock = TakeLock();
            if (Read(out byte[] content, out AccountChanges changes, mayRemove: false) is { } error)
            {
                Rejected?.Invoke(error);
                return AddAccountResult.NotStored;
            }
            Publish(changes);
            if (_accounts.ContainsKey(name)) return AddAccountResult.Taken;

            DurableFile.Replace(_path, CredentialsFormat.Append(content, name, password));
            _accounts = new Dictionary<string, string>(_accounts, StringComparer.Ordinal) { [name] = password };
            (_stamp, _wasThere) = (Stamp(), true);
            return AddAccountResult.Added;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Rejected?.Invoke(e.Message);
            return AddAccountResult.NotStored;
        }
    }

    /// <summary>
    /// Held by every writer, also of other programs and by whatever link they know the file; the file itself is replaced and
    /// cannot carry the lock.
    /// </summary>
    private FileStream TakeLock()
    {
        string path = DurableFile.Target(_path) + ".lock";
        long deadline = Environment.TickCount64 + LockMilliseconds;
        while (true)
        {
            try
            {
                return DurableFile.OpenPrivate(path, FileMode.OpenOrCreate);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && Environment.TickCount64 < deadline)
            {
                // Somebody else holds it, for as long as one write takes.
                Thread.Sleep(LockRetryMilliseconds);
            }
        }
    }

    /// <summary>Takes over what the file says now; where it is malformed or has gone, says why and changes nothing.</summary>
    private string? Read(out byte[] content, out AccountChanges changes, bool mayRemove)
    {
        (DateTime, long) stamp = Stamp();
        bool isThere = Path.Exists(_path);
        content = isThere ? File.ReadAllBytes(_path) : [];
        changes = new AccountChanges([], []);
        (Dictionary<string, string>? read, string? error) = CredentialsFormat.Parse(content);
        Dictionary<string, string> old = _accounts;
        // It may be half of an edited file; Refresh will know.
        if (!mayRemove && read is not null && old.Keys.Any(name => !read.ContainsKey(name))) return "accounts are missing in it";
        _stamp = stamp;
        // Everybody's mailbox would be deleted: more likely somebody is about to put another file there.
        if (!isThere && _wasThere) return "the file is missing";
        if (read is { Count: 0 } && old.Count > 0) return "no account is left in it";
        _wasThere = isThere;
        if (read is null) return error;
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
