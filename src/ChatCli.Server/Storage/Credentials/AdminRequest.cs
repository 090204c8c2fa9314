namespace ChatCli.Server.Storage.Credentials;

/// <summary>What a server is to do about an account beyond reading credentials.txt.</summary>
internal enum AdminRequestKind
{
    /// <summary>Delete what belongs to an account of this name that is no more: one of that name now is another.</summary>
    Forget,

    /// <summary>Let no token take the session over: the password is another.</summary>
    Void,

    /// <summary>End the block-out after wrong passwords.</summary>
    Unblock,
}

/// <summary>What an administrator asks of the server of a credentials.txt, which does it at once or when it is started. Doing it again does no harm.</summary>
internal readonly record struct AdminRequest(AdminRequestKind Kind, string Name);
