namespace ChatCli.Client.Notices;

/// <summary>About the files that the client keeps.</summary>
internal abstract record FileNotice : Notice;

/// <summary>The files that the client keeps, by their purpose.</summary>
internal enum KeptFile : byte
{
    /// <summary>The messages that were shown.</summary>
    Seen,

    /// <summary>How slowly the keys of a password are derived.</summary>
    Iterations,

    /// <summary>The keys of the servers.</summary>
    KnownServers,
}

/// <summary>A file cannot be read.</summary>
/// <param name="File">Its purpose.</param>
/// <param name="Path">The file.</param>
/// <param name="Reason">The system's words; null: the file is not what this program writes.</param>
internal sealed record FileUnreadable(KeptFile File, string Path, string? Reason) : FileNotice;

/// <summary>A file cannot be written.</summary>
/// <param name="File">Its purpose.</param>
/// <param name="Path">The file.</param>
/// <param name="Reason">The system's words.</param>
internal sealed record FileNotWritten(KeptFile File, string Path, string Reason) : FileNotice;

/// <summary>A line of the file of known servers is not one.</summary>
/// <param name="Line">Which.</param>
internal sealed record KnownServersLineBroken(KnownServersLine Line) : FileNotice;

/// <summary>Another client has just written another key for this server.</summary>
/// <param name="Line">Where.</param>
internal sealed record KnownServersLineDiffers(KnownServersLine Line) : FileNotice;
