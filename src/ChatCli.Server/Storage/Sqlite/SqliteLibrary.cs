using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>
/// Where SQLite itself comes from: it is part of the native executable on Linux; elsewhere, and without native compilation, the
/// operating system has it.
/// </summary>
internal static class SqliteLibrary
{
    private const string NameInProvider = "e_sqlite3";

    /// <summary>MUST be called before the first connection is made; more than once does no harm.</summary>
    public static void Load() => RuntimeHelpers.RunClassConstructor(typeof(Once).TypeHandle);

    private static nint Find(string name)
    {
        if (name != NameInProvider) return 0;
        if (OperatingSystem.IsWindows()) return NativeLibrary.Load("winsqlite3.dll");
        return NativeLibrary.Load(OperatingSystem.IsMacOS() ? "/usr/lib/libsqlite3.dylib" : "libsqlite3.so.0");
    }

    private static class Once
    {
        static Once()
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, static (name, _, _) => Find(name));
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
        }
    }
}
