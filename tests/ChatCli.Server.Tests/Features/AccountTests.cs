using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class AccountTests
{
    [Test]
    public async Task Whether_a_name_has_an_account_is_told()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That(await AskAsync(client, "ann")).IsEqualTo("account true");
        await Assert.That(await AskAsync(client, "Ann")).IsEqualTo("account false");
        await Assert.That(await AskAsync(client, "eve")).IsEqualTo("account false");
    }

    [Test]
    public async Task The_answer_does_not_depend_on_who_is_online()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.LoginAsync("ann");
        ScriptedClient client = await server.GreetAsync();

        await Assert.That(await AskAsync(client, "ann")).IsEqualTo("account true");
    }

    [Test]
    [Arguments("")]
    [Arguments("two words")]
    [Arguments("ünï")]
    public async Task An_impossible_name_is_refused(string name)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That(await AskAsync(client, name)).IsEqualTo("error invalid_name");
    }

    private static async Task<string> AskAsync(ScriptedClient client, string name) =>
        (await client.AskAsync("account", ("name", name))).ToString();
}
