namespace ChatCli.Protocol.Files;

/// <summary>Standard output cannot be written, as on a full disk. The message is for the person.</summary>
public sealed class OutputException(string message) : Exception(message);
