using ChatCli.EndToEnd.Tests;
using TUnit.Core.Interfaces;

[assembly: ParallelLimiter<AssemblyLimits>]

namespace ChatCli.EndToEnd.Tests;

/// <summary>So many tests run at a time: most of the time they wait, but every one of them has several processes.</summary>
public sealed class AssemblyLimits : IParallelLimit
{
    public int Limit => 8;
}
