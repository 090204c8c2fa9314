using ChatCli.Client.Features;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Tests;

public class CommandTests
{
    [Test]
    [Arguments("message bob hello", "bob", "hello")]
    [Arguments("message bob  two before, two inside  and one after ", "bob", " two before, two inside  and one after ")]
    [Arguments("  /message   bob \\\"quoted\\\" 'text'", "bob", "\\\"quoted\\\" 'text'")]
    [Arguments("message\tbob\thello", "bob", "hello")]
    [Arguments("message bob /help", "bob", "/help")]
    public async Task A_text_is_everything_after_the_one_blank_that_follows_the_user(string line, string to, string text)
    {
        ClientRun run = await ClientRun.StartAsync();
        string? request = await run.RequestOfAsync(line.Replace("\\\"", "\"", StringComparison.Ordinal));
        await Assert.That(request).IsEqualTo($$"""{"type":"message","id":1,"to":"{{to}}","text":"{{text}}"}""");
        await run.ReceiptAsync(1);
        await run.EndAsync(2);
    }

    [Test]
    [Arguments("message", "message USER TEXT")]
    [Arguments("message bob", "message USER TEXT")]
    [Arguments("message bob ", "message USER TEXT")]
    [Arguments("message bob    ", "message USER TEXT")]
    [Arguments("broadcast", "broadcast TEXT")]
    [Arguments("broadcast   ", "broadcast TEXT")]
    [Arguments("whoelse now", "whoelse")]
    [Arguments("whoelsesince", "whoelsesince SECONDS")]
    [Arguments("whoelsesince -1", "whoelsesince SECONDS")]
    [Arguments("whoelsesince 1.5", "whoelsesince SECONDS")]
    [Arguments("whoelsesince ten", "whoelsesince SECONDS")]
    [Arguments("whoelsesince 1 2", "whoelsesince SECONDS")]
    [Arguments("whoelsesince +1", "whoelsesince SECONDS")]
    [Arguments("block", "block USER")]
    [Arguments("block bob eve", "block USER")]
    [Arguments("unblock", "unblock USER")]
    [Arguments("startprivate", "startprivate USER")]
    [Arguments("accept", "accept USER")]
    [Arguments("decline bob eve", "decline USER")]
    [Arguments("private bob", "private USER TEXT")]
    [Arguments("stopprivate", "stopprivate USER")]
    [Arguments("logout now", "logout")]
    [Arguments("help me please", "help [COMMAND]")]
    public async Task Wrong_arguments_show_the_usage_and_send_nothing(string line, string usage)
    {
        ClientRun run = await ClientRun.StartAsync();
        await Assert.That(await run.ShownForAsync(line)).IsEqualTo($"Usage: {usage}");
        await run.EndAsync(1);
    }

    [Test]
    [Arguments("mesage bob hi", "Error: unknown command \"mesage\"; did you mean \"message\"?")]
    [Arguments("Message bob hi", "Error: unknown command \"Message\"; did you mean \"message\"?")]
    [Arguments("whoesle", "Error: unknown command \"whoesle\"; did you mean \"whoelse\"?")]
    [Arguments("dance", "Error: unknown command \"dance\"; type help for the commands")]
    [Arguments("x", "Error: unknown command \"x\"; type help for the commands")]
    [Arguments("y", "Error: unknown command \"y\"; type help for the commands")]
    [Arguments("/", "Error: unknown command \"/\"; type help for the commands")]
    [Arguments("hel\u001b[31mp", "Error: unknown command \"hel<U+001B>[31mp\"; type help for the commands")]
    public async Task An_unknown_command_is_said_to_be_so_and_the_nearest_suggested(string line, string shown)
    {
        ClientRun run = await ClientRun.StartAsync();
        await Assert.That(await run.ShownForAsync(line)).IsEqualTo(shown);
        await run.EndAsync(1);
    }

    [Test]
    public async Task Blank_lines_are_ignored()
    {
        ClientRun run = await ClientRun.StartAsync();
        run.Screen.Type("", "   ", "\t");
        await run.EndAsync(1);
    }

