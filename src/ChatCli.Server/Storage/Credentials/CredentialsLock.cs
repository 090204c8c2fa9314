using System.Text;
using ChatCli.Protocol.Files;
using ChatCli.Protocol.Messages;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// credentials.txt, and beside it what is asked of its server, in the hands of one writer at a time, of whatever program and by whatever link it knows
/// the file. All calls throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the disk does.
/// </summary>
internal sealed class CredentialsLock : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;

    private CredentialsLock(string path, FileStream theLock) => (_path, _lock) = (path, theLock);

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

    /// <summary>Whether anything may be asked of the server of a file. Needs no lock.</summary>
    public static bool HasRequests(string path) => File.Exists(RequestsPath(FileReplacement.Target(path)));

    /// <summary>What the file holds; nothing where it is missing.</summary>
    public byte[] Read() => File.Exists(_path) ? File.ReadAllBytes(_path) : [];

    /// <summary>Replaces what was read; false, and nothing is changed, when somebody without the lock has changed it since.</summary>
    public bool TryReplace(byte[] read, byte[] content) => FileReplacement.TryWrite(_path, content, () => Read().AsSpan().SequenceEqual(read));

    /// <summary>What is asked of the server, oldest first. What a newer program asks for is left to a newer server.</summary>
    public IReadOnlyList<AdminRequest> ReadRequests() => [.. ReadRequestLines().Select(Parse).OfType<AdminRequest>()];

    /// <summary>Asks for something; twice is once.</summary>
    public void Request(AdminRequest request) => WriteRequests([.. RequestLinesBut(other => other == request), Line(request)]);

    /// <summary>Asks for it no more.</summary>
    public void Withdraw(AdminRequest request) => WriteRequests(RequestLinesBut(other => other == request));

    /// <summary>All that is asked for has been done.</summary>
    public void ClearRequests() => WriteRequests(RequestLinesBut(other => other is not null));

    public void Dispose() => _lock.Dispose();

    private static string RequestsPath(string target) => target + ".requests";

    private static string Line(AdminRequest request) => $"{Word(request.Kind)} {request.Name}";

    private static string Word(AdminRequestKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Null for a line that this program does not write.</summary>
    private static AdminRequest? Parse(string line)
    {
        if (line.Split(' ') is not [string word, string name] || !AccountRules.IsName(name)) return null;
        foreach (AdminRequestKind kind in Enum.GetValues<AdminRequestKind>())
        {
            if (Word(kind) == word) return new AdminRequest(kind, name);
        }
        return null;
    }

    private string[] ReadRequestLines() => File.Exists(RequestsPath(_path)) ? File.ReadAllLines(RequestsPath(_path)) : [];

    private List<string> RequestLinesBut(Predicate<AdminRequest?> isLeftOut) => [.. ReadRequestLines().Where(line => !isLeftOut(Parse(line)))];

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

    private void WriteRequests(List<string> lines)
    {
        string path = RequestsPath(_path);
        if (lines.Count > 0)
        {
            FileReplacement.Write(
                path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), Durability.Machine, ownerOf: _path);
        }
        else
        {
            File.Delete(path);
            Folder.Sync(Path.GetDirectoryName(path)!);
        }
    }
}
