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

    /// <summary>How many messages a second a user may send; null: the default.</summary>
    public int? MessageRate { get; init; }

    public string LogLevel { get; init; } = "information";

    /// <summary>How many file descriptors it may have; null: as many as this process.</summary>
    public int? Descriptors { get; init; }

    /// <summary>How large its files may become, in KiB, as if the disk were full then, which it may complain about; null: without a limit.</summary>
    public int? LargestFile { get; init; }
}
