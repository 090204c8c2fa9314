namespace ChatCli.EndToEnd.Tests;

/// <summary>Lets several clients be named in one line.</summary>
internal static class Several
{
    public static void Deconstruct(this ClientProcess[] clients, out ClientProcess first, out ClientProcess second) =>
        (first, second) = (clients[0], clients[1]);

    public static void Deconstruct(
        this ClientProcess[] clients, out ClientProcess first, out ClientProcess second, out ClientProcess third) =>
        (first, second, third) = (clients[0], clients[1], clients[2]);

    public static void Deconstruct(
        this ClientProcess[] clients,
        out ClientProcess first,
        out ClientProcess second,
        out ClientProcess third,
        out ClientProcess fourth) =>
        (first, second, third, fourth) = (clients[0], clients[1], clients[2], clients[3]);
}
