using ChatCli.Server.Rules;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Server.Tests;

public class RateTests
{
    [Test]
    public async Task So_many_at_once_and_then_one_every_interval()
    {
        var time = new FakeTimeProvider();
        var rate = new Rate(time, 3, TimeSpan.FromSeconds(2));
        long used = 0;
        for (int i = 0; i < 3; i++) await Assert.That(rate.TryTake(ref used)).IsTrue();
        await Assert.That(rate.TryTake(ref used)).IsFalse();
        await Assert.That(rate.TimeUntil(used)).IsEqualTo(TimeSpan.FromSeconds(2));
        await Assert.That(rate.TimeUntil(used, 3)).IsEqualTo(TimeSpan.FromSeconds(6));

        for (int i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
            await Assert.That(rate.TryTake(ref used)).IsFalse();
            time.Advance(TimeSpan.FromTicks(1));
            await Assert.That(rate.TryTake(ref used)).IsTrue();
        }
    }

    [Test]
    public async Task After_a_pause_it_is_the_same_number_at_once_and_no_more()
    {
        var time = new FakeTimeProvider();
        var rate = new Rate(time, 3, TimeSpan.FromSeconds(2));
        long used = 0;
        rate.TryTake(ref used, 3);
        await Assert.That(rate.IsFree(used)).IsFalse();
        time.Advance(TimeSpan.FromHours(1));
        await Assert.That(rate.IsFree(used)).IsTrue();
        await Assert.That(rate.TryTake(ref used, 4)).IsFalse();
        await Assert.That(rate.TryTake(ref used, 3)).IsTrue();
        await Assert.That(rate.TryTake(ref used)).IsFalse();
    }

    [Test]
    public async Task What_is_given_back_was_not_taken()
    {
        var time = new FakeTimeProvider();
        var rate = new Rate(time, 1, TimeSpan.FromSeconds(2));
        long used = 0;
        for (int i = 0; i < 5; i++)
        {
            await Assert.That(rate.TryTake(ref used)).IsTrue();
            rate.GiveBack(ref used);
        }
        await Assert.That(rate.TimeUntil(used)).IsEqualTo(TimeSpan.Zero);
    }
}
