using ChatCli.Protocol.Bytes;

namespace ChatCli.Client.Notices;

/// <summary>About the key of the server, and whether it is the right one.</summary>
internal abstract record TrustNotice : Notice;

/// <summary>The server is not known; the person is about to be asked.</summary>
/// <param name="Server">The server.</param>
/// <param name="Key">The key that it shows.</param>
internal sealed record ServerIsNew(ServerAddress Server, Fingerprint Key) : TrustNotice;

/// <summary>The server is not known, and nobody can be asked.</summary>
/// <param name="Server">The server.</param>
/// <param name="Key">The key that it shows.</param>
internal sealed record ServerUnknown(ServerAddress Server, Fingerprint Key) : TrustNotice;

/// <summary>The person did not accept the key.</summary>
internal sealed record KeyNotAccepted : TrustNotice;

/// <summary>A line of the file of known servers.</summary>
/// <param name="Path">The file.</param>
/// <param name="Number">From 1.</param>
internal sealed record KnownServersLine(string Path, int Number);

/// <summary>The server shows another key than before.</summary>
/// <param name="Server">The server.</param>
/// <param name="Known">The key of before.</param>
/// <param name="Shown">The key that it shows.</param>
/// <param name="Line">Where the key of before is written; null: it was accepted in this run.</param>
internal sealed record KeyChanged(ServerAddress Server, Fingerprint Known, Fingerprint Shown, KnownServersLine? Line) : TrustNotice;

/// <summary>The server shows another key than the one that was given for it.</summary>
/// <param name="Server">The server.</param>
/// <param name="Given">The one that will do.</param>
/// <param name="Shown">The key that it shows.</param>
internal sealed record KeyNotGiven(ServerAddress Server, Fingerprint Given, Fingerprint Shown) : TrustNotice;

/// <summary>An account is about to be made at a server that has not proved to be the right one.</summary>
/// <param name="Key">The key that it shows.</param>
internal sealed record AccountAtUnproven(Fingerprint Key) : TrustNotice;

/// <summary>No account is made at a server that has not proved to be the right one, because nobody can be asked.</summary>
/// <param name="Key">The key that it shows.</param>
internal sealed record AccountNeedsKey(Fingerprint Key) : TrustNotice;
