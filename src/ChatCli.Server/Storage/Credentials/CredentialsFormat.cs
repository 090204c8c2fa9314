using System.Text;
using ChatCli.Protocol.Messages;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>The text of credentials.txt: a line an account, name, one space, password.</summary>
internal static class CredentialsFormat
{
    /// <summary>
    /// Reads the accounts. A byte-order mark, CRLF, blank lines and a missing end of the last line are fine; for anything else
    /// that is wrong, the number of the line and why, and no accounts.
    /// </summary>
    public static (Dictionary<string, string>? Accounts, string? Error) Parse(ReadOnlySpan<byte> file)
    {
        var accounts = new Dictionary<string, string>(StringComparer.Ordinal);
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        if (file.StartsWith(mark)) file = file[mark.Length..];
        for (int number = 1; !file.IsEmpty; number++)
        {
            int end = file.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? file : file[..end];
            file = end < 0 ? default : file[(end + 1)..];
            if (line.EndsWith("\r"u8)) line = line[..^1];
            if (line.Trim(" \t"u8).IsEmpty) continue;

            // A byte outside of ASCII becomes a character that no name or password may hold.
            string[] words = Encoding.Latin1.GetString(line).Split(' ');
            if (words is not [string name, string password]) return (null, $"line {number}: expected a name, one space and a password");
            if (!AccountRules.IsName(name)) return (null, $"line {number}: not a possible name");
            if (!AccountRules.IsPassword(password)) return (null, $"line {number}: not a possible password");
            if (!accounts.TryAdd(name, password)) return (null, $"line {number}: a second line for this name");
        }
        return (accounts, null);
    }

    /// <summary>The file with one account more, its other bytes unchanged.</summary>
    public static byte[] Append(ReadOnlySpan<byte> file, string name, string password)
    {
        string end = file.IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
        // Half of a CRLF is completed: a second CR would make the line before unreadable.
        string missing = file.IsEmpty || file[^1] == '\n' ? "" : file[^1] == '\r' ? "\n" : end;
        return [.. file, .. Encoding.ASCII.GetBytes($"{missing}{name} {password}{end}")];
    }
}