    [Test]
    [Arguments("whoelse", """{"type":"whoelse","id":1}""")]
    [Arguments("whoelse  ", """{"type":"whoelse","id":1}""")]
    [Arguments("whoelsesince 0", """{"type":"whoelsesince","id":1,"seconds":0}""")]
    [Arguments("whoelsesince 0060", """{"type":"whoelsesince","id":1,"seconds":60}""")]
    [Arguments("whoelsesince 99999999999999999999999999", """{"type":"whoelsesince","id":1,"seconds":9007199254740992}""")]
    [Arguments("whoelsesince 9223372036854775807", """{"type":"whoelsesince","id":1,"seconds":9007199254740992}""")]
    [Arguments("broadcast  hi all ", """{"type":"broadcast","id":1,"text":" hi all "}""")]
    [Arguments("block bob ", """{"type":"block","id":1,"user":"bob"}""")]
    [Arguments("/unblock  bob", """{"type":"unblock","id":1,"user":"bob"}""")]
    [Arguments("accept bob", """{"type":"answerprivate","id":1,"user":"bob","accept":true,"port":""")]
    [Arguments("decline bob", """{"type":"answerprivate","id":1,"user":"bob","accept":false,"port":0}""")]
    [Arguments("startprivate bob", """{"type":"startprivate","id":1,"user":"bob","port":""")]
    [Arguments("private bob hi", """{"type":"checkprivate","id":1,"user":"bob"}""")]
    [Arguments("stopprivate bob", """{"type":"checkprivate","id":1,"user":"bob"}""")]
    [Arguments("help", """{"type":"active","id":1}""")]
    [Arguments("help block", """{"type":"active","id":1}""")]
    [Arguments("block josé", """{"type":"active","id":1}""")]
    public async Task A_command_becomes_its_request(string line, string request)
    {
        ClientRun run = await ClientRun.StartAsync();
        await Assert.That(await run.RequestOfAsync(line)).StartsWith(request);
        run.Server.Close();
        await run.Screen.NextAsync();
        run.Screen.Type("logout");
        await Assert.That(await run.Exit).IsEqualTo(1);
    }

    [Test]
    [Arguments("block bob", """{"type":"ok","id":1}""", "bob is blocked")]
    [Arguments("block bob", """{"type":"error","id":1,"code":"self","text":"not yourself"}""", "Error: not yourself")]
    [Arguments("unblock bob", """{"type":"ok","id":1}""", "bob is unblocked")]
    [Arguments("whoelse", """{"type":"users","id":1,"users":[]}""", "nobody else is online")]
    [Arguments("whoelsesince 5", """{"type":"users","id":1,"users":[]}""", "nobody else was online")]
    [Arguments("whoelse", """{"type":"users","id":1,"users":["bob"]}""", "bob")]
    [Arguments("broadcast hi", """{"type":"broadcast","id":1,"complete":false}""", "your message could not be delivered to some recipients")]
    [Arguments("message bob hi", """{"type":"error","id":1,"code":"blocked","text":"bob has \u001b[2J blocked you"}""", "Error: bob has <U+001B>[2J blocked you")]
    [Arguments("private bob hi", """{"type":"error","id":1,"code":"offline","text":"bob is not online"}""", "Error: bob is not online")]
    [Arguments("private bob hi", """{"type":"ok","id":1}""", "Error: there is no private chat with bob; ask for one with startprivate bob")]
    [Arguments("stopprivate bob", """{"type":"ok","id":1}""", "Error: there is no private chat with bob; ask for one with startprivate bob")]
    [Arguments("startprivate bob", """{"type":"ok","id":1}""", "asked bob for a private chat")]
    [Arguments("decline bob", """{"type":"ok","id":1}""", "you declined the private chat with bob")]
    [Arguments("block bob", """{"type":"users","id":1,"users":["bob"]}""", "received something that this version cannot show (users)")]
    [Arguments("block bob", """{"type":"ok","id":1,"id":"one"}""", "received something that this version cannot show (ok)")]
    [Arguments("block bob", """{"type":"later","id":1}""", "received something that this version cannot show (later)")]
    public async Task A_reply_is_shown_in_plain_words(string line, string reply, string shown)
    {
        ClientRun run = await ClientRun.StartAsync();
        await run.RequestOfAsync(line);
        await Assert.That(await run.ShownOfAsync(reply)).IsEqualTo(shown);
        await run.EndAsync(2);
    }

