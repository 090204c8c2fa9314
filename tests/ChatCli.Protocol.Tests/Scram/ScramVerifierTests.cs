using ChatCli.Protocol.Scram;

namespace ChatCli.Protocol.Tests;

public class ScramVerifierTests
{
    private const string Salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private const string Key = "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=";

    [Test]
    public async Task Each_has_a_salt_of_its_own()
    {
        ScramVerifier first = ScramVerifier.Create("secret", 4096), second = ScramVerifier.Create("secret", 4096);
        await Assert.That(first).IsNotEqualTo(second);
        await Assert.That(first.Iterations).IsEqualTo(4096);
        await Assert.That(ScramVerifier.TryParse(first.ToString(), out ScramVerifier? again)).IsTrue();
        await Assert.That(again).IsEqualTo(first);
    }

    [Test]
    [Arguments("")]
    [Arguments("secret")]
    [Arguments("SCRAM-SHA-256$")]
    [Arguments($"scram-sha-256$4096:{Salt}${Key}:{Key}")]
    [Arguments($"SCRAM-SHA-1$4096:{Salt}${Key}:{Key}")]
    [Arguments($"SCRAM-SHA-256$4095:{Salt}${Key}:{Key}")]
    [Arguments($"SCRAM-SHA-256$10000001:{Salt}${Key}:{Key}")]
    [Arguments($"SCRAM-SHA-256$99999999999:{Salt}${Key}:{Key}")]
    [Arguments($"SCRAM-SHA-256$04096:{Salt}${Key}:{Key}")]
    [Arguments($"SCRAM-SHA-256$+4096:{Salt}${Key}:{Key}")]
    [Arguments($"SCRAM-SHA-256$:{Salt}${Key}:{Key}")]
    [Arguments($"SCRAM-SHA-256$4096:${Key}:{Key}")]
    [Arguments($"SCRAM-SHA-256$4096:AQIDBAUGBwgJCgsMDQ4P${Key}:{Key}")]
    [Arguments($"SCRAM-SHA-256$4096:{Salt}${Key}")]
    [Arguments($"SCRAM-SHA-256$4096:{Salt}${Key}:")]
    [Arguments($"SCRAM-SHA-256$4096:{Salt}${Key}:AQID")]
    [Arguments($"SCRAM-SHA-256$4096:{Salt}$AQID:{Key}")]
    [Arguments($"SCRAM-SHA-256$4096:{Salt}${Key}:{Key}:")]
    [Arguments($"SCRAM-SHA-256$4096:{Salt}${Key}:{Key}$")]
    [Arguments($"SCRAM-SHA-256$4096:{Salt}${Key}:{Key} ")]
    [Arguments($"SCRAM-SHA-256$4096:{Salt}$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qZ=:{Key}")]
    public async Task Another_form_is_none(string text)
    {
        await Assert.That(ScramVerifier.TryParse(text, out ScramVerifier? verifier)).IsFalse();
        await Assert.That(verifier).IsNull();
    }

    [Test]
    [Arguments(4096)]
    [Arguments(10_000_000)]
    public async Task The_bounds_of_the_iterations_are_in_bounds(int iterations) =>
        await Assert.That(ScramVerifier.TryParse($"SCRAM-SHA-256${iterations}:{Salt}${Key}:{Key}", out _)).IsTrue();

    [Test]
    public async Task A_salt_has_16_to_64_bytes()
    {
        await Assert.That(IsSalt(15)).IsFalse();
        await Assert.That(IsSalt(16)).IsTrue();
        await Assert.That(IsSalt(64)).IsTrue();
        await Assert.That(IsSalt(65)).IsFalse();

        static bool IsSalt(int length) =>
            ScramVerifier.TryParse($"SCRAM-SHA-256$4096:{Convert.ToBase64String(new byte[length])}${Key}:{Key}", out _);
    }
}
