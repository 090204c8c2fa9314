using System.Globalization;

namespace ChatCli.Load;

/// <summary>What the command line asks for.</summary>
internal sealed class Options
{
    public const string Usage = """
        Usage: chatcli-load [LOAD ...] [--seconds S] [--rounds R] [--server PATH] [--check] [--ratios FILE]
               chatcli-load store
               chatcli-load attack [N] [--seconds S] [--server PATH]
               chatcli-load relay PORT
               chatcli-load fill DIR USERS MESSAGES

        Measures a chatcli server against a bare line relay, and with TLS against without: on this machine, in turns, in one run.
        Only the ratios mean anything; a ratio within 15 % of 1 is a tie. Where others were busy on the machine, the times a
        message takes its server (us/msg) still hold roughly, rates and latencies do not.

        Loads (all of them when none is named):
          lat1      1 pair of users, 1 message in flight
          lat64     64 pairs, 1 message in flight each
          thr       64 pairs, 64 messages in flight each
          fan       1 user broadcasts to 1,000 others, 16 broadcasts in flight; every delivery counts as a message
          idle [N]  N users who say nothing (1,000, and 10,000 where the limit of open files allows it),
                    or as many as can log in within 45 s
          tls       lat1, lat64 and thr without and with TLS
          logins [N] N users (2,000) who connect, log in and out, 8 at a time, without and with TLS: full handshakes, 4,096 iterations,
                    keys derived before. The users take as much of the processor as the server: us/login is what the server could do
          idle-tls [N] N users (1,000) who say nothing, without and with TLS; they resume, so that nobody is told of them
          store     not a server but its store: 1,000 adds in flight, against a bare loop over SQLite; alone
          attack [N] N connections (5,000) that are silent, drip, send garbage or begin TLS, and what they cost a pair that chats; alone
          start     from the start of the process to the first connection, 10 times

        Options:
          --seconds S    the measured time of a load (default 1.5)
          --rounds R     how often each load runs against each server (default 3; over 1,000 idle users: once)
          --server PATH  the server (default publish/out/linux-x64/chatcli-server)
          --check        short runs that only say whether every message arrived, once
          --ratios FILE  also writes a line for each ratio: load, metric and ratio, separated by tabs

        Exit status: 0 done; 1 a load did not complete; 2 wrong usage.
        """;

    private const string DefaultServer = "publish/out/linux-x64/chatcli-server";

    private readonly List<string> _loads = [];

    /// <summary>The loads named, in order; empty for all.</summary>
    public IReadOnlyList<string> Loads => _loads;

    /// <summary>The measured time of a load.</summary>
    public TimeSpan Time { get; private set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How often each load runs against each server.</summary>
    public int Rounds { get; private set; } = 3;

    /// <summary>The full path of the server.</summary>
    public string Server { get; private set; } = Path.GetFullPath(DefaultServer);

    /// <summary>Where to write the ratios for programs; null for nowhere.</summary>
    public string? Ratios { get; private set; }

    /// <summary>Whether to check only.</summary>
    public bool Check { get; private set; }

    /// <summary>How many users the idle load has; 0 for the default.</summary>
    public int IdleUsers { get; private set; }

    /// <summary>How many idle users have TLS.</summary>
    public int EncryptedUsers { get; private set; } = 1000;

    /// <summary>How many users log in and out.</summary>
    public int LoginUsers { get; private set; } = Logins.DefaultUsers;

    /// <summary>How many connections attack.</summary>
    public int AttackConnections { get; private set; } = Attack.DefaultConnections;

    /// <summary>Reads the command line; null when it is wrong.</summary>
    public static Options? Parse(string[] args)
    {
        var options = new Options();
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--check":
                    options.Check = true;
                    continue;
                case "--seconds" when Number(value) is >= 0.1 and <= 60 and var seconds:
                    options.Time = TimeSpan.FromSeconds(seconds);
                    break;
                case "--rounds" when Number(value) is >= 1 and <= 100 and var rounds:
                    options.Rounds = (int)rounds;
                    break;
                case "--server" when value is not null:
                    options.Server = Path.GetFullPath(value);
                    break;
                case "--ratios" when value is not null:
                    options.Ratios = value;
                    break;
                case "idle" when Number(value) is >= 1 and <= 50_000 and var users:
                    options._loads.Add("idle");
                    options.IdleUsers = (int)users;
                    break;
                case "idle-tls" when Number(value) is >= 1 and <= 25_000 and var encrypted:
                    options._loads.Add("idle-tls");
                    options.EncryptedUsers = (int)encrypted;
                    break;
                case "logins" when Number(value) is >= 1 and <= 25_000 and var logins:
                    options._loads.Add("logins");
                    options.LoginUsers = (int)logins;
                    break;
                case "attack" when i == 0 && Number(value) is >= 4 and <= 15_000 and var attackers:
                    options._loads.Add("attack");
                    options.AttackConnections = (int)attackers;
                    break;
                case "attack" when i == 0:
                    options._loads.Add("attack");
                    continue;
                case "store" when args.Length == 1:
                case "lat1" or "lat64" or "thr" or "fan" or "idle" or "start" or "tls" or "logins" or "idle-tls":
                    options._loads.Add(args[i]);
                    continue;
                default:
                    return null;
            }
            i++;
        }
        return options;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : null;
}
