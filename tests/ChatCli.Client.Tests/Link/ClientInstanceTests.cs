using ChatCli.Client.Link;

namespace ChatCli.Client.Tests;

public class ClientInstanceTests
{
    [Test]
    public async Task Every_process_draws_a_name_of_its_own()
    {
        string[] names = [.. Enumerable.Range(0, 1000).Select(_ => new ClientInstance().Id)];
        foreach (string name in names) await Assert.That(name).Matches("^[0-9a-f]{32}$");
        await Assert.That(names.Distinct().Count()).IsEqualTo(names.Length);
        // No digit is a fixed one.
        for (int i = 0; i < 32; i++) await Assert.That(names.Select(name => name[i]).Distinct().Count()).IsEqualTo(16);
    }

    [Test]
    public async Task Ids_grow()
    {
        var instance = new ClientInstance();
        await Assert.That(instance.NextId()).IsEqualTo(1);
        await Assert.That(instance.NextId()).IsEqualTo(2);
    }
}
