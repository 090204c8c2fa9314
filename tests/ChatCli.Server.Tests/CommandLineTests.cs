using ChatCli.Server.Rules;

namespace ChatCli.Server.Tests;

[NotInParallel]
public class CommandLineTests
{
    [Test]
    public async Task Passwords_are_replaced_and_keys_are_derived_in_about_50_ms_unless_told_otherwise()
    {
        ServerOptions options = Parse([]);
        await Assert.That(options.KeepPlaintext).IsFalse();
        await Assert.That(options.Iterations).IsEqualTo(250_000);

        options = Parse(["5001", "--keep-plaintext", "--iterations", "4096", "--grace", "3"]);
        await Assert.That(options.KeepPlaintext).IsTrue();
        await Assert.That(options.Iterations).IsEqualTo(4096);
        await Assert.That(options.Port).IsEqualTo(5001);
        await Assert.That(Parse(["--iterations=10000000"]).Iterations).IsEqualTo(10_000_000);
    }

    [Test]
    [Arguments("4095")]
    [Arguments("10000001")]
    [Arguments("-5000")]
    [Arguments("many")]
    [Arguments("")]
    public async Task Iterations_have_bounds(string iterations)
    {
        var errors = new StringWriter();

        (ServerOptions? options, int status) = CommandLine.Parse(["--iterations", iterations], TextWriter.Null, errors);

        await Assert.That(options).IsNull();
        await Assert.That(status).IsEqualTo(2);
        await Assert.That(errors.ToString()).StartsWith("chatcli-server: the iterations must be a whole number from 4096 to 10000000");
    }

    private static ServerOptions Parse(string[] args)
    {
        (ServerOptions? options, _) = CommandLine.Parse(args, TextWriter.Null, TextWriter.Null);
        return options ?? throw new InvalidOperationException("The command line was refused.");
    }
}
