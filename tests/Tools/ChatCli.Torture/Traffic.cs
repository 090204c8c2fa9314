namespace ChatCli.Torture;

/// <summary>Has every user send texts to random others, on a thread each, until it is disposed.</summary>
internal sealed class Traffic : IDisposable
{
    /// <summary>So many messages may be unreceipted: some users stay below what fits their client's input pipe, some fill its outbox.</summary>
    private const int SmallWindow = 300;
    private const int LargeWindow = 2500;

    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(20);

    private readonly IReadOnlyList<UserUnderTest> _users;
    private readonly List<Thread> _threads = [];
    private readonly int _rate;
    private int _left = Options.MaxMessages;
    private volatile bool _isOver;

    public Traffic(IReadOnlyList<UserUnderTest> users, int rate, int seed)
    {
        (_users, _rate) = (users, rate);
        foreach (UserUnderTest user in users)
        {
            var random = new Random(seed + user.Index);
            var thread = new Thread(() => Send(user, random)) { IsBackground = true, Name = user.Name };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>No more is sent; waits, not for ever, for threads that wait for room in an input pipe.</summary>
    public void Dispose()
    {
        _isOver = true;
        foreach (Thread thread in _threads) thread.Join(JoinLimit);
    }

    private void Send(UserUnderTest user, Random random)
    {
        const int Bursts = 50;
        const int MostPerBurst = 8;
        int window = user.Index % 4 == 0 ? LargeWindow : SmallWindow;
        double perSecond = (double)_rate / _users.Count;
        // A burst has half of the most on average.
        double bursts = Math.Min(perSecond / (MostPerBurst / 2), Bursts * 20);
        while (!_isOver)
        {
            int to = random.Next(_users.Count - 1);
            if (to >= user.Index) to++;
            for (int left = random.Next(MostPerBurst + 1); left > 0 && !_isOver; left--)
            {
                if (Interlocked.Decrement(ref _left) < 0) return;
                // Now and then one that does not go through a pipe in one piece.
                int padding = random.Next(200) == 0 ? random.Next(9000) : random.Next(60);
                if (!user.TrySend(to, padding, window)) break;
            }
            Thread.Sleep(TimeSpan.FromSeconds(2 * random.NextDouble() / bursts));
        }
    }
}
