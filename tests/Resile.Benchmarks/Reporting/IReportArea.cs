namespace Resile.Benchmarks.Reporting;

/// <summary>The figures of one part of Resile.</summary>
internal interface IReportArea
{
    /// <summary>Gets the name by which the area is asked for.</summary>
    string Name { get; }

    /// <summary>Measures the figures and writes them.</summary>
    Task RunAsync(RatioReport report);
}
