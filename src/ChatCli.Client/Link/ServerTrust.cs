using System.Security.Cryptography.X509Certificates;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Client.Link;

/// <summary>
/// Decides whether the key that a server shows is the right one: the one key that was given; else one that is known; else one that a public
/// authority vouches for; else the person decides, once. One for a run of the client, which connects to one server. Knows no screen.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="known">The servers that are known; not looked at when a key was given.</param>
/// <param name="given">The one key that will do, when it was given.</param>
/// <param name="acceptsNew">Whether the key of a server that is not known will do unseen.</param>
/// <param name="isVouchedFor">Whether a public authority vouches that a certificate is the server's.</param>
internal sealed class ServerTrust(
    ServerAddress server, KnownServers known, Fingerprint? given, bool acceptsNew, Func<X509Certificate2, X509Certificate2Collection, bool> isVouchedFor)
{
    /// <summary>The key that this run has trusted: the one that every further connection must show.</summary>
    private Fingerprint? _trusted;

    /// <summary>Why the last key was refused; null: it was not, or it is <see cref="Unknown"/>.</summary>
    public Notice? Problem { get; private set; }

    /// <summary>The last key, when nothing is known about it and nobody has accepted it.</summary>
    public Fingerprint? Unknown { get; private set; }

    /// <summary>The key that was accepted in this run, until <see cref="Prove"/>: it may be anybody's.</summary>
    public Fingerprint? Unproven { get; private set; }

    /// <summary>Whether a certificate will do; when not, <see cref="Problem"/> or <see cref="Unknown"/> is there.</summary>
    public bool Check(X509Certificate2 certificate, X509Certificate2Collection issuers)
    {
        Fingerprint key = Fingerprint.Of(certificate);
        (Problem, Unknown) = (null, null);
        if (given is not null)
        {
            if (key == given) return true;
            Problem = new KeyNotGiven(server, given, key);
            return false;
        }
        if (key == _trusted) return true;
        (List<KnownKey> keys, Notice? problem) = known.Find(server.Host, server.Port);
        if (problem is not null)
        {
            Problem = problem;
            return false;
        }
        if (keys.Exists(pin => pin.Key == key) || isVouchedFor(certificate, issuers))
        {
            _trusted = key;
            return true;
        }
        if (keys.Count > 0) Problem = new KeyChanged(server, keys[0].Key, key, new KnownServersLine(known.Path, keys[0].Line));
        else if (_trusted is not null) Problem = new KeyChanged(server, _trusted, key, null);
        else if (acceptsNew) Accept(key);
        else Unknown = key;
        return _trusted == key;
    }

    /// <summary>The person accepts a key for this run.</summary>
    public void Accept(Fingerprint key) => (_trusted, Unproven, Unknown) = (key, key, null);

    /// <summary>
    /// The server has shown that it is the right one, or has made an account on the person's word: what was accepted is remembered for later runs. Why,
    /// when that cannot be done.
    /// </summary>
    public Notice? Prove()
    {
        if (Unproven is not { } key) return null;
        Unproven = null;
        return known.Add(server.Host, server.Port, key);
    }
}
