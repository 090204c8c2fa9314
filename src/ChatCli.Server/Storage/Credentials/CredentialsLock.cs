using ChatCli.Protocol.Files;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// credentials.txt, and beside it what is asked of its server, in the hands of one writer at a time, of whatever program and by whatever link it knows
/// the file. All calls throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the disk does.
/// </summary>
internal sealed class CredentialsLock : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;

    private CredentialsLock(string path, FileStream theLock)
    {
        (_path, _lock) = (path, theLock);
        Requests = new AdminRequestFile(path);
    }

    /// <summary>What is asked of the server.</summary>
    public AdminRequestFile Requests { get; }

    /// <summary>Waits until no other writer has it.</summary>
    public static CredentialsLock Take(string path)
    {
        string target = FileReplacement.Target(path);
        string beside = target + ".lock";
        bool isNew = !File.Exists(beside);
        var taken = new CredentialsLock(target, LockFile.Take(beside));
        if (isNew) taken.GiveAway(beside);
        return taken;
    }

    /// <summary>What the file holds; nothing where it is missing.</summary>
    public byte[] Read() => File.Exists(_path) ? File.ReadAllBytes(_path) : [];

    /// <summary>Replaces what was read; false, and nothing is changed, when somebody without the lock has changed it since.</summary>
    public bool TryReplace(byte[] read, byte[] content) => FileReplacement.TryWrite(_path, content, () => Read().AsSpan().SequenceEqual(read));

    public void Dispose() => _lock.Dispose();

    /// <summary>An administrator's lock must not keep the server out.</summary>
    private void GiveAway(string path)
    {
        try
        {
            FileOwner.Give(path, like: _path);
        }
        catch (UnauthorizedAccessException)
        {
            _lock.Dispose();
            throw;
        }
    }
}
