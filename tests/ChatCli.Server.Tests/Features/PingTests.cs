using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class PingTests
{
    private static readonly string Process = TestServer.InstanceOf("bob");
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Test]
    public async Task A_ping_is_answered_and_is_no_command()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(TimeSpan.FromSeconds(599));

        await Assert.That((await ann.AskAsync("ping")).ToString()).IsEqualTo("ok");

        server.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.That((await ann.ReadAsync())["reason"]).IsEqualTo("idle");
    }

    [Test]
    public async Task A_client_process_that_is_silent_for_45_s_is_cut_and_away()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        await bob.EventsAsync();
        server.Time.Advance(Silence - Moment);
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob true");
        await Assert.That(bob.Connection is InMemoryConnection { IsClosed: false }).IsTrue();

        server.Time.Advance(Moment);

        await Assert.That(await bob.TryReadAsync()).IsNull();
        await server.Log.WaitForDisconnectsAsync(1);
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users bob");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        server.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob false");
        await server.ResumeAsync("bob", Process, token);
    }

    [Test]
    public async Task Pings_keep_a_client_process()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient bob, _) = await server.LoginAsync("bob", Process);
        for (int i = 0; i < 10; i++)
        {
            server.Time.Advance(Silence - Moment);
            await Assert.That((await bob.AskAsync("ping")).Type).IsEqualTo("ok");
        }
    }

    [Test]
    public async Task Before_the_login_too_a_client_process_must_be_heard_of()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient waits = await server.GreetAsync(Process);
        ScriptedClient silent = await server.GreetAsync(TestServer.InstanceOf("silent"));
        server.Time.Advance(Silence - Moment);
        await Assert.That((await waits.AskAsync("ping")).ToString()).IsEqualTo("error out_of_place");

        server.Time.Advance(Moment);

        await Assert.That(await silent.TryReadAsync()).IsNull();
        await Assert.That((await waits.AskAsync("ping")).Type).IsEqualTo("error");
    }

    [Test]
    public async Task Without_an_instance_nothing_is_expected()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(TimeSpan.FromSeconds(599));

        await Assert.That((await ann.AskAsync("whoelse")).Type).IsEqualTo("users");
    }

    [Test]
    [Arguments("0011")]
    [Arguments("00112233445566778899AABBCCDDEEFF")]
    [Arguments("00112233445566778899aabbccddeeff0")]
    [Arguments("00112233445566778899aabbccddee\n ")]
    public async Task An_instance_that_is_none_is_refused(string instance)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = server.Connect();

        await Assert.That((await client.AskAsync("hello", ("version", 1), ("instance", instance))).ToString()).IsEqualTo("error bad_request");
        await Assert.That((await server.TryLoginAsync("ann", null, client)).Answer.Type).IsEqualTo("welcome");
    }
}
