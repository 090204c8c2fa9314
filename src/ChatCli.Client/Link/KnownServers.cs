using System.Globalization;
using System.Net;
using System.Text;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Files;

namespace ChatCli.Client.Link;

/// <summary>One line of the <see cref="KnownServers"/>.</summary>
/// <param name="Key">The server's.</param>
/// <param name="Line">Its number, from 1.</param>
internal sealed record KnownKey(Fingerprint Key, int Line);

/// <summary>
/// The keys of the servers that this user has come to know, in a file that a person may read and edit. A line <c>HOST PORT FINGERPRINT</c> for each
/// key; empty lines and those that begin with # are kept. Several clients may use it at a time.
/// </summary>
/// <param name="path">The file; it and its folder are made when needed.</param>
internal sealed class KnownServers(string path)
{
    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The keys of a server, none when it is not known; or why that cannot be told.</summary>
    public (List<KnownKey> Keys, Notice? Problem) Find(string host, int port)
    {
        var keys = new List<KnownKey>();
        try
        {
            string[] lines = Read();
            for (int i = 0; i < lines.Length; i++)
            {
                if (IsSilent(lines[i])) continue;
                if (!TryParse(lines[i], out string of, out int at, out Fingerprint? key)) return ([], new KnownServersLineBroken(new KnownServersLine(path, i + 1)));
                if (of == Normal(host) && at == port) keys.Add(new KnownKey(key!, i + 1));
            }
            return (keys, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], new FileUnreadable(KeptFile.KnownServers, path, e.Message));
        }
    }

    /// <summary>Adds the key of a server that has none there. Null when it is there now; else why not, and the file is as it was.</summary>
    public Notice? Add(string host, int port, Fingerprint key)
    {
        try
        {
            StateFolder.Create(System.IO.Path.GetDirectoryName(path)!);
            using FileStream held = LockFile.Take($"{path}.lock");
            (List<KnownKey> keys, Notice? problem) = Find(host, port);
            if (problem is not null) return problem;
            if (keys.Exists(known => known.Key == key)) return null;
            // Another client has met another server under this name at the same time.
            if (keys.Count > 0) return new KnownServersLineDiffers(new KnownServersLine(path, keys[0].Line));
            var text = new StringBuilder();
            foreach (string line in Read()) text.Append(line).Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{Normal(host)} {port} {key}\n");
            StateFolder.Replace(path, text.ToString(), Durability.Machine);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new FileNotWritten(KeptFile.KnownServers, path, e.Message);
        }
    }

    /// <summary>A host as it stands in the file: names in lower case without a last dot, addresses in their one usual form.</summary>
    internal static string Normal(string host)
    {
        string bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        return IPAddress.TryParse(bare, out IPAddress? address) ? address.ToString() : bare.TrimEnd('.').ToLowerInvariant();
    }

    private static bool IsSilent(string line) => string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#');

    private static bool TryParse(string line, out string host, out int port, out Fingerprint? key)
    {
        (host, port, key) = ("", 0, null);
        if (line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is not [string of, string at, string digits]) return false;
        host = Normal(of);
        return int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out port) && Fingerprint.TryParse(digits, out key);
    }

    private string[] Read() => File.Exists(path) || Directory.Exists(path) ? File.ReadAllLines(path) : [];
}
