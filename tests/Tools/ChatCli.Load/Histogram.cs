using System.Numerics;

namespace ChatCli.Load;

/// <summary>Counts times in nanoseconds in buckets less than 1 % wide. Hot path.</summary>
internal sealed class Histogram
{
    private const int Precision = 7;
    private const int Half = 1 << Precision;

    private readonly long[] _buckets = new long[(64 - Precision) * Half];
    private long _count;

    /// <summary>Counts one time.</summary>
    public void Add(long nanoseconds)
    {
        _count++;
        _buckets[Bucket(Math.Max(nanoseconds, 0))]++;
    }

    /// <summary>The time in microseconds that a fraction of all does not exceed; NaN when there is none.</summary>
    public double Microseconds(double fraction)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(fraction * _count));
        for (int i = 0; i < _buckets.Length; i++)
        {
            rank -= _buckets[i];
            if (rank <= 0 && _count > 0) return Middle(i) / 1000;
        }
        return double.NaN;
    }

    // Values below 2^8 have a bucket each; above, the upper 8 bits choose it.
    private static int Bucket(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - Precision);
        return (shift * Half) + (int)(value >> shift);
    }

    private static double Middle(int bucket)
    {
        int shift = Math.Max(0, (bucket / Half) - 1);
        long low = (long)(bucket - (shift * Half)) << shift;
        return low + (((1L << shift) - 1) / 2.0);
    }
}
