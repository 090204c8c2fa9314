using System.Diagnostics;
using System.Globalization;

namespace ChatCli.Torture;

/// <summary>What one process, or one user's processes, were given and have printed, in a file. May be used from everywhere.</summary>
internal sealed class Transcript : IDisposable
{
    private const int MaxLine = 160;

    private static readonly long Begin = Stopwatch.GetTimestamp();

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly StreamWriter _writer;

    public Transcript(string path)
    {
        _path = path;
        _writer = new StreamWriter(path);
    }

    /// <summary>Adds a line, with the time.</summary>
    public void Note(string mark, string line)
    {
        double now = Stopwatch.GetElapsedTime(Begin).TotalSeconds;
        lock (_gate)
        {
            if (_writer.BaseStream is null) return;
            _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now,9:0.000} {mark} {(line.Length > MaxLine ? line[..MaxLine] + "..." : line)}"));
        }
    }

    /// <summary>The lines around those that contain the text: a few of them.</summary>
    public IReadOnlyList<string> Around(string text, int lines, int most)
    {
        lock (_gate)
        {
            if (_writer.BaseStream is not null) _writer.Flush();
        }
        var before = new Queue<string>();
        List<string> found = [];
        int following = 0;
        foreach (string line in File.ReadLines(_path))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                found.AddRange(before);
                before.Clear();
                following = lines + 1;
            }
            if (following > 0)
            {
                following--;
                found.Add(line);
                if (found.Count >= most) break;
                continue;
            }
            before.Enqueue(line);
            if (before.Count > lines) before.Dequeue();
        }
        return found.Count > 0 ? found : [.. before];
    }

    public void Dispose()
    {
        lock (_gate) _writer.Dispose();
    }
}
