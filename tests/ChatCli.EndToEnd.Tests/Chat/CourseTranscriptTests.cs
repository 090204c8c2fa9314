namespace ChatCli.EndToEnd.Tests;

/// <summary>
/// One long session as the course's assignment describes it: everything that a classmate would type, and everything that is shown
/// to whom. Read from top to bottom it is a tour of the whole program.
/// </summary>
public class CourseTranscriptTests
{
    private readonly Dictionary<string, ClientProcess> _at = [];

    [Test]
    public async Task Everything_that_a_classmate_would_type()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { BlockDuration = 1 });
        await LogInsAsync(server);
        await TalkAsync(server);
        await BlockAsync();
        await HistoryAsync(server);
        await PrivateAsync();
        await LogOutsAsync(server);
    }

    private async Task LogInsAsync(ServerProcess server)
    {
        // Hans mistypes his password, then gets it right.
        Open(server, "hans");
        await Sees("hans", "Username:");
        await Types("hans", "hans", "Password:");
        await Types("hans", "falcon", "wrong password; please try again", "Password:");
        await Types("hans", "falcon*solo", ServerProcess.Welcome("hans"));

        Open(server, "yoda");
        await Sees("yoda", "Username:");
        await Types("yoda", "yoda", "Password:");
        await Types("yoda", "do_or_do_not", ServerProcess.Welcome("yoda"));
        await Sees("hans", "yoda logged in");

        // Rey is new.
        Open(server, "rey");
        await Sees("rey", "Username:");
        await Types("rey", "rey", "There is no account rey yet: a new one is being made.", "Choose a password:");
        await Types("rey", "BB-8", ServerProcess.Welcome("rey"));
        await Sees("hans", "rey logged in");
        await Sees("yoda", "rey logged in");

        // Somebody guesses at Vader's password until the name is blocked, and after a second it is not any more.
        Open(server, "stranger");
        await Sees("stranger", "Username:");
        await Types("stranger", "vader", "Password:");
        await Types("stranger", "sith", "wrong password; please try again", "Password:");
        await Types("stranger", "lord", "wrong password; please try again", "Password:");
        await Types("stranger", "anakin", "wrong password; the account is now blocked, please try again later");
        await Assert.That(await _at["stranger"].ExitStatusAsync()).IsEqualTo(1);

        // Somebody else wants to be Hans too.
        Open(server, "stranger");
        await Sees("stranger", "Username:");
        await Types("stranger", "hans", "Password:");
        await Types("stranger", "falcon*solo", "this user is online already; please log in with another name", "Username:");
        _at["stranger"].EndInput();
    }

    private async Task TalkAsync(ServerProcess server)
    {
        await Types("hans", "whoelse", "rey", "yoda");
        await Types("hans", "message yoda hello, are you there?");
        await Sees("yoda", "hans: hello, are you there?");
        await Types("yoda", "message hans here I am");
        await Sees("hans", "yoda: here I am");
        await Types("hans", "broadcast vader is coming");
        await Sees("yoda", "hans (to all): vader is coming");
        await Sees("rey", "hans (to all): vader is coming");
        await Types("hans", "whatsup", "Error: unknown command \"whatsup\"; type help for the commands");
        await Types("hans", "message", "Usage: message USER TEXT");
        await Types("hans", "message chewie hello", "Error: there is no such user");
        await Types("hans", "message hans hello", "Error: this command is not for yourself");

        // Luke is not there yet and finds what was written to him.
        await Types("hans", "message luke where are you?");
        await Types("hans", "whoelse", "rey", "yoda");
        await Types("yoda", "message luke come you must");
        await Types("yoda", "whoelse", "hans", "rey");
        Open(server, "luke");
        await Sees("luke", "Username:");
        await Types("luke", "luke", "Password:");
        await Types("luke", "tatooine77", ServerProcess.Welcome("luke"), "hans: where are you?", "yoda: come you must");
        foreach (string other in (string[])["hans", "yoda", "rey"]) await Sees(other, "luke logged in");
    }

    private async Task BlockAsync()
    {
        await Types("luke", "block hans", "hans is blocked");
        await Types("luke", "block hans", "Error: you have blocked this user already");
        await Types("luke", "block luke", "Error: this command is not for yourself");
        await Types("luke", "block chewie", "Error: there is no such user");
        await Types("hans", "message luke sorry", "Error: not possible: the user has blocked you");
        await Types("hans", "broadcast sorry", "your message could not be delivered to some recipients");
        await Sees("yoda", "hans (to all): sorry");
        await Sees("rey", "hans (to all): sorry");
        await Types("hans", "whoelse", "rey", "yoda");
        await Types("hans", "whoelsesince 1000", "rey", "yoda");
        await Types("luke", "message hans I see you");
        await Sees("hans", "luke: I see you");
        await Types("luke", "unblock hans", "hans is unblocked");
        await Types("luke", "unblock hans", "Error: you have not blocked this user");
        await Types("hans", "message luke thank you");
        await Sees("luke", "hans: thank you");
        await Types("hans", "whoelse", "luke", "rey", "yoda");
    }

    private async Task HistoryAsync(ServerProcess server)
    {
        await Types("rey", "logout", "logged out");
        await Assert.That(await _at["rey"].ExitStatusAsync()).IsEqualTo(0);
        foreach (string other in (string[])["hans", "yoda", "luke"]) await Sees(other, "rey logged out");
        await Types("hans", "whoelse", "luke", "yoda");
        await Types("hans", "whoelsesince 1000", "luke", "rey", "yoda");
        await Types("hans", "whoelsesince 99999999999999999999", "luke", "rey", "yoda");
        await Types("hans", "whoelsesince -5", "Usage: whoelsesince SECONDS");

        // The account stayed.
        Open(server, "rey");
        await Sees("rey", "Username:");
        await Types("rey", "rey", "Password:");
        await Types("rey", "BB-8", ServerProcess.Welcome("rey"));
        foreach (string other in (string[])["hans", "yoda", "luke"]) await Sees(other, "rey logged in");
    }

    private async Task PrivateAsync()
    {
        await Types("hans", "private yoda hello", PrivateTests.NoPrivate("yoda"));
        await Types("hans", "startprivate vader", "Error: the user is not online");
        await Types("hans", "startprivate hans", "Error: this command is not for yourself");
        await Types("hans", "startprivate yoda", "asked yoda for a private chat");
        await Sees("yoda", "hans asks for a private chat: y to accept, n to decline");
        await Types("yoda", "n", "you declined the private chat with hans");
        await Sees("hans", "yoda declined the private chat");

        await Types("hans", "startprivate yoda", "asked yoda for a private chat");
        await Sees("yoda", "hans asks for a private chat: y to accept, n to decline");
        await Types("yoda", "y", "private chat with hans started");
        await Sees("hans", "private chat with yoda started");
        await Types("hans", "private yoda how are you?");
        await Sees("yoda", "hans (private): how are you?");
        await Types("yoda", "private hans good I am");
        await Sees("hans", "yoda (private): good I am");
        await Types("hans", "message yoda this one goes by the server");
        await Sees("yoda", "hans: this one goes by the server");
        await Types("hans", "private luke hello", PrivateTests.NoPrivate("luke"));
        await Types("yoda", "stopprivate hans", "private chat with hans ended");
        await Sees("hans", "private chat with yoda ended");
        await Types("hans", "private yoda still there?", PrivateTests.NoPrivate("yoda"));
        await Types("hans", "stopprivate yoda", PrivateTests.NoPrivate("yoda"));
    }

    private async Task LogOutsAsync(ServerProcess server)
    {
        await Types("luke", "logout", "logged out");
        await Assert.That(await _at["luke"].ExitStatusAsync()).IsEqualTo(0);
        foreach (string other in (string[])["hans", "yoda", "rey"]) await Sees(other, "luke logged out");
        foreach (string other in (string[])["hans", "yoda", "rey"]) await _at[other].ExpectNothingMoreAsync();
        await server.StopAsync();
        foreach (string other in (string[])["hans", "yoda", "rey"])
        {
            await Sees(other, "the server is shutting down; reconnecting");
            _at[other].Kill();
        }
    }

    private void Open(ServerProcess server, string who) => _at[who] = server.Connect();

    private Task Types(string who, string line, params string[] andSees) => _at[who].AskAsync(line, andSees);

    private Task Sees(string who, string line) => _at[who].ExpectNextAsync(line);
}
