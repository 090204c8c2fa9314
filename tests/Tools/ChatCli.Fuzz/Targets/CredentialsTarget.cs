using System.Text;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Credentials;
using ChatCli.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>credentials.txt: read or refused with a line number, and an account that is added or changed changes nothing else.</summary>
internal sealed class CredentialsTarget : ITarget
{
    private const int OnDisk = 200;

    private static readonly ScramVerifier Verifier = Passwords.Verifier("secret"), Other = Passwords.Verifier("other");

    private static readonly byte[][] Files =
    [
        .. new[]
        {
            "hans falcon*solo\nyoda wise@!man\n", "hans falcon*solo\r\nluke light==saber\r\n", "\ufeffhans a\n\n \t\nluke b", "hans a", "", "\ufeff",
            $"hans {Verifier}\nluke {Other}\r\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private readonly Mutator _files = new(Files);
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-fuzz-").FullName;

    public IReadOnlyList<byte[]> Invent(Random random)
    {
        var files = new byte[16][];
        for (int i = 0; i < files.Length; i++) files[i] = _files.NextBytes(random);
        return files;
    }

    public Task FeedAsync(Case inputs)
    {
        foreach (byte[] file in inputs.Inputs) Feed(file);
        if (inputs.Seed % OnDisk == 0) Open(inputs.Inputs[0]);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static void Feed(byte[] file)
    {
        (Dictionary<string, string>? accounts, string? error) = CredentialsFormat.Parse(file);
        if (accounts is null == error is null) throw new FindingException("neither accounts nor an error, or both");
        if (error is not null && !error.StartsWith("line ", StringComparison.Ordinal)) throw new FindingException($"no line is named: {error}");
        if (accounts is null || accounts.ContainsKey("eve")) return;

        byte[] longer = CredentialsFormat.Append(file, "eve", Verifier);
        if (!longer.AsSpan().StartsWith(file)) throw new FindingException("what was there was changed");
        Dictionary<string, string> more = CredentialsFormat.Parse(longer).Accounts ?? throw new FindingException("what was added cannot be read");
        if (more.Count != accounts.Count + 1 || more["eve"] != $"{Verifier}") throw new FindingException("not one account was added");
        if (accounts.Any(account => more[account.Key] != account.Value)) throw new FindingException("another account was changed");

        byte[] replaced = CredentialsFormat.Replace(longer, new Dictionary<string, ScramVerifier> { ["eve"] = Other });
        if (!replaced.AsSpan().SequenceEqual(CredentialsFormat.Append(file, "eve", Other))) throw new FindingException("not one verifier was replaced");
    }

    private void Open(byte[] file)
    {
        string path = Path.Combine(_folder, "credentials.txt");
        File.WriteAllBytes(path, file);
        try
        {
            using CredentialsFile accounts = CredentialsFile.Open(path, Limits.MinIterations, keepsPlaintext: true);
        }
        catch (StoreException)
        {
            // As it should be.
        }
    }
}
