using ChatCli.Protocol.Scram;
using ChatCli.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>A whole right exchange, and all that both ends need to have it again.</summary>
internal sealed class ScramExample
{
    private ScramExample(string name, string password, byte[]? binding, string clientFirst, string serverFirst, string clientFinal, string serverFinal)
    {
        (Name, Channel, ClientFirst, ServerFirst, ClientFinal, ServerFinal) = (name, binding, clientFirst, serverFirst, clientFinal, serverFinal);
        ClientNonce = clientFirst[(clientFirst.IndexOf(",r=", StringComparison.Ordinal) + 3)..];
        string[] attributes = serverFirst.Split(',');
        ServerNonce = attributes[0][(2 + ClientNonce.Length)..];
        byte[] salt = Convert.FromBase64String(attributes[1][2..]);
        int iterations = int.Parse(attributes[2][2..], System.Globalization.CultureInfo.InvariantCulture);
        Keys = ScramKeys.Derive(password, salt, iterations);
        Verifier = ScramVerifier.Create(password, salt, iterations);
    }

    /// <summary>The bytes 0 to 31, as in PROTOCOL.md.</summary>
    public static byte[] Binding { get; } = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    /// <summary>RFC 7677, section 3, and PROTOCOL.md.</summary>
    public static ScramExample[] All { get; } =
    [
        new(
            "user", "pencil", null, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
        new(
            "hans", "falcon*solo", Binding, Data(GoldenLines.Client, "login"), Data(GoldenLines.Server, "challenge"), Data(GoldenLines.Client, "response"),
            Data(GoldenLines.Server, "welcome")),
    ];

    public string Name { get; }

    /// <summary>The channel binding; null: not encrypted.</summary>
    public byte[]? Channel { get; }

    public string Mechanism => ScramMechanism.For(Channel);

    public string ClientNonce { get; }

    /// <summary>The server's part alone.</summary>
    public string ServerNonce { get; }

    public ScramKeys Keys { get; }

    public ScramVerifier Verifier { get; }

    public string ClientFirst { get; }

    public string ServerFirst { get; }

    public string ClientFinal { get; }

    public string ServerFinal { get; }

    private static string Data(byte[][] lines, string type) =>
        lines.Select(line => new WireLine(System.Text.Encoding.UTF8.GetString(line))).First(line => line.Type == type && line["data"].Length > 0)["data"];
}
