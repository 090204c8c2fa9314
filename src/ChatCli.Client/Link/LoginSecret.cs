using ChatCli.Protocol.Scram;

namespace ChatCli.Client.Link;

/// <summary>
/// Logs a user in again: the token, and where that is void the password, which a changed salt asks for, with the keys derived from it last. Kept
/// for the life of this process alone. Used by one task at a time.
/// </summary>
/// <param name="name">The account.</param>
/// <param name="password">Its password.</param>
internal sealed class LoginSecret(string name, string password)
{
    private string _password = password;
    private string? _proposed;
    private byte[] _salt = [];
    private int _iterations;
    private ScramKeys? _keys;

    /// <summary>The account.</summary>
    public string Name => name;

    /// <summary>Resumes the session after a lost link: see <see cref="Protocol.Messages.WelcomeReply.Token"/>.</summary>
    public string Token
    {
        get;
        set => (PreviousToken, field) = (field, value);
    } = "";

    /// <summary>The one before, which counts where the server ended before it had kept the newer one.</summary>
    public string PreviousToken { get; private set; } = "";

    /// <summary>The password was changed: this token resumes the session from now on, and none before.</summary>
    public void Change(string token) => (Token, PreviousToken) = (token, "");

    /// <summary>Whether this is the password that the user has logged in with.</summary>
    public bool Is(string candidate) => candidate == _password;

    /// <summary>The server was asked to change the password: until its answer both may be right.</summary>
    public void Propose(string next) => _proposed = next;

    /// <summary>The server has not changed the password.</summary>
    public void Withdraw() => _proposed = null;

    /// <summary>The password is the proposed one from now on; false when none was.</summary>
    public bool TryAdopt()
    {
        if (_proposed is null) return false;
        (_password, _proposed, _keys) = (_proposed, null, null);
        return true;
    }

    /// <summary>The keys for the server's proof; derived slowly, elsewhere, unless salt and iterations are those of the last time.</summary>
    public async Task<ScramKeys> DeriveAsync(byte[] salt, int iterations, CancellationToken cancellation)
    {
        if (_keys is { } known && iterations == _iterations && salt.AsSpan().SequenceEqual(_salt)) return known;
        string from = _password;
        ScramKeys keys = await Task.Run(() => ScramKeys.Derive(from, salt, iterations), cancellation);
        (_salt, _iterations, _keys) = (salt, iterations, keys);
        return keys;
    }
}
