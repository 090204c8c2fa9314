using System.Text;
using ChatCli.Protocol.Files;
using ChatCli.Protocol.Messages;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// What administrators ask of the server, in a file beside credentials.txt: a line a request, a word and a name. The caller MUST hold the
/// <see cref="CredentialsLock"/> for all but <see cref="MayHaveSome"/>.
/// </summary>
/// <param name="credentials">credentials.txt itself, not a link to it.</param>
internal sealed class AdminRequestFile(string credentials)
{
    private readonly string _path = credentials + ".requests";

    /// <summary>Whether anything may be asked of the server of a file, whatever link names it.</summary>
    public static bool MayHaveSome(string credentials) => File.Exists(new AdminRequestFile(FileReplacement.Target(credentials))._path);

    /// <summary>What is asked for, oldest first. What a newer program asks for is left to a newer server.</summary>
    public IReadOnlyList<AdminRequest> List() => [.. Lines().Select(Parse).OfType<AdminRequest>()];

    /// <summary>Asks for something; twice is once.</summary>
    public void Add(AdminRequest request) => Write([.. LinesBut(other => other == request), Line(request)]);

    /// <summary>Asks for it no more.</summary>
    public void Remove(AdminRequest request) => Write(LinesBut(other => other == request));

    /// <summary>All that this program knows has been done.</summary>
    public void Clear() => Write(LinesBut(other => other is not null));

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

    private string[] Lines() => File.Exists(_path) ? File.ReadAllLines(_path) : [];

    private List<string> LinesBut(Predicate<AdminRequest?> isLeftOut) => [.. Lines().Where(line => !isLeftOut(Parse(line)))];

    private void Write(List<string> lines)
    {
        if (lines.Count > 0)
        {
            byte[] content = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
            FileReplacement.Write(_path, content, Durability.Machine, ownerOf: credentials);
            return;
        }
        File.Delete(_path);
        Folder.Sync(Path.GetDirectoryName(_path)!);
    }
}
