using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using FsCheck;
using FsCheck.Fluent;

namespace ChatCli.Protocol.Tests;

/// <summary>What holds for any name, verifier and message of a log-in. A failure names the seed with which it comes again.</summary>
public class ScramPropertyTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(1000);

    /// <summary>Any UTF-16 units, many of those that are escaped or escape.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Elements<int>('=', ',', '2', '3', 'C', 'D', 'c', 'd', '$', ':'), Gen.Choose('!', '~'), Gen.Choose(0, 0xffff))
        .Select(value => (char)value).ArrayOf().Select(units => new string(units));

    private static readonly Gen<byte[]> Keys = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(32);

    private static readonly Gen<byte[]> Salts =
        from length in Gen.Choose(0, 80)
        from salt in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(length)
        select salt;

    private static readonly Gen<string> Verifiers =
        from iterations in Gen.Frequency(
            (8, Gen.Choose(Limits.MinIterations, Limits.MaxIterations)),
            (1, Gen.Elements(0, Limits.MinIterations - 1, Limits.MinIterations, Limits.MaxIterations, Limits.MaxIterations + 1, int.MaxValue)))
        from salt in Salts
        from storedKey in Keys
        from serverKey in Keys
        select $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";

    [Test]
    public void Any_name_comes_back_from_its_escaped_form_which_has_no_comma() =>
        Prop.ForAll(Texts.ToArbitrary(), name =>
            {
                string escaped = ScramText.Escape(name);
                return !escaped.Contains(',') && ScramText.TryUnescape(escaped, out string? again) && again == name;
            })
            .Check(Cases);

    [Test]
    public void A_text_that_is_unescaped_is_the_only_form_of_its_name() =>
        Prop.ForAll(Texts.ToArbitrary(), text => !ScramText.TryUnescape(text, out string? name) || ScramText.Escape(name) == text).Check(Cases);

    [Test]
    public void A_verifier_is_read_exactly_when_it_is_in_bounds_and_written_as_it_was() =>
        Prop.ForAll(Verifiers.ToArbitrary(), text =>
            {
                string[] parts = text.Split('$', ':');
                bool inBounds = int.Parse(parts[1]) is >= Limits.MinIterations and <= Limits.MaxIterations
                    && Convert.FromBase64String(parts[2]).Length is >= 16 and <= 64;
                return ScramVerifier.TryParse(text, out ScramVerifier? verifier) == inBounds && (verifier is null || verifier.ToString() == text);
            })
            .Check(Cases);

    [Test]
    public void A_verifier_with_another_character_anywhere_is_refused_or_another_one() =>
        Prop.ForAll(Verifiers.ToArbitrary(), Gen.Choose(0, 200).ToArbitrary(), Gen.Choose(0, 0x17f).ToArbitrary(), (text, at, unit) =>
            {
                at %= text.Length;
                string changed = string.Concat(text.AsSpan(0, at), [(char)unit], text.AsSpan(at + 1));
                return !ScramVerifier.TryParse(changed, out ScramVerifier? verifier) || verifier.ToString() == changed;
            })
            .Check(Cases);

    [Test]
    public void The_attributes_that_are_read_are_those_that_were_written() =>
        Prop.ForAll(Texts.ToArbitrary().Generator.ArrayOf().Resize(6).ToArbitrary(), values =>
            {
                string[] written = [.. values.Select(value => $"a={ScramText.Escape(value)}")];
                var reader = new ScramReader(string.Join(',', written));
                foreach (string attribute in written)
                {
                    bool isRight = attribute.Length > 2 && !attribute.Contains('\0');
                    if (reader.TryRead('a', out ReadOnlySpan<char> value) != isRight) return false;
                    if (isRight && !value.SequenceEqual(attribute.AsSpan(2))) return false;
                }
                return written.Length == 0 || reader.IsAtEnd;
            })
            .Check(Cases);

    [Test]
    public void Whoever_knows_the_password_is_let_in_over_the_same_channel_alone()
    {
        const string Password = "falcon*solo";
        var salt = new byte[16];
        ScramVerifier verifier = ScramVerifier.Create(Password, salt, Limits.MinIterations);
        ScramKeys keys = ScramKeys.Derive(Password, salt, Limits.MinIterations);
        Gen<string> names = Texts.Where(name => name.Length > 0 && !name.Contains('\0') && !name.Any(char.IsSurrogate));
        Prop.ForAll(names.ToArbitrary(), Keys.ToArbitrary(), Keys.ToArbitrary(), (name, mine, other) =>
            {
                foreach (byte[] seen in (byte[][])[mine, other])
                {
                    var client = new ScramClient(name, mine);
                    if (ScramServer.Begin(client.Mechanism, client.FirstMessage, seen, out ScramServer? server) is not null || server!.Name != name) return false;
                    if (client.ReadChallenge(server.Challenge(verifier)) is not null) return false;
                    ScramFault? fault = server.Finish(client.Respond(keys), out string? proof);
                    if (seen.AsSpan().SequenceEqual(mine) ? fault is not null || client.Check(proof) is not null : fault != ScramFault.ChannelBinding) return false;
                }
                return true;
            })
            .Check(Cases);
    }
}
