using ChatCli.Protocol.Scram;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>
/// Puts verifiers in the place of passwords, once somebody has proved to know them: one write for all that come until it begins. Any thread.
/// </summary>
/// <param name="write">
/// Puts into the file what it takes of its argument at the last moment; completes with whether that was possible.
/// </param>
internal sealed class VerifierUpgrade(Func<Func<IReadOnlyDictionary<string, ScramVerifier>>, Task<bool>> write)
{
    private readonly Lock _lock = new();
    private Dictionary<string, ScramVerifier> _proved = new(StringComparer.Ordinal);
    private Task _writing = Task.CompletedTask;

    /// <summary>Somebody has proved to know the password of this verifier.</summary>
    public void Add(string name, ScramVerifier verifier)
    {
        lock (_lock)
        {
            _proved[name] = verifier;
            if (_proved.Count == 1) _writing = WriteAsync();
        }
    }

    /// <summary>Completes when the passwords proved so far were replaced, or could not be.</summary>
    public Task SettleAsync()
    {
        lock (_lock) return _writing;
    }

    private async Task WriteAsync()
    {
        Dictionary<string, ScramVerifier>? proved = null;
        if (await write(() => proved ??= Take())) return;
        // The passwords stay until they are proved again.
        if (proved is null) Take();
    }

    private Dictionary<string, ScramVerifier> Take()
    {
        lock (_lock)
        {
            Dictionary<string, ScramVerifier> taken = _proved;
            _proved = new Dictionary<string, ScramVerifier>(StringComparer.Ordinal);
            return taken;
        }
    }
}
