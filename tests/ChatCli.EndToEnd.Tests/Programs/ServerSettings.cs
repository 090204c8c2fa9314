namespace ChatCli.EndToEnd.Tests;

/// <summary>How a server of a test is started.</summary>
internal sealed record ServerSettings
{
    /// <summary>BLOCK_DURATION, in seconds.</summary>
    public int BlockDuration { get; init; } = 60;

    /// <summary>TIMEOUT, in seconds.</summary>
    public int Timeout { get; init; } = 600;

    /// <summary>The grace period, in seconds.</summary>
    public int Grace { get; init; }

    /// <summary>credentials.txt.</summary>
    public string Credentials { get; init; } = Accounts.File;

    /// <summary>How slowly keys are derived.</summary>
    public int Iterations { get; init; } = 4096;

    /// <summary>Whether the passwords in credentials.txt stay, so that nobody but the test writes it.</summary>
    public bool KeepPlaintext { get; init; }

    /// <summary>The files of a certificate and its key, in place of the server's own; null: its own.</summary>
    public (string Certificate, string Key)? Certificate { get; init; }

    /// <summary>How many messages a second a user may send; null: the default.</summary>
    public int? MessageRate { get; init; }

    public string LogLevel { get; init; } = "information";

    /// <summary>Whether it will have something to complain about.</summary>
    public bool AllowsErrors { get; init; }

    /// <summary>How large its files may become, in units of 512 bytes; null: as large as this process's.</summary>
    public int? FileBlocks { get; init; }

    /// <summary>How many file descriptors it may have; null: as many as this process.</summary>
    public int? Descriptors { get; init; }
}
