using System.Text;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>The text of credentials.txt: a line an account, name, one space, password or verifier.</summary>
internal static class CredentialsFormat
{
    /// <summary>
    /// Reads the accounts. A byte-order mark, CRLF, blank lines and a missing end of the last line are fine; for anything else
    /// that is wrong, the number of the line and why, and no accounts.
    /// </summary>
    public static (Dictionary<string, string>? Accounts, string? Error) Parse(ReadOnlySpan<byte> file)
    {
        var accounts = new Dictionary<string, string>(StringComparer.Ordinal);
        file = file[MarkLength(file)..];
        for (int number = 1; !file.IsEmpty; number++)
        {
            ReadOnlySpan<byte> line = TakeLine(ref file, out _);
            if (line.Trim(" \t"u8).IsEmpty) continue;

            if (Words(line) is not [string name, string secret]) return (null, $"line {number}: expected a name, one space and a password");
            if (!AccountRules.IsName(name)) return (null, $"line {number}: not a possible name");
            if (secret.StartsWith(ScramVerifier.Prefix, StringComparison.Ordinal))
            {
                if (!ScramVerifier.TryParse(secret, out _)) return (null, $"line {number}: not a possible verifier");
            }
            else if (ScramVerifier.IsOfOtherForm(secret))
            {
                // Taken for a password, it would let everybody in who can read it.
                return (null, $"line {number}: a verifier of a form that this chatcli-server does not know");
            }
            else if (!AccountRules.IsPassword(secret))
            {
                return (null, $"line {number}: not a possible password");
            }
            if (!accounts.TryAdd(name, secret)) return (null, $"line {number}: a second line for this name");
        }
        return (accounts, null);
    }

    /// <summary>The file with one account more, its other bytes unchanged.</summary>
    public static byte[] Append(ReadOnlySpan<byte> file, string name, ScramVerifier verifier)
    {
        string end = file.IndexOf("\r\n"u8) >= 0 || file.EndsWith("\r"u8) ? "\r\n" : "\n";
        // Half of a CRLF is completed: a second CR would make the line before unreadable.
        string missing = file.IsEmpty || file[^1] == '\n' ? "" : file[^1] == '\r' ? "\n" : end;
        return [.. file, .. Encoding.ASCII.GetBytes($"{missing}{name} {verifier}{end}")];
    }

    /// <summary>The file with other verifiers for some accounts, its other bytes unchanged.</summary>
    public static byte[] Replace(ReadOnlySpan<byte> file, IReadOnlyDictionary<string, ScramVerifier> verifiers)
    {
        int mark = MarkLength(file);
        var replaced = new List<byte>(file.Length + 128 * verifiers.Count);
        replaced.AddRange(file[..mark]);
        file = file[mark..];
        while (!file.IsEmpty)
        {
            ReadOnlySpan<byte> line = TakeLine(ref file, out ReadOnlySpan<byte> end);
            if (Words(line) is [string name, _] && verifiers.TryGetValue(name, out ScramVerifier? verifier))
                replaced.AddRange(Encoding.ASCII.GetBytes($"{name} {verifier}"));
            else
                replaced.AddRange(line);
            replaced.AddRange(end);
        }
        return [.. replaced];
    }

    /// <summary>The file without one account, its other bytes unchanged.</summary>
    public static byte[] Remove(ReadOnlySpan<byte> file, string name)
    {
        int mark = MarkLength(file);
        var kept = new List<byte>(file.Length);
        kept.AddRange(file[..mark]);
        file = file[mark..];
        while (!file.IsEmpty)
        {
            ReadOnlySpan<byte> line = TakeLine(ref file, out ReadOnlySpan<byte> end);
            if (Words(line) is [string other, _] && other == name) continue;
            kept.AddRange(line);
            kept.AddRange(end);
        }
        return [.. kept];
    }

    private static int MarkLength(ReadOnlySpan<byte> file) => file.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> file, out ReadOnlySpan<byte> end)
    {
        int length = file.IndexOf((byte)'\n');
        ReadOnlySpan<byte> whole = length < 0 ? file : file[..(length + 1)];
        file = file[whole.Length..];
        ReadOnlySpan<byte> line = length < 0 ? whole : whole[..^1];
        if (line.EndsWith("\r"u8)) line = line[..^1];
        end = whole[line.Length..];
        return line;
    }

    /// <summary>A byte outside of ASCII becomes a character that no name or password may hold.</summary>
    private static string[] Words(ReadOnlySpan<byte> line) => Encoding.Latin1.GetString(line).Split(' ');
}
