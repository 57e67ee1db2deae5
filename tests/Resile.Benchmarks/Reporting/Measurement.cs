namespace Resile.Benchmarks.Reporting;

/// <summary>What a contender took for one operation.</summary>
/// <param name="Name">The contender's name.</param>
/// <param name="Nanoseconds">The median over the batches.</param>
/// <param name="Bytes">The bytes allocated, exact: the least over the batches, which no other thread has added to.</param>
internal sealed record Measurement(string Name, double Nanoseconds, double Bytes);
