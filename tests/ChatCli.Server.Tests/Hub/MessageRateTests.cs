using ChatCli.Server.Hub;
using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>Who sends too much is told to wait, loses nothing and stays connected.</summary>
public class MessageRateTests
{
    private const int Burst = MessageRate.Burst;

    /// <summary>Numbers that the other requests of a test do not use.</summary>
    private const long First = 100_001, Next = First + Burst;

    [Test]
    public async Task After_a_number_at_once_a_user_is_told_to_slow_down_and_for_how_long()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient ann, ScriptedClient bob) = await StartAsync(server);
        await ann.NumberedAsync("bob", [.. Numbers(First, Burst)]);
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        await Assert.That(string.Join("; ", await bob.ReadAsync(Burst))).IsEqualTo(Texts(First, Burst));

        await ann.NumberedAsync("bob", Next, Next + 1);
        List<WireLine> refusals = await ann.EventsAsync();
        await Assert.That(Refusals(refusals)).IsEqualTo($"{Next} slow_down 5000; {Next + 1} slow_down 5000");
        await Assert.That(refusals[^1]["text"]).IsEqualTo("too many messages at once; please try again in 5 s");
    }

    [Test]
    public async Task What_was_refused_comes_again_in_order_and_once()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient ann, ScriptedClient bob) = await StartAsync(server);
        await ann.NumberedAsync("bob", [.. Numbers(First, Burst + 5)]);
        await ann.EventsAsync();
        await bob.EventsAsync();

        // There is room again, but not for those after the first that was refused.
        server.Time.Advance(TimeSpan.FromSeconds(5));
        await ann.NumberedAsync("bob", Next + 2, Next + 5);
        await Assert.That(Refusals(await ann.EventsAsync())).IsEqualTo($"{Next + 2} slow_down 5000; {Next + 5} slow_down 5000");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("");
        await ann.NumberedAsync("bob", [.. Numbers(Next, 6)]);

        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        await Assert.That(await bob.NewsAsync()).IsEqualTo(Texts(Next, 6));
    }

    [Test]
    public async Task Who_is_away_gets_them_in_order_too()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        await ann.NumberedAsync("bob", [.. Numbers(First, Burst + 5)]);
        await Assert.That((await ann.EventsAsync()).Count(line => line["code"] == "slow_down")).IsEqualTo(5);
        server.Time.Advance(TimeSpan.FromSeconds(5));
        await ann.NumberedAsync("bob", [.. Numbers(Next, 5)]);
        await Assert.That(await ann.ReceiptsAsync()).EndsWith($"bob {Next + 4} stored");

        ScriptedClient bob = await server.LoginAsync("bob");
        var texts = new List<string>();
        while (texts.Count < Burst + 5) texts.AddRange((await bob.EventsAsync()).Where(line => line.Type == "message").Select(line => line["text"]));
        await Assert.That(string.Join(' ', texts)).IsEqualTo(string.Join(' ', Numbers(First, Burst + 5)));
    }

    [Test]
    public async Task What_was_taken_before_costs_nothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient ann, ScriptedClient bob) = await StartAsync(server);
        for (int i = 0; i < 5; i++) await ann.NumberedAsync("bob", [.. Numbers(First, Burst - 1)]);

        await ann.NumberedAsync("bob", Next - 1);
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        await Assert.That(string.Join("; ", await bob.ReadAsync(Burst))).IsEqualTo(Texts(First, Burst));
        // His acknowledgements have been handled.
        await bob.EventsAsync();
        await ann.NumberedAsync("bob", Next - 1);
        await Assert.That(await ann.ReceiptsAsync()).EndsWith($"bob {Next - 1} delivered");
    }

    [Test]
    public async Task A_new_connection_is_no_new_start_and_others_have_their_own_rate()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient ann, ScriptedClient bob) = await StartAsync(server);
        await ann.NumberedAsync("bob", [.. Numbers(First, Burst)]);
        await ann.LogoutAsync();
        ann = await server.LoginAsync("ann");
        await Assert.That(await ann.TryMessageAsync("carol", "one more")).IsEqualTo("error slow_down 5000");

        await bob.MessageAsync("ann", "from bob");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("message bob from bob");
    }

    [Test]
    public async Task Broadcasts_count_for_several_messages()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient ann, ScriptedClient bob) = await StartAsync(server);
        for (int i = 0; i < Burst / MessageRate.BroadcastCost; i++) await Assert.That(await ann.BroadcastAsync("to all")).IsEqualTo("broadcast true");
        await bob.EventsAsync();
        await Assert.That(await ann.BroadcastAsync("too many")).IsEqualTo("error slow_down 5000");
        server.Time.Advance(TimeSpan.FromMilliseconds(25));
        await Assert.That(await ann.BroadcastAsync("later")).IsEqualTo("broadcast true");

        await Assert.That(await bob.NewsAsync()).IsEqualTo("broadcast ann later");
    }

    [Test]
    public async Task Nobody_is_refused_where_there_is_no_limit()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MessageRate = 0 });
        (ScriptedClient ann, ScriptedClient bob) = await StartAsync(server);
        await ann.NumberedAsync("bob", [.. Numbers(First, Burst)]);
        await bob.ReadAsync(Burst);
        // His acknowledgements have been handled: there is room for as many again.
        await bob.EventsAsync();
        await ann.NumberedAsync("bob", [.. Numbers(Next, Burst)]);

        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        await Assert.That(string.Join("; ", await bob.ReadAsync(Burst))).IsEqualTo(Texts(Next, Burst));
    }

    private static async Task<(ScriptedClient Ann, ScriptedClient Bob)> StartAsync(TestServer server)
    {
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        return (clients[0], clients[1]);
    }

    private static IEnumerable<long> Numbers(long first, int count)
    {
        for (int i = 0; i < count; i++) yield return first + i;
    }

    private static string Texts(long first, int count) => string.Join("; ", Numbers(first, count).Select(n => $"message ann {n}"));

    private static string Refusals(List<WireLine> lines) =>
        string.Join("; ", lines.Where(line => line.Type == "error").Select(line => $"{line.Id} {line["code"]} {line["retry"]}"));
}
