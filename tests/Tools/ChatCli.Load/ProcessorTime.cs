namespace ChatCli.Load;

/// <summary>Reads processor times, in seconds, as proc(5) gives them.</summary>
internal static class ProcessorTime
{
    // Linux shows them in 1/100 s.
    private const double TickSeconds = 0.01;

    /// <summary>Of a process so far, in user and kernel mode.</summary>
    public static double OfProcess(int processId)
    {
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        // The name in brackets may hold anything; utime and stime are the 14th and 15th field, the 3rd follows the name.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11]) + long.Parse(fields[12])) * TickSeconds;
    }

    /// <summary>Of all that is not idle on this machine so far.</summary>
    public static double OfMachine()
    {
        // "cpu  user nice system idle iowait irq softirq steal guest guest_nice"; the guests are in user and nice already.
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Skip(1).Take(8).Where((_, i) => i is not (3 or 4)).Sum(long.Parse) * TickSeconds;
    }
}
