using System.Globalization;
using System.Text;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Files;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>
/// The highest message number that was shown for each sender and each of the sender's processes, so that what comes again is not shown
/// again. A file guards it against the end of this process at any moment, not of the machine: it is not synced. Used by the client's loop alone.
/// </summary>
/// <remarks>
/// Its first line is <c>chatcli-seen 1</c>, and then there is one line for each: sender, instance, number, and when it was
/// touched last, in seconds since 1970-01-01 UTC. What another client of the same user wrote meanwhile is taken in, the higher number counts.
/// </remarks>
/// <param name="path">The file; it and its folder are made when needed.</param>
/// <param name="time">The clock.</param>
/// <param name="show">Shows a notice.</param>
internal sealed class SeenFile(string path, TimeProvider time, Action<Notice> show)
{
    /// <summary>The maximum number of entries, those touched last, so that writing them takes a moment only.</summary>
    public const int MaxEntries = 5000;

    private const string Header = "chatcli-seen 1";

    /// <summary>One that was not touched for so long is dropped.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private readonly Dictionary<(string Sender, string Instance), (long N, long Touched)> _seen = [];
    private readonly StringBuilder _text = new();
    private DateTime _lastWrite;
    private bool _isChanged;
    private bool _saidProblem;

    /// <summary>Whether a message was shown already.</summary>
    public bool Contains(MessageEvent message) =>
        _seen.TryGetValue((message.From, message.Instance), out (long N, long) seen) && message.N <= seen.N;

    /// <summary>A message was shown.</summary>
    public void Add(MessageEvent message)
    {
        // Such a sender or instance there cannot be, and the file could not be read again with it.
        if (!IsWord(message.From) || !IsWord(message.Instance)) return;
        _seen[(message.From, message.Instance)] = (message.N, Now());
        _isChanged = true;
    }

    /// <summary>Takes in what the file says when it is not as it was left. To be called after each login.</summary>
    public void Refresh()
    {
        try
        {
            if (File.GetLastWriteTimeUtc(path) == _lastWrite) return;
            _lastWrite = File.GetLastWriteTimeUtc(path);
            if (!File.Exists(path)) return;
            if (!TryParse(File.ReadAllLines(path))) show(new FileUnreadable(KeptFile.Seen, path, null));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            show(new FileUnreadable(KeptFile.Seen, path, e.Message));
        }
    }

    /// <summary>Replaces the file when something was added since the last time. That it cannot be done is said once.</summary>
    public void Save()
    {
        if (!_isChanged) return;
        try
        {
            Refresh();
            StateFolder.Replace(path, Text(), Durability.Process);
            _isChanged = false;
            _lastWrite = File.GetLastWriteTimeUtc(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            if (_saidProblem) return;
            _saidProblem = true;
            show(new FileNotWritten(KeptFile.Seen, path, e.Message));
        }
    }

    private static bool IsWord(string value) => AccountRules.IsName(value);

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>False when the file is not what this type writes; then nothing of it counts.</summary>
    private bool TryParse(string[] lines)
    {
        if (lines is not [Header, ..]) return false;
        var read = new List<((string, string) Key, long N, long Touched)>(lines.Length);
        foreach (string line in lines.AsSpan(1))
        {
            string[] words = line.Split(' ');
            if (words.Length != 4 || !IsWord(words[0]) || !IsWord(words[1])) return false;
            if (!long.TryParse(words[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long n)) return false;
            if (!long.TryParse(words[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long touched)) return false;
            read.Add(((words[0], words[1]), n, touched));
        }
        foreach (((string, string) key, long n, long touched) in read)
        {
            (long N, long Touched) known = _seen.GetValueOrDefault(key, (n, touched));
            _seen[key] = (Math.Max(n, known.N), Math.Max(touched, known.Touched));
        }
        return true;
    }

    private string Text()
    {
        DropOld();
        _text.Clear().Append(Header).Append('\n');
        foreach (((string sender, string instance), (long n, long touched)) in _seen)
            _text.Append(CultureInfo.InvariantCulture, $"{sender} {instance} {n} {touched}\n");
        return _text.ToString();
    }

    private void DropOld()
    {
        long oldest = Now() - (long)Kept.TotalSeconds;
        foreach ((var key, (_, long touched)) in _seen)
            if (touched < oldest) _seen.Remove(key);
        if (_seen.Count <= MaxEntries) return;
        foreach (var key in _seen.OrderBy(entry => entry.Value.Touched).Take(_seen.Count - MaxEntries * 3 / 4).Select(entry => entry.Key).ToArray())
            _seen.Remove(key);
    }
}
