namespace ChatCli.EndToEnd.Tests;

/// <summary>The accounts that every server of these tests begins with.</summary>
internal static class Accounts
{
    /// <summary>They make their own password known: name and password belong together everywhere in these tests.</summary>
    public static string[] Lines { get; } =
    [
        "hans falcon*solo",
        "luke tatooine77",
        "leia alderaan!",
        "yoda do_or_do_not",
        "vader i-am-your-father",
    ];

    /// <summary>credentials.txt as it usually is.</summary>
    public static string File { get; } = string.Join('\n', Lines) + "\n";

    public static string Password(string name) => Lines.Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1];
}
