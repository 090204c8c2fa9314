using System.Runtime.InteropServices;

namespace ChatCli.Protocol.Bytes;

/// <summary>The machine's list of public certificate authorities, which nothing here asks: who trusts a key has compared its fingerprint.</summary>
public static partial class PublicAuthorities
{
    /// <summary>
    /// Keeps the TLS library of this process from reading the list, which would take about 100 ms at the first handshake. To be called
    /// first thing in a program, before it has other threads. Does nothing where the list is not a folder of files.
    /// </summary>
    public static void Ignore()
    {
        if (!OperatingSystem.IsLinux()) return;
        // The native environment: what Environment sets, the library does not see.
        _ = SetVariable("SSL_CERT_DIR", "/nonexistent", 1);
        _ = SetVariable("SSL_CERT_FILE", "/nonexistent", 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