    [Test]
    public async Task A_list_that_comes_in_several_lines_is_one_answer()
    {
        ClientRun run = await ClientRun.StartAsync();
        await run.RequestOfAsync("whoelse");
        await run.Server.SendAsync("""{"type":"users","id":1,"users":["bob"],"more":true}""");
        run.Screen.Type("block eve");
        await run.Server.NextAsync();
        await run.Server.SendAsync("""{"type":"users","id":1,"users":["cat","dan"]}""", """{"type":"ok","id":2}""");
        await Assert.That(await run.Screen.NextAsync(4)).IsEqualTo("bob\ncat\ndan\neve is blocked");
        await run.EndAsync(3);
    }

    [Test]
    public async Task Answers_come_in_the_order_of_the_commands()
    {
        ClientRun run = await ClientRun.StartAsync();
        run.Screen.Type("whoelse", "dance", "block", "block bob");
        await run.Server.NextAsync();
        await run.Server.NextAsync();
        await Assert.That(run.Screen.Rest()).IsEqualTo("");
        await run.Server.SendAsync("""{"type":"ok","id":2}""", """{"type":"users","id":1,"users":["eve"]}""");
        await Assert.That(await run.Screen.NextAsync(4)).IsEqualTo(
            "eve\nError: unknown command \"dance\"; type help for the commands\nUsage: block USER\nbob is blocked");
        await run.EndAsync(3);
    }

    [Test]
    [Arguments("message bob ")]
    [Arguments("broadcast ")]
    [Arguments("private bob ")]
    public async Task A_text_over_the_limit_is_refused_here(string command)
    {
        ClientRun run = await ClientRun.StartAsync();
        await Assert.That(await run.ShownForAsync(command + new string('é', 5001))).IsEqualTo("Error: the text is longer than 10,000 bytes");
        await run.EndAsync(1);
    }

    [Test]
    public async Task A_name_that_no_account_can_have_is_unknown_however_long()
    {
        ClientRun run = await ClientRun.StartAsync();
        run.Screen.Type("block " + new string('b', 100_000));
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"active","id":1}""");
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("Error: there is no such user");
        await run.EndAsync(2);
    }

    [Test]
    public async Task Help_has_one_line_a_command()
    {
        ClientRun run = await ClientRun.StartAsync();
        run.Screen.Type("help");
        string shown = await run.Screen.NextAsync(CommandTable.Rows.Count);
        foreach (Command row in CommandTable.Rows) await Assert.That(shown).Contains(UsageOf(row));
        await run.Server.NextAsync();
        await Assert.That(await run.ShownForAsync("help /block")).IsEqualTo("block USER  hide from USER and refuse what USER sends");
        await run.Server.NextAsync();
        await Assert.That(await run.ShownForAsync("help blok")).IsEqualTo("Error: unknown command \"blok\"; did you mean \"block\"?");
        await run.Server.NextAsync();
        await run.EndAsync(4);
    }

    [Test]
    public async Task Every_command_has_a_name_a_usage_that_begins_with_it_and_one_line_of_help()
    {
        await Assert.That(CommandTable.Rows.Select(row => row.Name).Distinct().Count()).IsEqualTo(CommandTable.Rows.Count);
        foreach (Command row in CommandTable.Rows)
        {
            await Assert.That(row.Name).Matches("^[a-z]+$");
            await Assert.That(UsageOf(row).Split(' ')[0]).IsEqualTo(row.Name);
            string help = ScriptedUserInterface.TextOf(new CommandHelp(row.Name))!;
            await Assert.That(help).StartsWith($"{UsageOf(row)}  ").And.DoesNotContain("\n");
            await Assert.That(help.Length).IsGreaterThan(UsageOf(row).Length + 2);
            await Assert.That(CommandTable.Find(row.Name)).IsEqualTo(row);
        }
    }

    [Test]
    public async Task Every_command_of_the_specification_is_in_the_table()
    {
        string[] specified =
        [
            "message", "broadcast", "whoelse", "whoelsesince", "block", "unblock", "logout", "startprivate", "private", "stopprivate",
        ];
        foreach (string name in specified) await Assert.That(CommandTable.Find(name)).IsNotNull();
    }

    private static string UsageOf(Command row) => ScriptedUserInterface.TextOf(new WrongArguments(row.Name))!["Usage: ".Length..];
}
