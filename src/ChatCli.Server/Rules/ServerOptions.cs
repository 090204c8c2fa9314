using System.Net;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Rules;

/// <summary>What the program is started for.</summary>
internal enum ServerTask
{
    Serve,

    /// <summary>Look for damage in the store.</summary>
    Check,

    /// <summary>Copy the store.</summary>
    Backup,

    /// <summary>Make an account.</summary>
    AddUser,

    /// <summary>Give an account another password.</summary>
    ChangePassword,

    /// <summary>Take an account away.</summary>
    RemoveUser,

    /// <summary>End a block-out after wrong passwords.</summary>
    UnblockUser,

    /// <summary>Show who has an account.</summary>
    ListUsers,
}

/// <summary>Everything that can be set on the command line.</summary>
internal sealed record ServerOptions
{
    /// <summary>In place of a certificate's file: connections are not encrypted.</summary>
    public const string NoCertificate = "none";

    /// <summary>The most that a timer can measure, about 49 days.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>What to do.</summary>
    public ServerTask Task { get; init; }

    /// <summary>The TCP port; 0 lets the system choose one.</summary>
    public int Port { get; init; } = 5000;

    /// <summary>How long three wrong passwords block an account.</summary>
    public TimeSpan BlockDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a user may give no command; zero: for ever.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>How long a user whose link ended counts as online.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may take to log in.</summary>
    public TimeSpan LoginTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The address to listen on; null: all of them.</summary>
    public IPAddress? Bind { get; init; }

    /// <summary>Whether connections that are not encrypted may come from other machines.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>The certificate, with those of its issuers, to show in place of the one in the data folder; or <see cref="NoCertificate"/>.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>Its key.</summary>
    public string? TlsKey { get; init; }

    /// <summary>The account database.</summary>
    public string Credentials { get; init; } = "credentials.txt";

    /// <summary>Whether it is an error when the account database is missing; else it begins empty.</summary>
    public bool CredentialsMustExist { get; init; }

    /// <summary>Whether passwords that stand in the account database stay there after a login.</summary>
    public bool KeepPlaintext { get; init; }

    /// <summary>How slowly the keys of a new password are derived: about 50 ms on a processor of 2024, for who logs in and for each guess.</summary>
    public int Iterations { get; init; } = 250_000;

    /// <summary>The folder of the store, or <c>:memory:</c>; null: the user's own.</summary>
    public string? Data { get; init; }

    /// <summary>Where a copy of the store goes.</summary>
    public string? BackupFile { get; init; }

    /// <summary>Whose account it is about.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Where that account's password stands; null: it is asked for.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The least important lines that are logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>How many messages a second a user may send, after a number at once; 0: as many as there are.</summary>
    public int MessageRate { get; init; } = 200;

    /// <summary>How many connections there may be.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>On how many connections nobody may have logged in yet, over all addresses; each has its share.</summary>
    public int MaxStrangers { get; init; } = 1000;

    /// <summary>
    /// How many wrong passwords one address may try at once, and how long until one more. Of a class of a hundred behind one address a fifth
    /// may mistype in the same moment; alone it can keep five names blocked, by three wrong passwords a minute each.
    /// </summary>
    public int TriesAtOnce { get; init; } = 20;

    /// <inheritdoc cref="TriesAtOnce"/>
    public TimeSpan TryTime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How many accounts one address may make at once, and how long until one more: a class of a hundred in its first lesson.</summary>
    public int AccountsAtOnce { get; init; } = 120;

    /// <inheritdoc cref="AccountsAtOnce"/>
    public TimeSpan AccountTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many comings and goings of one user are announced at once, and how long until one more: ten log-ins with their log-outs. To put notices off
    /// disturbs no script, however often it logs in; to refuse log-ins would.
    /// </summary>
    public int NoticesAtOnce { get; init; } = 20;

    /// <inheritdoc cref="NoticesAtOnce"/>
    public TimeSpan NoticeTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many bytes may wait for all clients together: a quarter of what this process may have, at most 1 GiB.</summary>
    public long OutboundMemory { get; init; } = Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 1L << 30);

    /// <summary>A time as long as a timer can measure: where more was asked for, it fires early.</summary>
    public static TimeSpan ForTimer(TimeSpan time) => time < LongestTimer ? time : LongestTimer;

    /// <summary>How many bytes may wait for one client before its messages go to the store.</summary>
    public int OutboundLimit { get; init; } = 256 * 1024;
}
