using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>
/// Finds SQLite itself. On Linux it comes from a package: linked into native executables, and beside programs that the runtime compiles.
/// Windows and macOS have it themselves.
/// </summary>
internal static class SqliteLibrary
{
    private const string NameInProvider = "e_sqlite3";

    /// <summary>Of SQLite 3.27, the first that can copy a database into a file. Windows has it since the version 1903.</summary>
    private const int OldestVersion = 3_027_000;

    /// <summary>
    /// MUST be called before the first connection is made; more than once does no harm. A <see cref="StoreException"/> says why there is no SQLite.
    /// </summary>
    public static void Load()
    {
        try
        {
            RuntimeHelpers.RunClassConstructor(typeof(Once).TypeHandle);
        }
        catch (TypeInitializationException e) when (e.InnerException is DllNotFoundException)
        {
            throw new StoreException(OperatingSystem.IsWindows()
                ? "SQLite is missing here: Windows has it as winsqlite3.dll since Windows 10"
                : "SQLite is missing here: libe_sqlite3.so belongs beside the program");
        }
        RequireVersion(raw.sqlite3_libversion_number(), raw.sqlite3_libversion().utf8_to_string());
    }

    internal static void RequireVersion(int number, string version)
    {
        if (number < OldestVersion) throw new StoreException($"the system's SQLite {version} is too old: 3.27 is needed, which Windows has since the version 1903");
    }

    private static nint Find(string name)
    {
        if (name != NameInProvider) return 0;
        // Only the system's own: a file of that name beside the executable or in the current folder is another one.
        if (OperatingSystem.IsWindows()) return NativeLibrary.Load("winsqlite3.dll", typeof(SqliteLibrary).Assembly, DllImportSearchPath.System32);
        return OperatingSystem.IsMacOS() ? NativeLibrary.Load("/usr/lib/libsqlite3.dylib") : 0;
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
