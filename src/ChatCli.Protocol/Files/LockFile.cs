namespace ChatCli.Protocol.Files;

/// <summary>A file beside another one that whoever changes that one holds open, because the other one is replaced and cannot be held itself.</summary>
public static class LockFile
{
    /// <summary>How long to wait for another program that changes the file, which takes a moment.</summary>
    private const int Patience = 5_000;

    private const int RetryTime = 5;

    /// <summary>
    /// Opens the file, which its owner alone may read, and holds it until the result is disposed. Waits until nobody else does; throws
    /// <see cref="IOException"/> where that takes too long, and what else files throw. Blocks.
    /// </summary>
    public static FileStream Take(string path)
    {
        long deadline = Environment.TickCount64 + Patience;
        while (true)
        {
            try
            {
                return PrivateFile.Open(path, FileMode.OpenOrCreate);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && Environment.TickCount64 < deadline)
            {
                Thread.Sleep(RetryTime);
            }
        }
    }
}
