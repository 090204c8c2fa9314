using System.Globalization;

namespace ChatCli.EndToEnd.Tests;

/// <summary>The TCP ports that a process listens on, from /proc (Linux).</summary>
internal static class ListeningPorts
{
    private const string Listening = "0A";

    public static int[] Of(int processId)
    {
        HashSet<string> sockets = [];
        foreach (string descriptor in Directory.GetFiles($"/proc/{processId}/fd"))
        {
            string? target = new FileInfo(descriptor).LinkTarget;
            if (target?.StartsWith("socket:[", StringComparison.Ordinal) == true) sockets.Add(target["socket:[".Length..^1]);
        }
        // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
        return
        [
            .. ((string[])["tcp", "tcp6"]).SelectMany(table => File.ReadLines($"/proc/{processId}/net/{table}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns[3] == Listening && sockets.Contains(columns[9]))
                .Select(columns => int.Parse(columns[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        ];
    }
}
