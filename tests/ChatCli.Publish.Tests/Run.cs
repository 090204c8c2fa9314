using System.Diagnostics;
using System.Text;

namespace ChatCli.Publish.Tests;

/// <summary>What a program has said when it had ended.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record Run(int Status, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Status, output and errors in one text, to compare in one step and to be shown when a test fails.</summary>
    public string All => $"{Status} {Output}{Errors}";

    /// <summary>Runs a program with nothing to read, in an environment of its own beside this one's PATH.</summary>
    public static Run Program(string program, IEnumerable<string> arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        string? path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = "/nonexistent";
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} does not end.");
        }
        return new Run(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    /// <summary>Runs a line of shell.</summary>
    public static Run Sh(string line, string? folder = null, params (string Name, string Value)[] environment) =>
        Program("/bin/sh", ["-c", line], folder, environment);
}
