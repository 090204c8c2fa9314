namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// Reads credentials.txt, which people edit while the server runs: notices an edit that is finished, and keeps back what is more likely half of one or a
/// mistake. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the disk does. One caller at a time.
/// </summary>
internal sealed class CredentialsWatcher(string path)
{
    private (DateTime Written, long Length) _known;
    private (DateTime Written, long Length)? _unsettled;
    private bool _wasThere;

    /// <summary>
    /// Whether the file was edited and is the same as at the last call: an editor may still be writing, and half a file would remove accounts, and their
    /// mailboxes with them.
    /// </summary>
    public bool HasSettledEdit()
    {
        (DateTime, long) stamp = Stamp();
        if (stamp == _known) return false;
        if (stamp == _unsettled) return true;
        _unsettled = stamp;
        return false;
    }

    /// <summary>What the file holds and the accounts in it; no accounts, and why, where they must not be taken over.</summary>
    /// <param name="known">The accounts so far.</param>
    /// <param name="mayRemove">Whether accounts may have gone: only after <see cref="HasSettledEdit"/>.</param>
    public (byte[] Content, Dictionary<string, string>? Accounts, string? Error) Read(AccountSet known, bool mayRemove)
    {
        (DateTime, long) stamp = Stamp();
        bool isThere = Path.Exists(path);
        byte[] content = isThere ? File.ReadAllBytes(path) : [];
        (Dictionary<string, string>? accounts, string? error) = CredentialsFormat.Parse(content);
        // Not noted as read: whether it was half of an edited file is seen later.
        if (!mayRemove && accounts is not null && known.HasMoreThan(accounts)) return (content, null, "accounts are missing in it");
        _known = stamp;
        // Everybody's mailbox would be deleted: more likely somebody is about to put another file there.
        if (!isThere && _wasThere) return (content, null, "the file is missing");
        if (accounts is { Count: 0 } && known.Names.Count > 0) return (content, null, "no account is left in it");
        _wasThere = isThere;
        return (content, accounts, error);
    }

    /// <summary>This program has written the file: that is no edit.</summary>
    public void NoteWritten() => (_known, _wasThere) = (Stamp(), true);

    private (DateTime, long) Stamp()
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
