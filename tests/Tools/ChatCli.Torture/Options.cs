using System.Globalization;

namespace ChatCli.Torture;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = """
        Usage: chatcli-torture [--minutes M | --short] [--seed S] [--users N] [--rate R] [--harm KINDS] [--programs DIR]
               chatcli-torture --self-test [--programs DIR]

        Runs the published server and clients, kills them, stops them, harms their links, fills their disk and sets their clock, and
        shows that every message that its sender was told to be accepted is shown exactly once and in order. All on the loopback address.

          --minutes M      how long they are harmed (default 10)
          --short          about 20 seconds in all
          --seed S         the schedule of an earlier run; the times at which the machine follows it differ
          --users N        how many users, 2 to 50 (default 12)
          --rate R         how many messages a second all of them send together, at most (default 1500)
          --harm KINDS     only these kinds, as the report names them, with commas between; a part of a name is enough
          --programs DIR   where the executables are (default publish/out/linux-x64)
          --self-test      shows that the checker finds made-up faults, and two sabotaged servers

        Exit status: 0 nothing lost, nothing twice; 1 something was; 2 wrong usage.
        """;

    /// <summary>So many messages are sent at most, whatever the time.</summary>
    public const int MaxMessages = 3_000_000;

    private string _programs = Path.GetFullPath("publish/out/linux-x64");

    /// <summary>How long harm is done.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long accounts are registered while their server is killed.</summary>
    public TimeSpan CredentialsTime => IsShort ? TimeSpan.FromSeconds(3) : TimeSpan.FromSeconds(30);

    /// <summary>So long nothing may happen in the end before what is missing counts as lost; a client tries again after 30 s at most.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The longest time between one harm and the next.</summary>
    public TimeSpan LongestPause => TimeSpan.FromSeconds(IsShort ? 0.4 : 0.9);

    public bool IsShort { get; init; }

    public bool IsSelfTest { get; init; }

    public int Seed { get; init; } = Random.Shared.Next(1_000_000);

    public int Users { get; init; } = 12;

    public int Rate { get; init; } = 1500;

    /// <summary>Parts of the names of the kinds of harm to be done; all when there are none.</summary>
    public IReadOnlyList<string> Harm { get; init; } = [];

    /// <summary>Reads the command line; null when it is wrong.</summary>
    public static Options? Parse(string[] args)
    {
        var options = new Options();
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--short":
                    options = options with { IsShort = true, Time = TimeSpan.FromSeconds(9) };
                    continue;
                case "--self-test":
                    options = options with { IsSelfTest = true };
                    continue;
                case "--minutes" when Number(value) is > 0 and <= 24 * 60 and var minutes:
                    options = options with { Time = TimeSpan.FromMinutes(minutes) };
                    break;
                case "--seed" when Number(value) is >= 0 and <= int.MaxValue and var seed:
                    options = options with { Seed = (int)seed };
                    break;
                case "--users" when Number(value) is >= 2 and <= 50 and var users:
                    options = options with { Users = (int)users };
                    break;
                case "--rate" when Number(value) is >= 1 and <= 100_000 and var rate:
                    options = options with { Rate = (int)rate };
                    break;
                case "--harm" when value is not null:
                    options = options with { Harm = value.Split(',') };
                    break;
                case "--programs" when value is not null:
                    options = options with { _programs = Path.GetFullPath(value) };
                    break;
                default:
                    return null;
            }
            i++;
        }
        return options;
    }

    /// <summary>The full path of an executable.</summary>
    public string Program(string name) => Path.Combine(_programs, name);

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : null;
}
