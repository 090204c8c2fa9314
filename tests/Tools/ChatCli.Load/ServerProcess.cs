using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using ChatCli.Testing;

namespace ChatCli.Load;

/// <summary>A server under measurement: a child process that is ended with this object. The main thread owns it.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private const int TerminateSignal = 15;
    private const int MaxKeptOutput = 2000;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
        new Thread(() => Drain(process.StandardOutput)) { IsBackground = true }.Start();
        new Thread(() => Drain(process.StandardError)) { IsBackground = true }.Start();
    }

    /// <summary>Where it listens, on the loopback address.</summary>
    public int Port { get; }

    /// <summary>From the start of the process to the first connection.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Starts a program on a free port and waits until it accepts.</summary>
    public static ServerProcess Start(string path, Func<int, string[]> arguments, Setting setting)
    {
        int port = Ports.Free();
        var start = new ProcessStartInfo(path, arguments(port))
        {
            WorkingDirectory = setting.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Set for this process by itself; the server decides on its own.
        start.Environment.Remove(EventThread.InlineCompletions);
        start.Environment.Remove(EventThread.ThreadCount);

        long began = Stopwatch.GetTimestamp();
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LoadFailedException($"{path}: {e.Message}");
        }
        var server = new ServerProcess(process, port);
        try
        {
            server.AwaitAccept(began, setting.Cancellation);
        }
        catch
        {
            server.Dispose();
            throw;
        }
        return server;
    }

    /// <summary>Processor seconds of the server so far.</summary>
    public double ProcessorSeconds() => ProcessorTime.OfProcess(_process.Id);

    /// <summary>Resident memory in KiB.</summary>
    public long ResidentKiB()
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("VmRSS:".Length).Trim().TrimEnd("kB").Trim());
    }

    /// <summary>What the server has said when it has ended; null while it runs.</summary>
    public string? Ended()
    {
        if (!_process.HasExited) return null;
        lock (_output) return $"the server ended with status {_process.ExitCode}\n{_output}".TrimEnd();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, TerminateSignal);
            if (!_process.WaitForExit(StopLimit))
            {
                Console.Error.WriteLine($"chatcli-load: process {_process.Id} did not end in {StopLimit.TotalSeconds:0} s and was killed");
                _process.Kill();
                _process.WaitForExit();
            }
        }
        _process.Dispose();
    }

    private void AwaitAccept(long began, CancellationToken cancellation)
    {
        var endPoint = new IPEndPoint(IPAddress.Loopback, Port);
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Connect(endPoint);
                StartTime = Stopwatch.GetElapsedTime(began);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
            cancellation.ThrowIfCancellationRequested();
            if (Ended() is { } reason) throw new LoadFailedException(reason);
            if (Stopwatch.GetElapsedTime(began) > StartLimit) throw new LoadFailedException("the server does not accept connections");
            // Shorter than any sleep, so that the measured time is exact, and long enough to leave the server a core.
            Pause(TimeSpan.FromMicroseconds(100));
        }
    }

    private static void Pause(TimeSpan time)
    {
        var nap = new TimeSpecification { Nanoseconds = (nint)time.TotalNanoseconds };
        _ = NanoSleep(in nap, 0);
    }

    private void Drain(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            lock (_output)
            {
                if (_output.Length < MaxKeptOutput) _output.AppendLine(line);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpecification time, nint remaining);

    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
