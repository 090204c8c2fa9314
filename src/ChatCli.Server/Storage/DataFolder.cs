using ChatCli.Protocol.Files;

namespace ChatCli.Server.Storage;

/// <summary>The folder in which the store is, held by one server at a time. A server that is killed lets go of it too.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>In place of a folder: nothing outlives the server.</summary>
    public const string InMemory = ":memory:";

    private const string DatabaseName = "chatcli.db";
    private const string CertificateName = "server.pem";
    private const string LockName = "lock";

    // What opening a held file fails with: EAGAIN of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] HeldErrors = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream theLock) =>
        (DatabasePath, CertificatePath, _lock) = (DatabaseIn(path), Path.Combine(path, CertificateName), theLock);

    /// <summary>The user's own data folder: XDG_DATA_HOME or ~/.local/share, and its counterparts elsewhere; null where there is none.</summary>
    public static string? Default =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? Path.Combine(data, "chatcli-server")
            : null;

    public string DatabasePath { get; }

    /// <summary>The server's own certificate and key.</summary>
    public string CertificatePath { get; }

    public static string DatabaseIn(string folder) => Path.Combine(folder, DatabaseName);

    /// <summary>Makes the folder when it is missing, readable by its owner alone, and holds it; a <see cref="StoreException"/> says why not.</summary>
    public static DataFolder Open(string path)
    {
        if (File.Exists(path)) throw new StoreException($"cannot use the data folder {path}: it is a file");
        try
        {
            PrivateFolder.Create(path);
            return new DataFolder(path, PrivateFile.Open(Path.Combine(path, LockName), FileMode.OpenOrCreate));
        }
        catch (IOException e) when (HeldErrors.Contains(e.HResult))
        {
            throw new StoreException($"the data folder {path} is used by another server; choose another one with --data");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"cannot use the data folder {path}: {e.Message}");
        }
    }

    public void Dispose() => _lock.Dispose();
}
