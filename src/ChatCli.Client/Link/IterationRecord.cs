using System.Globalization;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Files;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>
/// How many iterations a server had for a user's password when it was last sure to be the right one, in a file: with fewer, somebody who
/// pretends to be it could guess the password from what the client sends.
/// </summary>
/// <param name="path">The file; it and its folder are made when needed.</param>
internal sealed class IterationRecord(string path)
{
    /// <summary>The least that will do; or why that cannot be told.</summary>
    public (int Least, Notice? Problem) Read()
    {
        try
        {
            if (!File.Exists(path)) return (Limits.MinIterations, null);
            bool isRight = int.TryParse(File.ReadAllText(path).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out int iterations);
            return isRight ? (Math.Max(iterations, Limits.MinIterations), null) : (0, Unreadable(null));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (0, Unreadable(e.Message));
        }
    }

    /// <summary>Replaces the file; why, when that cannot be done.</summary>
    public Notice? Write(int iterations)
    {
        try
        {
            if (Read() is (var least, null) && least == iterations) return null;
            StateFolder.Replace(path, string.Create(CultureInfo.InvariantCulture, $"{iterations}\n"), Durability.Machine);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new FileNotWritten(KeptFile.Iterations, path, e.Message);
        }
    }

    private FileUnreadable Unreadable(string? reason) => new(KeptFile.Iterations, path, reason);
}
