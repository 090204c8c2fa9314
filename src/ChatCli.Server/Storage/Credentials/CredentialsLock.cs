using System.Text;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// credentials.txt, and beside it what is asked of its server, in the hands of one writer at a time, of whatever program and by whatever link it knows
/// the file. All calls throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the disk does.
/// </summary>
internal sealed class CredentialsLock : IDisposable
{
    /// <summary>How long to wait for another program that writes the file.</summary>
    private const int LockMilliseconds = 5_000;

    private const int LockRetryMilliseconds = 5;

    private readonly string _path;
    private readonly FileStream _lock;

    private CredentialsLock(string path, FileStream theLock) => (_path, _lock) = (path, theLock);

    /// <summary>Waits until no other writer has it. The file itself is replaced and cannot carry the lock.</summary>
    public static CredentialsLock Take(string path)
    {
        string target = DurableFile.Target(path);
        string beside = target + ".lock";
        bool isNew = !File.Exists(beside);
        long deadline = Environment.TickCount64 + LockMilliseconds;
        while (true)
        {
            try
            {
                var taken = new CredentialsLock(target, DurableFile.OpenPrivate(beside, FileMode.OpenOrCreate));
                if (isNew) taken.GiveAway(beside);
                return taken;
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && Environment.TickCount64 < deadline)
            {
                // Somebody else holds it, for as long as one write takes.
                Thread.Sleep(LockRetryMilliseconds);
            }
        }
    }

    /// <summary>Whether anything is asked of the server of a file. Needs no lock.</summary>
    public static bool HasRequests(string path) => File.Exists(RequestsPath(DurableFile.Target(path)));

    /// <summary>What the file holds; nothing where it is missing.</summary>
    public byte[] Read() => File.Exists(_path) ? File.ReadAllBytes(_path) : [];

    /// <summary>Replaces what was read; false, and nothing is changed, when somebody without the lock has changed it since.</summary>
    public bool TryReplace(byte[] read, byte[] content) => DurableFile.TryReplace(_path, content, () => Read().AsSpan().SequenceEqual(read));

    /// <summary>What is asked of the server, oldest first.</summary>
    public IReadOnlyList<AdminRequest> ReadRequests()
    {
        var requests = new List<AdminRequest>();
        if (!File.Exists(RequestsPath(_path))) return requests;
        foreach (string line in File.ReadAllLines(RequestsPath(_path)))
        {
            // What a newer program asks for is for a newer server.
            if (line.Split(' ') is [string kind, string name] && Enum.TryParse(kind, ignoreCase: true, out AdminRequestKind known)) requests.Add(new(known, name));
        }
        return requests;
    }

    /// <summary>Asks for something; twice is once.</summary>
    public void Request(AdminRequest request) => WriteRequests([.. ReadRequests().Where(other => other != request), request]);

    /// <summary>Asks for it no more.</summary>
    public void Withdraw(AdminRequest request) => WriteRequests([.. ReadRequests().Where(other => other != request)]);

    /// <summary>All that is asked for has been done.</summary>
    public void ClearRequests() => WriteRequests([]);

    public void Dispose() => _lock.Dispose();

    private static string RequestsPath(string target) => target + ".requests";

    /// <summary>An administrator's lock must not keep the server out.</summary>
    private void GiveAway(string path)
    {
        try
        {
            DurableFile.GiveOwner(path, like: _path);
        }
        catch (UnauthorizedAccessException)
        {
            _lock.Dispose();
            throw;
        }
    }

    private void WriteRequests(List<AdminRequest> requests)
    {
        string path = RequestsPath(_path);
        if (requests.Count > 0)
        {
            string text = string.Concat(requests.Select(request => $"{request.Kind.ToString().ToLowerInvariant()} {request.Name}\n"));
            DurableFile.Replace(path, Encoding.ASCII.GetBytes(text), like: _path);
        }
        else
        {
            File.Delete(path);
            DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
        }
    }
}
