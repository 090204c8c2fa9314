using System.Diagnostics;
using System.Text;

namespace ChatCli.EndToEnd.Tests;

/// <summary>A program that runs as a child process with pipes, and never longer than this object lives.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    /// <summary>So long a test waits for what must come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private bool _isDisposed;

    private ProgramRun(string title, Process process)
    {
        _process = process;
        Transcript = new Transcript(title);
        Output = new OutputLines(process.StandardOutput, line => Transcript.Note("<", line));
        Errors = new OutputLines(process.StandardError, line => Transcript.Note("!", line));
    }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public OutputLines Output { get; }

    public OutputLines Errors { get; }

    public Transcript Transcript { get; }

    /// <summary>Starts a program; its environment is this one's with the given additions and without a password for the client.</summary>
    public static ProgramRun Start(
        string program, IEnumerable<string> arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        string[] given = [.. arguments];
        var start = new ProcessStartInfo(program, given)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        };
        start.Environment.Remove("CHATCLI_PASSWORD");
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new ProgramRun($"{Path.GetFileName(program)} {string.Join(' ', given)}", Process.Start(start)!);
    }

    /// <summary>Types a line.</summary>
    public Task SendAsync(string line)
    {
        Transcript.Note(">", line);
        return WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
    }

    /// <summary>Writes bytes as they are.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(bytes);
            await _process.StandardInput.BaseStream.FlushAsync();
        }
        catch (IOException e)
        {
            throw Transcript.Complaint($"The program takes no more input: {e.Message}");
        }
    }

    /// <summary>No more lines come.</summary>
    public void EndInput()
    {
        Transcript.Note(">", "(end)");
        _process.StandardInput.Close();
    }

    public void Signal(int signal)
    {
        Transcript.Note(">", $"(signal {signal})");
        Signals.Send(_process, signal);
    }

    /// <summary>Waits for the end of the program and of its outputs; the exit status.</summary>
    public async Task<int> ExitStatusAsync(TimeSpan? patience = null)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(patience ?? Patience);
            await Output.EndAsync(Patience);
            await Errors.EndAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw Transcript.Complaint("The program does not end.");
        }
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Signals.Send(_process, Signals.Kill);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
