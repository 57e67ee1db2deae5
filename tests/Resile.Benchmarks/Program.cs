using System.CommandLine;
using Resile.Benchmarks.LoadBalancing;
using Resile.Benchmarks.Recovery;
using Resile.Benchmarks.Reporting;
using Resile.Benchmarks.Suites;

IReportArea[] areas = [new LoadBalancingReport(), new RecoveryReport(), new SelfDoubtReport()];

var area = new Argument<string?>("area")
{
    Description = "The part to report on; all of them if it is left out.",
    Arity = ArgumentArity.ZeroOrOne,
};
area.AcceptOnlyFromAmong([.. areas.Select(static each => each.Name)]);

var report = new Command("report", "Prints one line a figure: RATIO <name> <measured> <goal> met|short.") { area };
report.SetAction(async (arguments, _) =>
{
    var wanted = arguments.GetValue(area);
    foreach (var each in areas.Where(candidate =>
        wanted is null || candidate.Name == wanted || candidate.Name.StartsWith(wanted + "-", StringComparison.Ordinal)))
    {
        await each.RunAsync(new RatioReport(Console.Out));
    }
});

var full = new Command("full", "Runs the BenchmarkDotNet suites; what follows goes to BenchmarkDotNet, as in: full --filter '*' --job short.")
{
    TreatUnmatchedTokensAsErrors = false,
};
full.SetAction(static arguments => FullRun.Run(arguments.UnmatchedTokens));

var parsed = new RootCommand("Measures Resile against what people use today, side by side in one run.") { report, full }.Parse(args);
var exitCode = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : exitCode;
