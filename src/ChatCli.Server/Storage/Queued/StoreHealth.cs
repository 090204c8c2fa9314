using ChatCli.Server.Log;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Storage.Queued;

/// <summary>Logs when the store begins to fail and when it works again, not each failure. Used by the writer's thread alone.</summary>
internal sealed class StoreHealth(string database, TimeProvider time, ILogger log)
{
    /// <summary>A disk that is almost full fails now and then; this long without a failure is an end of it.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    private long? _lastFailure;
    private bool _isDamaged;
    private bool _isUnreadable;

    public void Failed(DatabaseFailure failure, bool isChange)
    {
        if (failure.Kind == FailureKind.Damage)
        {
            if (!_isDamaged) log.StoreDamaged(database);
            _isDamaged = true;
            return;
        }
        if (!isChange)
        {
            if (!_isUnreadable) log.StoreUnreadable(database, failure.Why);
            _isUnreadable = true;
            return;
        }
        if (_lastFailure is null) log.StoreFailing(database, failure.Why);
        _lastFailure = time.GetTimestamp();
    }

    public void Works()
    {
        _isUnreadable = false;
        if (_lastFailure is not { } failed || time.GetElapsedTime(failed) < Calm) return;
        _lastFailure = null;
        log.StoreWorks(database);
    }
}
