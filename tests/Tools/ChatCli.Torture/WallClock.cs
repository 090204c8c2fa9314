namespace ChatCli.Torture;

/// <summary>
/// The wall clock of the server and the clients, which jumps when it is told to: a small library that is preloaded into them
/// (clock.c) adds what a file says. Made by <see cref="TortureRun"/>; may be used from any thread.
/// </summary>
internal sealed class WallClock : IDisposable
{
    private readonly FileStream _file;

    /// <param name="folder">Where the file goes.</param>
    public WallClock(string folder)
    {
        string library = Path.Combine(AppContext.BaseDirectory, "clock.so");
        if (!File.Exists(library)) throw new InvalidOperationException($"{library} is missing: make publish-torture makes it");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "clock");
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Jump(TimeSpan.Zero);
        Environment = [("LD_PRELOAD", library), ("CHATCLI_TORTURE_CLOCK", path)];
    }

    /// <summary>What a program needs in its environment to have this clock.</summary>
    public (string Name, string Value)[] Environment { get; }

    /// <summary>From now on it is wrong by so much.</summary>
    public void Jump(TimeSpan wrongBy) => RandomAccess.Write(_file.SafeFileHandle, BitConverter.GetBytes((long)wrongBy.TotalSeconds), 0);

    public void Dispose() => _file.Dispose();
}
