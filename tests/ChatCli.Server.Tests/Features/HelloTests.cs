using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class HelloTests
{
    [Test]
    public async Task The_greeting_says_the_version_and_the_limits()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Iterations = 5000 });
        ScriptedClient client = server.Connect();

        WireLine greeting = await client.AskAsync("hello", ("version", 1));

        await Assert.That(greeting.Type).IsEqualTo("greeting");
        await Assert.That(greeting["version"]).IsEqualTo("1");
        await Assert.That(greeting["server"]).StartsWith("chatcli-server ");
        await Assert.That(greeting["maxLine"]).IsEqualTo($"{Limits.MaxLine}");
        await Assert.That(greeting["maxText"]).IsEqualTo($"{Limits.MaxText}");
        await Assert.That(greeting["iterations"]).IsEqualTo("5000");
    }

    [Test]
    public async Task The_greeting_offers_the_one_mechanism_of_the_connection()
    {
        await using TestServer server = await TestServer.StartAsync();

        WireLine plain = await server.Connect().AskAsync("hello", ("version", 1));
        WireLine encrypted = await server.Connect(channelBinding: [1, 2, 3]).AskAsync("hello", ("version", 1));

        await Assert.That(plain["mechanisms"]).IsEqualTo("SCRAM-SHA-256");
        await Assert.That(encrypted["mechanisms"]).IsEqualTo("SCRAM-SHA-256-PLUS");
    }

    [Test]
    [Arguments(0)]
    [Arguments(2)]
    [Arguments(-1)]
    public async Task Another_version_is_refused_and_the_connection_ends(int version)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = server.Connect();

        await Assert.That((await client.AskAsync("hello", ("version", version))).ToString()).IsEqualTo("error version");
        await Assert.That(await client.TryReadAsync()).IsNull();
    }

    [Test]
    public async Task A_request_before_hello_is_refused_and_the_connection_goes_on()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = server.Connect();

        foreach (string line in (string[])[
            """{"type":"login","id":1,"mechanism":"SCRAM-SHA-256","data":"n,,n=ann,r=abc"}""",
            """{"type":"response","id":1,"data":"c=biws,r=abc,p=abc"}""",
            """{"type":"account","id":1,"name":"ann"}""",
            """{"type":"whoelse","id":1}""",
            """{"type":"logout","id":1}"""])
        {
            await Assert.That((await client.RefusedLineAsync(line))["code"]).IsEqualTo("out_of_place");
        }
        await Assert.That((await server.TryLoginAsync("ann", null, client)).Answer.Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task A_second_hello_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That((await client.RefusedLineAsync("""{"type":"hello","id":1,"version":1}"""))["code"]).IsEqualTo("out_of_place");
        await client.LoginAsync("ann", "ann-secret");
        await Assert.That((await client.RefusedLineAsync("""{"type":"hello","id":1,"version":1}"""))["code"]).IsEqualTo("out_of_place");
    }

    [Test]
    public async Task What_needs_a_login_is_refused_before_it()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        foreach (string type in server.Server.Requests.Rows.Where(row => row.State == ChannelState.LoggedIn).Select(row => row.WireName))
            await Assert.That((await client.RefusedLineAsync($$"""{"type":"{{type}}","id":1}"""))["code"]).IsEqualTo("out_of_place");
    }

    [Test]
    public async Task The_server_says_nothing_before_it_was_spoken_to()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = server.Connect();

        client.Connection.EndSend();

        await Assert.That(await client.TryReadAsync()).IsNull();
        await Assert.That(client.Transcript.Count).IsEqualTo(0);
    }
}
