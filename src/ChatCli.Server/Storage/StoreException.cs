namespace ChatCli.Server.Storage;

/// <summary>Why a store cannot be opened, checked or copied: one line for the person who started the program.</summary>
internal sealed class StoreException(string message) : Exception(message);
