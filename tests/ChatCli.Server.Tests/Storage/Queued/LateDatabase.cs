using System.Collections.Immutable;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Queued;

namespace ChatCli.Server.Tests;

/// <summary>
/// A database in memory that several servers use, one transaction after the other. As a remote one would, it writes the messages of a
/// transaction all at once and as late as it may.
/// </summary>
/// <param name="data">What all of its connections see.</param>
/// <param name="limit">How many characters the messages may have together.</param>
internal sealed class LateDatabase(LateDatabase.Data data, int limit = int.MaxValue) : IStoreDatabase
{
    private readonly List<MessageAdd> _adds = [];
    private Content _before = new();

    public string Name => "late";

    /// <summary>Called before each operation, with its name; what it throws, the operation does.</summary>
    public Action<string> Before { get; set; } = _ => { };

    public void Begin()
    {
        Monitor.Enter(data.Lock);
        _before = data.Content;
    }

    public void Commit()
    {
        Write();
        Before("commit");
        Monitor.Exit(data.Lock);
    }

    public void Rollback()
    {
        _adds.Clear();
        data.Content = _before;
        Monitor.Exit(data.Lock);
    }

    public DatabaseFailure? Classify(Exception error) => error is LateException late ? new DatabaseFailure(late.Kind, "has failed") : null;

    public void AddMessage(MessageAdd add)
    {
        Before($"add {add.Message.Text}");
        _adds.Add(add);
    }

    public IReadOnlyList<StoredMessage> ListMessages(string recipient, long after, int count)
    {
        Write();
        Before("list");
        return [.. data.Content.Messages.Values.Where(row => row.Recipient == recipient && row.Message.Position > after).Select(row => row.Message).Take(count)];
    }

    public void RemoveMessages(string recipient, IReadOnlyList<long> positions)
    {
        Write();
        Before("remove");
        foreach (long position in positions)
        {
            if (data.Content.Messages.TryGetValue(position, out var row) && row.Recipient == recipient)
                data.Content = data.Content with { Messages = data.Content.Messages.Remove(position) };
        }
    }

    public void NoteTaken(StoredTaken taken, long now)
    {
        var key = (taken.Sender, taken.Instance, taken.Recipient);
        (long n, _) = data.Content.Taken.GetValueOrDefault(key);
        data.Content = data.Content with { Taken = data.Content.Taken.SetItem(key, (Math.Max(n, taken.N), now)) };
    }

    public IReadOnlyList<StoredTaken> ListTaken(string sender, string instance)
    {
        Write();
        return [.. data.Content.Taken.Where(entry => entry.Key.Sender == sender && entry.Key.Instance == instance)
            .Select(entry => new StoredTaken(sender, instance, entry.Key.Recipient, entry.Value.N))];
    }

    public void RemoveTakenBefore(long time)
    {
        Write();
        data.Content = data.Content with { Taken = data.Content.Taken.RemoveRange(data.Content.Taken.Where(entry => entry.Value.Now < time).Select(entry => entry.Key)) };
    }

    public void AddBlock(StoredBlock block) => data.Content = data.Content with { Blocks = data.Content.Blocks.Add(block) };

    public IReadOnlyList<StoredBlock> ListBlocks() => [.. data.Content.Blocks];

    public void RemoveBlock(StoredBlock block) => data.Content = data.Content with { Blocks = data.Content.Blocks.Remove(block) };

    public void SetToken(StoredToken token) => data.Content = data.Content with { Tokens = data.Content.Tokens.SetItem(token.User, token) };

    public IReadOnlyList<StoredToken> ListTokens() => [.. data.Content.Tokens.Values];

    public void RemoveToken(string user) => data.Content = data.Content with { Tokens = data.Content.Tokens.Remove(user) };

    public IReadOnlyList<string> ListUsers()
    {
        Write();
        Content now = data.Content;
        return
        [
            .. now.Messages.Values.Select(row => row.Recipient)
                .Concat(now.Taken.Keys.SelectMany(key => (string[])[key.Sender, key.Recipient]))
                .Concat(now.Blocks.SelectMany(block => (string[])[block.Blocker, block.Blocked]))
                .Concat(now.Tokens.Keys)
                .Distinct(),
        ];
    }

    public void RemoveUser(string user)
    {
        Write();
        Content now = data.Content;
        data.Content = now with
        {
            Messages = now.Messages.RemoveRange(now.Messages.Where(row => row.Value.Recipient == user).Select(row => row.Key)),
            Taken = now.Taken.RemoveRange(now.Taken.Keys.Where(key => key.Sender == user || key.Recipient == user)),
            Blocks = now.Blocks.Except(now.Blocks.Where(block => block.Blocker == user || block.Blocked == user)),
            Tokens = now.Tokens.Remove(user),
        };
    }

    public void Dispose()
    {
    }

    private void Write()
    {
        foreach (MessageAdd add in _adds)
        {
            if (data.Content.Messages.Values.Sum(row => row.Message.Text.Length) + add.Message.Text.Length > limit) throw new LateException(FailureKind.Operation);
            long position = data.Content.Last + 1;
            data.Content = data.Content with
            {
                Last = position,
                Messages = data.Content.Messages.Add(position, (add.Recipient, add.Message with { Position = position })),
            };
            add.Position = position;
            NoteTaken(new StoredTaken(add.Message.From, add.Message.Instance, add.Recipient, add.Message.N), add.AddedAt);
        }
        _adds.Clear();
    }

    /// <summary>What the connections of one database share.</summary>
    public sealed class Data
    {
        public object Lock { get; } = new();

        public Content Content { get; set; } = new();
    }

    /// <summary>One state of it.</summary>
    public sealed record Content
    {
        public long Last { get; init; }

        public ImmutableSortedDictionary<long, (string Recipient, StoredMessage Message)> Messages { get; init; } =
            ImmutableSortedDictionary<long, (string Recipient, StoredMessage Message)>.Empty;

        public ImmutableDictionary<(string Sender, string Instance, string Recipient), (long N, long Now)> Taken { get; init; } =
            ImmutableDictionary<(string Sender, string Instance, string Recipient), (long N, long Now)>.Empty;

        public ImmutableHashSet<StoredBlock> Blocks { get; init; } = [];

        public ImmutableDictionary<string, StoredToken> Tokens { get; init; } = ImmutableDictionary<string, StoredToken>.Empty;
    }
}

/// <summary>A failure of it.</summary>
internal sealed class LateException(FailureKind kind) : Exception
{
    public FailureKind Kind => kind;
}
