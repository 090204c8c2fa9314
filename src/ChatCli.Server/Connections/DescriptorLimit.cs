using System.Runtime.InteropServices;

namespace ChatCli.Server.Connections;

/// <summary>How many connections the file descriptors of this process allow.</summary>
internal static partial class DescriptorLimit
{
    /// <summary>For everything that is no connection: store, accounts, logs, the runtime's own (about 30), and what is being accepted or closed.</summary>
    private const int Reserve = 50;

    private const int OpenFiles = 9;

    /// <summary>Raises the limit as far as that is allowed, and says how many connections there may be.</summary>
    public static int RaiseForConnections()
    {
        if (OperatingSystem.IsWindows() || SystemNative.GetLimit(OpenFiles, out SystemNative.Limit limit) != 0) return int.MaxValue;
        if (limit.Soft < limit.Hard)
        {
            SystemNative.Limit raised = limit with { Soft = limit.Hard };
            if (SystemNative.SetLimit(OpenFiles, ref raised) == 0) limit = raised;
        }
        return limit.Soft > int.MaxValue ? int.MaxValue : Math.Max((int)limit.Soft - Reserve, 1);
    }

    /// <summary>The runtime's own, which knows the numbers and layouts of each system.</summary>
    private static partial class SystemNative
    {
        [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_GetRLimit")]
        public static partial int GetLimit(int resource, out Limit limit);

        [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_SetRLimit")]
        public static partial int SetLimit(int resource, ref Limit limit);

        [StructLayout(LayoutKind.Sequential)]
        public record struct Limit(ulong Soft, ulong Hard);
    }
}
