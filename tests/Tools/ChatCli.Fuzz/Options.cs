using System.Globalization;

namespace ChatCli.Fuzz;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = """
        Usage: chatcli-fuzz [--frames N] [--seed S] [--target NAME] [--patience T]
               chatcli-fuzz --replay FILE [--patience T]

        Feeds wrong lines, handshakes and files, made of right ones, into everything that reads what others wrote, and looks for
        exceptions, for what does not end, and for memory that grows.

          --frames N      how many altogether (default 10,000,000)
          --seed S        the same frames as in an earlier run
          --target NAME   only this one; throws, forgets, hangs and grows are made-up faults, to show that faults are found
          --replay FILE   what a finding was saved as, once more
          --patience T    how many seconds one case may take (default 30)

        Exit status: 0 nothing found; 1 a finding, which is saved; 2 wrong usage.
        """;

    public long Frames { get; init; } = 10_000_000;

    public int Seed { get; init; } = Random.Shared.Next(1_000_000);

    public string? Target { get; init; }

    public string? Replay { get; init; }

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the command line; null when it is wrong.</summary>
    public static Options? Parse(string[] args)
    {
        var options = new Options();
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--frames" when Number(value) is > 0 and var frames:
                    options = options with { Frames = frames };
                    break;
                case "--seed" when Number(value) is >= 0 and <= int.MaxValue and var seed:
                    options = options with { Seed = (int)seed };
                    break;
                case "--target" when value is not null && TargetTable.Find(value) is not null:
                    options = options with { Target = value };
                    break;
                case "--patience" when Number(value) is > 0 and <= 3600 and var seconds:
                    options = options with { Patience = TimeSpan.FromSeconds(seconds) };
                    break;
                case "--replay" when value is not null:
                    options = options with { Replay = value };
                    break;
                default:
                    return null;
            }
            i++;
        }
        return options;
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
