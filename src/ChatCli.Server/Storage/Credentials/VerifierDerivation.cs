using ChatCli.Protocol.Scram;

namespace ChatCli.Server.Storage.Credentials;

/// <summary>Derives verifiers from passwords on the thread pool, leaving a processor for everything else where there are several.</summary>
/// <param name="iterations">How slowly.</param>
internal sealed class VerifierDerivation(int iterations) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount - 1));

    public async Task<ScramVerifier> DeriveAsync(string password)
    {
        await _slots.WaitAsync();
        try
        {
            return await Task.Run(() => ScramVerifier.Create(password, iterations));
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();
}
