namespace ChatCli.Load;

/// <summary>Where one run of a load happens.</summary>
/// <param name="Dialect">Against which kind of server.</param>
/// <param name="Folder">The server's working folder, empty before.</param>
/// <param name="Cancellation">Set when the person ends the program.</param>
internal sealed record Setting(Dialect Dialect, string Folder, CancellationToken Cancellation);
