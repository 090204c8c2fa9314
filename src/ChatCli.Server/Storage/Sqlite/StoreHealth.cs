using ChatCli.Server.Log;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>Logs when the store begins to fail and when it works again, not each failure. Used by the writer's thread alone.</summary>
internal sealed class StoreHealth(string path, TimeProvider time, ILogger log)
{
    /// <summary>A disk that is almost full fails now and then; this long without a failure is an end of it.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    private long? _lastFailure;
    private bool _isDamaged;
    private bool _isUnreadable;

    public void Failed(Exception error, bool isChange)
    {
        if (error is SqliteException sqlite && sqlite.IsDamage())
        {
            if (!_isDamaged) log.StoreDamaged(path);
            _isDamaged = true;
            return;
        }
        string why = (error as SqliteException)?.Explain() ?? ErrorTrace.Of(error);
        if (!isChange)
        {
            if (!_isUnreadable) log.StoreUnreadable(path, why);
            _isUnreadable = true;
            return;
        }
        if (_lastFailure is null) log.StoreFailing(path, why);
        _lastFailure = time.GetTimestamp();
    }

    public void Works()
    {
        _isUnreadable = false;
        if (_lastFailure is not { } failed || time.GetElapsedTime(failed) < Calm) return;
        _lastFailure = null;
        log.StoreWorks(path);
    }
}
