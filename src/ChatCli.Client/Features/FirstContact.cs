using ChatCli.Client.Link;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Features;

/// <summary>Asks the person, once, whether the key of a server that is not known is the right one.</summary>
/// <param name="screen">Where is asked.</param>
/// <param name="connector">Connects again when the answer is yes: nothing was sent before.</param>
/// <param name="trust">Is told the answer.</param>
internal sealed class FirstContact(IUserInterface screen, ServerConnector connector, ServerTrust trust)
{
    /// <summary>Returns the result to go on with; one that is not about an unknown key, or that nobody can be asked about, is returned as it is.</summary>
    public async Task<ConnectResult> RunAsync(ConnectResult result, CancellationToken cancellation)
    {
        if (result.UnknownKey is not { } key || !screen.CanAsk) return result;
        screen.Show(new ServerIsNew(connector.Server, key));
        try
        {
            string? answer = await screen.ReadLineAsync(Question.IsRightServer, cancellation);
            if (!"yes".Equals(answer?.Trim(), StringComparison.OrdinalIgnoreCase)) return new ConnectResult(null, new KeyNotAccepted());
            trust.Accept(key);
            return await connector.ConnectAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Told to stop while asking.
            return new ConnectResult(null);
        }
    }
}
