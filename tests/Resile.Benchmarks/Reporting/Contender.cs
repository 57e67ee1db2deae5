namespace Resile.Benchmarks.Reporting;

/// <summary>One of the things that are measured side by side.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="RunAsync">Runs it a given number of times in a row.</param>
internal sealed record Contender(string Name, Func<int, ValueTask> RunAsync);
