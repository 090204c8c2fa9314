using ChatCli.Client.Notices;

namespace ChatCli.Client.Features;

/// <summary>Runs a command; false when its arguments are wrong, and then nothing was done.</summary>
/// <param name="chat">All that it may act on.</param>
/// <param name="answer">Where its answer goes; the command MUST end it, at once or later.</param>
/// <param name="arguments">Everything after the first separator following the command, kept exactly.</param>
internal delegate bool RunCommand(Chat chat, Answer answer, string arguments);

/// <summary>One row of the <see cref="CommandTable"/>.</summary>
/// <param name="Name">The word that the person types.</param>
/// <param name="Run">Does it.</param>
internal sealed record Command(string Name, RunCommand Run)
{
    /// <summary>Whether there is this command now; one that there is not is unknown.</summary>
    public Func<Chat, bool> IsThere { get; init; } = static _ => true;
}
