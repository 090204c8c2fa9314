using System.Diagnostics.CodeAnalysis;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Client.Features;

/// <summary>
/// The users who ask this one for a private chat, and those with whom this one has agreed to one, by which key: the server alone
/// cannot make a client connect to anybody.
/// </summary>
internal sealed class PrivateAsks
{
    private readonly List<string> _asking = [];
    private readonly Dictionary<string, TlsCertificate> _agreed = new(StringComparer.Ordinal);

    /// <summary>Those who wait for an answer, the oldest first.</summary>
    public IReadOnlyList<string> Asking => _asking;

    /// <summary>A user asks.</summary>
    public void Add(string user)
    {
        if (!_asking.Contains(user)) _asking.Add(user);
    }

    /// <summary>The user was answered, or asks no more.</summary>
    public void Remove(string user) => _asking.Remove(user);

    /// <summary>This user asked the other one, or accepted, and told the server the key.</summary>
    public void Agree(string user, TlsCertificate key) => _agreed[user] = key;

    /// <summary>The key of the agreement with a user; null when there is none.</summary>
    public TlsCertificate? FindKey(string user) => _agreed.GetValueOrDefault(user);

    /// <summary>Takes the agreement back; false when there was none.</summary>
    public bool EndAgreement(string user, [NotNullWhen(true)] out TlsCertificate? key) => _agreed.Remove(user, out key);

    /// <inheritdoc cref="EndAgreement(string, out TlsCertificate?)"/>
    public void EndAgreement(string user) => _agreed.Remove(user);
}
