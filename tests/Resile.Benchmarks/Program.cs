using System.CommandLine;
using Resile.Benchmarks.Generators;
using Resile.Benchmarks.LoadBalancing;
using Resile.Benchmarks.Messaging;
using Resile.Benchmarks.Recovery;
using Resile.Benchmarks.Reporting;
using Resile.Benchmarks.Suites;

var availability = new AvailabilityReport();
var messaging = new MessagingReport();
IReportArea[] areas = [new LoadBalancingReport(), new RecoveryReport(), new RestartReport(), new HerdReport(), new SelfDoubtReport(), messaging, new SqliteHandlingReport(), availability, new GeneratorReport()];

var area = new Argument<string?>("area")
{
    Description = "The part to report on; all of them if it is left out.",
    Arity = ArgumentArity.ZeroOrOne,
};
area.AcceptOnlyFromAmong([.. areas.Select(static each => each.Name)]);

var seconds = new Option<int>("--seconds") { Description = "How long each contender of recovery-availability is called.", DefaultValueFactory = static _ => 20 };
var large = new Option<bool>("--large") { Description = "Times the fetch of messaging with 10,000,000 stored rows, too: minutes, and 12 GB." };
var part = new Option<string?>("--part") { Description = "The one part of messaging to report on." };
part.AcceptOnlyFromAmong([.. MessagingReport.Parts]);
var report = new Command("report", "Prints one line a figure: RATIO <name> <measured> <goal> met|short.") { area, seconds, large, part };
report.SetAction(async (arguments, _) =>
{
    availability.Duration = TimeSpan.FromSeconds(arguments.GetValue(seconds));
    (messaging.IsLarge, messaging.Part) = (arguments.GetValue(large), arguments.GetValue(part));
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

var port = new Argument<int>("port");
var serve = new Command(AvailabilityReport.ServeCommand, "Serves what recovery-availability calls in a process of its own.") { port };
serve.SetAction((arguments, _) => AvailabilityReport.ServeAsync(arguments.GetValue(port)));

var parsed = new RootCommand("Measures Resile against what people use today, side by side in one run.") { report, full, serve }.Parse(args);
var exitCode = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : exitCode;
