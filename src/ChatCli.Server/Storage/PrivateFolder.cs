using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace ChatCli.Server.Storage;

/// <summary>Makes folders that their owner alone may look into: the administrators of the machine may all the same, as ever.</summary>
internal static class PrivateFolder
{
    /// <summary>Makes the folder, and what is missing above it. One that is there stays as it is. Throws what files throw.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows()) CreateOnWindows(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [SupportedOSPlatform("windows")]
    private static void CreateOnWindows(string path)
    {
        if (Directory.Exists(path)) return;
        using WindowsIdentity owner = WindowsIdentity.GetCurrent();
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (SecurityIdentifier who in (SecurityIdentifier[])
            [owner.User!, new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null)])
        {
            // Files that are made in it inherit this.
            const InheritanceFlags All = InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit;
            security.AddAccessRule(new FileSystemAccessRule(who, FileSystemRights.FullControl, All, PropagationFlags.None, AccessControlType.Allow));
        }
        security.CreateDirectory(path);
    }
}
