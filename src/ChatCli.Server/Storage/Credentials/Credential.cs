using ChatCli.Protocol.Scram;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>What credentials.txt says of one account: a verifier, or a password, whose verifier is derived when it is first asked for, once.</summary>
internal sealed class Credential
{
    private readonly Lazy<Task<ScramVerifier>> _verifier;

    public Credential(string text, VerifierDerivation derivation)
    {
        Text = text;
        IsPlain = !ScramVerifier.TryParse(text, out ScramVerifier? kept);
        _verifier = new Lazy<Task<ScramVerifier>>(() => kept is null ? derivation.DeriveAsync(text) : Task.FromResult(kept));
    }

    /// <summary>The second column of its line.</summary>
    public string Text { get; }

    /// <summary>Whether that is a password.</summary>
    public bool IsPlain { get; }

    /// <summary>Its verifier, the same at every call.</summary>
    public Task<ScramVerifier> VerifierAsync() => _verifier.Value;

    /// <summary>Whether this is its verifier. One that was never asked for has been given to nobody.</summary>
    public bool Is(ScramVerifier verifier) =>
        (_verifier.IsValueCreated || !IsPlain) && _verifier.Value is { IsCompletedSuccessfully: true } known && known.Result.Equals(verifier);
}
