namespace ChatCli.Load;

/// <summary>Makes all socket callbacks of this process run on one thread, the one that polls.</summary>
internal static class EventThread
{
    public const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    public const string ThreadCount = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>MUST be called before the first socket is made: the runtime reads the settings then, once.</summary>
    public static void Choose()
    {
        Environment.SetEnvironmentVariable(InlineCompletions, "1");
        Environment.SetEnvironmentVariable(ThreadCount, "1");
    }
}
