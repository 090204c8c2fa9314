using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace ChatCli.Torture;

/// <summary>A process that this program has started, with pipes, and that never outlives this object. Signals go to its id alone.</summary>
internal sealed partial class Child : IDisposable
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    private const int FileSizeLimit = 1;

    private readonly Process _process;
    private readonly ManualResetEventSlim _reads = new(true);

    private Child(Process process, Action<string> onOutput, Action<string> onError)
    {
        _process = process;
        Ended = Task.WhenAll(
            process.WaitForExitAsync(), ReadAsync(process.StandardOutput.BaseStream, onOutput), ReadAsync(process.StandardError.BaseStream, onError));
    }

    /// <summary>Completes when it has ended and all that it printed was read.</summary>
    public Task Ended { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>Whether it is to end: set before it is told to.</summary>
    public bool EndIsWanted { get; set; }

    public static Child Start(
        string program, IEnumerable<string> arguments, string folder, Action<string> onOutput, Action<string> onError,
        params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new Child(Process.Start(start)!, onOutput, onError);
    }

    /// <summary>Types a line; waits while its input pipe is full. False when it takes no more.</summary>
    public bool TryWrite(string line)
    {
        try
        {
            Stream input = _process.StandardInput.BaseStream;
            input.Write(Encoding.UTF8.GetBytes(line + "\n"));
            input.Flush();
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether what it prints is read.</summary>
    public void SetReading(bool reads)
    {
        if (reads) _reads.Set();
        else _reads.Reset();
    }

    public void Signal(int signal)
    {
        if (!_process.HasExited) _ = SendSignal(_process.Id, signal);
    }

    /// <summary>Limits the size of every file that it writes, in bytes; null: not any more.</summary>
    public void LimitFiles(long? size)
    {
        var limit = new ResourceLimit { Soft = size is { } bytes ? (ulong)bytes : ulong.MaxValue, Hard = ulong.MaxValue };
        if (!_process.HasExited && SetResourceLimit(_process.Id, FileSizeLimit, in limit, 0) != 0)
            throw new InvalidOperationException($"prlimit: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public void Dispose()
    {
        _reads.Set();
        Signal(Kill);
        _process.WaitForExit();
    }

    private Task ReadAsync(Stream output, Action<string> onLine) =>
        Task.Factory.StartNew(() => Read(output, onLine), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>A last line without its end is none: its process was killed while it wrote it.</summary>
    private void Read(Stream output, Action<string> onLine)
    {
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        while (true)
        {
            _reads.Wait();
            int read = output.Read(buffer, length, buffer.Length - length);
            if (read == 0) return;
            length += read;
            int begin = 0;
            while (buffer.AsSpan(begin, length - begin).IndexOf((byte)'\n') is >= 0 and var end)
            {
                onLine(Encoding.UTF8.GetString(buffer, begin, end));
                begin += end + 1;
            }
            buffer.AsSpan(begin, length - begin).CopyTo(buffer);
            length -= begin;
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int SetResourceLimit(int processId, int resource, in ResourceLimit limit, nint old);

    /// <summary><c>struct rlimit</c> of a 64-bit system.</summary>
    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
