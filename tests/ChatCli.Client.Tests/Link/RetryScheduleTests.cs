using ChatCli.Client.Link;

namespace ChatCli.Client.Tests;

public class RetryScheduleTests
{
    [Test]
    [Arguments(0.0, "0.2 0.4 0.8 1.6 3.2 6.4 12 12 12")]
    [Arguments(1.0, "0.5 1 2 4 8 16 30 30 30")]
    public async Task The_waits_double_up_to_thirty_seconds(double random, string waits)
    {
        var schedule = new RetrySchedule(() => random);
        await Assert.That(Next(schedule, 9)).IsEqualTo(waits);
    }

    [Test]
    public async Task The_waits_differ_from_client_to_client()
    {
        double random = 0;
        var schedule = new RetrySchedule(() => random += 0.25);
        await Assert.That(Next(schedule, 3)).IsEqualTo("0.275 0.7 1.7");
    }

    [Test]
    public async Task A_server_that_stops_is_left_alone_as_it_asked_and_then_tried_every_second_for_a_while()
    {
        var schedule = new RetrySchedule(() => 0.5, TimeSpan.FromSeconds(3));
        await Assert.That(Next(schedule, 20)).IsEqualTo("3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1.4 2.8 5.6 11.2");
    }

    [Test]
    [Arguments(0, 0.5)]
    [Arguments(-5, 0.5)]
    [Arguments(100_000, 30)]
    public async Task What_the_server_asks_has_bounds(int seconds, double first)
    {
        var schedule = new RetrySchedule(() => 1, TimeSpan.FromSeconds(seconds));
        await Assert.That(schedule.Next().TotalSeconds).IsEqualTo(first);
    }

    private static string Next(RetrySchedule schedule, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => FormattableString.Invariant($"{schedule.Next().TotalSeconds:0.###}")));
}
