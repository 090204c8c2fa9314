using System.Diagnostics;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Words;

/// <summary>The words about the files that the client keeps.</summary>
internal static class FileWords
{
    /// <summary>See <see cref="NoticeText.Of(Notice)"/>.</summary>
    public static string Of(FileNotice notice) => notice switch
    {
        FileUnreadable { File: KeptFile.Seen } file => $"the record of the messages shown cannot be read and begins anew: {Inert.Text(file.Path)}",
        FileUnreadable { File: KeptFile.Iterations } file =>
            $"cannot read how strong a proof the server asked for before; to begin anew, remove {Inert.Text(file.Path)}",
        FileUnreadable { File: KeptFile.KnownServers } file => $"cannot read the known servers in {Inert.Text(file.Path)}: {Inert.Text(file.Reason ?? "")}",
        FileNotWritten { File: KeptFile.Seen } file =>
            $"cannot record the messages shown, so that some may be shown twice: {Inert.Text(file.Reason)}",
        FileNotWritten { File: KeptFile.Iterations } file => $"cannot remember how strong a proof the server asks for: {Inert.Text(file.Reason)}",
        FileNotWritten { File: KeptFile.KnownServers } file => $"cannot remember the key of this server: {Inert.Text(file.Reason)}",
        KnownServersLineBroken { Line: var line } => $"{At(line)} is not HOST PORT FINGERPRINT: correct it or remove it",
        KnownServersLineDiffers { Line: var line } => $"{At(line)}, written just now, has another key for this server: compare the fingerprints",
        _ => throw new UnreachableException($"No words for {notice}."),
    };

    private static string At(KnownServersLine line) => $"line {Number.Of(line.Number)} of {Inert.Text(line.Path)}";
}
