namespace ChatCli.Load;

/// <summary>A load did not complete: lost or surplus messages, a refusal, a stall, a server that ended.</summary>
internal sealed class LoadFailedException(string message) : Exception(message);
