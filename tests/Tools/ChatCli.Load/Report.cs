using System.Globalization;

namespace ChatCli.Load;

/// <summary>The table: the median of each metric for both servers, and the ratio of one to the other.</summary>
/// <param name="output">The table for people.</param>
/// <param name="ratios">The same ratios for programs.</param>
internal sealed class Report(TextWriter output, TextWriter ratios)
{
    /// <summary>Writes the head of the table.</summary>
    public void WriteHead(Dialect reference, Dialect measured) =>
        Write("load", "", reference.Name, measured.Name, "ratio", "lowest-highest");

    /// <summary>Writes the rows of one load.</summary>
    /// <param name="benchmark">The load.</param>
    /// <param name="reference">What the rounds yielded for the reference.</param>
    /// <param name="measured">The same for the server; rounds with the same number ran one right after the other.</param>
    public void WriteRows(Benchmark benchmark, IReadOnlyList<Metric[]> reference, IReadOnlyList<Metric[]> measured)
    {
        string name = benchmark.Name;
        for (int i = 0; i < reference[0].Length; i++)
        {
            double[] left = [.. reference.Select(metrics => metrics[i].Value)];
            double[] right = [.. measured.Select(metrics => metrics[i].Value)];
            // Of neighbours in time: the speed of the machine drifts during a run.
            double[] quotients = [.. right.Zip(left, (r, l) => l > 0 ? r / l : double.NaN).Order()];
            string ratio = Ratio(Median(quotients));
            Write(name, reference[0][i].Name, Number(Median(left)), Number(Median(right)), ratio, Range(quotients));
            ratios.WriteLine($"{benchmark.Name}\t{reference[0][i].Name}\t{ratio}");
            name = "";
        }
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string Number(double value) =>
        value.ToString(value >= 1000 ? "#,0" : value >= 10 ? "0.0" : "0.000", CultureInfo.InvariantCulture);

    private static string Ratio(double value) =>
        double.IsNaN(value) ? "-" : value.ToString(value < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);

    private static string Range(double[] sorted) =>
        double.IsNaN(sorted[0]) ? "" : $"{Ratio(sorted[0])}-{Ratio(sorted[^1])}";

    private void Write(string load, string metric, string left, string right, string ratio, string range) =>
        output.WriteLine($"{load,-14} {metric,-17} {left,11} {right,11} {ratio,7}  {range}".TrimEnd());
}
