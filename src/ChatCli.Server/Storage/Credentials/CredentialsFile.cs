using System.Security.Cryptography;
using System.Text;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// credentials.txt as the account database. People may edit it while the server runs: <see cref="Refresh"/> picks that up.
/// </summary>
internal sealed class CredentialsFile : IAccountStore, IDisposable
{
    private readonly string _path;
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Replaced as a whole, so that any thread may read it.</summary>
    private volatile Dictionary<string, string> _accounts = [];

    private (DateTime Written, long Length) _stamp;

    private CredentialsFile(string path) => _path = path;

    /// <summary>Called with what a hand edit changed, on the thread that noticed.</summary>
    public Action<AccountChanges>? Changed { get; set; }

    /// <summary>Called when a hand edit cannot be read; the accounts stay as they were.</summary>
    public Action<string>? Rejected { get; set; }

    /// <summary>
    /// Opens the file. Throws <see cref="FormatException"/> when it is malformed, and <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> when it cannot be read.
    /// </summary>
    public static CredentialsFile Open(string path)
    {
        var file = new CredentialsFile(path);
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
            return await Task.Run(() => Add(name, password));
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
            if (Stamp() == _stamp) return;
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
            _stamp = Stamp();
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
        content = ReadIfThere();
        _stamp = stamp;
        changes = new AccountChanges([], []);
        (Dictionary<string, string>? read, string? error) = CredentialsFormat.Parse(content);
        if (read is null) return error;
        Dictionary<string, string> old = _accounts;
        changes = new AccountChanges(
            [.. read.Keys.Where(name => !old.ContainsKey(name))], [.. old.Keys.Where(name => !read.ContainsKey(name))]);
        _accounts = read;
        return null;
    }

    /// <summary>Only a file that is not there is as good as an empty one; a folder, say, is an error.</summary>
    private byte[] ReadIfThere()
    {
        try
        {
            return File.ReadAllBytes(_path);
        }
        catch (FileNotFoundException)
        {
            return [];
        }
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
