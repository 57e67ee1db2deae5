using Resile.Benchmarks.Reporting;
using Resile.Generators;

namespace Resile.Benchmarks.Generators;

/// <summary>What the generator costs whoever types, beside one that does nothing and beside Refit's.</summary>
internal sealed class GeneratorReport : IReportArea
{
    private const int Edits = 2;

    /// <inheritdoc/>
    public string Name => "generator";

    /// <inheritdoc/>
    public async Task RunAsync(RatioReport report)
    {
        await ClientsAsync(report);
        await FeatureAsync(report, "AutoRecover", "Resile.AutoRecoverAttribute");
        await FeatureAsync(report, "DurableMessage", "Resile.DurableMessageAttribute");
        await AnalyzerShare.MeasureAsync(report);
    }

    private static async Task ClientsAsync(RatioReport report)
    {
        var corpus = GeneratorCorpus.OfClients();
        var empty = new GeneratorRunner(corpus, new EmptyGenerator("Resile.LoadBalancedAttribute"));
        var ours = new GeneratorRunner(corpus, new ResileGenerator());
        var refit = new GeneratorRunner(corpus, RefitGenerator.Create());
        report.Note($"{GeneratorCorpus.Contracts} contracts that are Resile's and Refit's; files written: empty {empty.Files}, Resile {ours.Files}, Refit {refit.Files}");
        var edited = await SideBySide.MeasureAsync(
            Edits, empty.Edited("unrelated edit, empty generator"), ours.Edited("unrelated edit, [LoadBalanced]"), refit.Edited("unrelated edit, Refit"));
        report.Details(edited);
        report.AtMost("generator.unrelated-edit/empty-generator", edited[1].Nanoseconds / edited[0].Nanoseconds, 1.15);
        report.AtMost("generator.unrelated-edit-bytes/empty-generator", edited[1].Bytes / edited[0].Bytes, 1.15);
        report.AtMost("generator.unrelated-edit/refit", edited[1].Nanoseconds / edited[2].Nanoseconds, 0.5);
        report.AtMost("generator.unrelated-edit-bytes/refit", edited[1].Bytes / edited[2].Bytes, 0.5);

        // A type somewhere gets another member, so any contract may mean something else now, and each is read again.
        var declared = await SideBySide.MeasureAsync(
            1, empty.Declared("unrelated declaration, empty generator"), ours.Declared("unrelated declaration, [LoadBalanced]"), refit.Declared("unrelated declaration, Refit"));
        report.Details(declared);
        report.AtMost("generator.unrelated-declaration/empty-generator", declared[1].Nanoseconds / declared[0].Nanoseconds, 1.15);
        report.AtMost("generator.unrelated-declaration/refit", declared[1].Nanoseconds / declared[2].Nanoseconds, 0.5);

        var opened = await SideBySide.MeasureAsync(1, empty.Opened("first run, empty generator"), ours.Opened("first run, [LoadBalanced]"), refit.Opened("first run, Refit"));
        report.Details(opened);
        report.Note(FormattableString.Invariant($"first run a contract: {(opened[1].Nanoseconds - opened[0].Nanoseconds) / GeneratorCorpus.Contracts / 1000:N0} us more than the empty generator's"));
    }

    private static async Task FeatureAsync(RatioReport report, string attribute, string metadataName)
    {
        var corpus = GeneratorCorpus.Of("Resile." + attribute);
        var empty = new GeneratorRunner(corpus, new EmptyGenerator(metadataName));
        var ours = new GeneratorRunner(corpus, new ResileGenerator());
        var edited = await SideBySide.MeasureAsync(
            Edits, empty.Edited($"unrelated edit, empty generator over [{attribute}]"), ours.Edited($"unrelated edit, [{attribute}]"));
        report.Details(edited);
        report.AtMost($"generator.unrelated-edit-{attribute}/empty-generator", edited[1].Nanoseconds / edited[0].Nanoseconds, 1.15);
    }
}
