using System.Text.Json;
using ChatCli.Server.Log;

namespace ChatCli.Server.Tests;

public class ErrorTraceTests
{
    [Test]
    public async Task An_error_is_written_down_with_its_cause_and_place_but_without_what_it_quotes()
    {
        string trace;
        try
        {
            try
            {
                throw new JsonException("'a-secret' is no number");
            }
            catch (JsonException e)
            {
                throw new InvalidOperationException("cannot read 'a-secret'", e);
            }
        }
        catch (InvalidOperationException e)
        {
            trace = ErrorTrace.Of(e);
        }

        await Assert.That(trace).DoesNotContain("a-secret");
        await Assert.That(trace).Contains(nameof(ErrorTraceTests));
        await Assert.That(trace).StartsWith("System.InvalidOperationException\n");
        await Assert.That(trace).Contains("\ncaused by System.Text.Json.JsonException\n");
    }
}
