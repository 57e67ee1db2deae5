using Microsoft.Extensions.Logging;
using Resile.Recovery.Detection;

namespace Resile.Recovery.Supervision;

/// <content>What is found without a caller that reports it.</content>
internal sealed partial class SupervisionReporter
{
    public IProbeReporter ProbesOf(string component) => new ProbeReporter(this, component);

    public void WaitsInCircle(string component, string circle)
    {
        WaitsInCircle(logger, component, circle);
        Publish(SupervisionEventKind.WaitsInCircle, component, 0, circle);
    }

    [LoggerMessage(31, LogLevel.Error, "A call of component '{Component}' has waited in vain or hung, and components wait in a circle: {Circle}. Let one of them not wait for the next, or not hold what the other needs while it does.")]
    private static partial void WaitsInCircle(ILogger logger, string component, string circle);

    private sealed partial class ProbeReporter(SupervisionReporter reporter, string component) : IProbeReporter
    {
        public void ProbeFailed(int generation, int failures, int most, Exception exception) =>
            ProbeFailed(reporter.Logger, exception, component, generation, failures, most);

        [LoggerMessage(30, LogLevel.Warning, "A probe of component '{Component}' has failed (generation {Generation}), {Failures} in a row; {Most} restart it.")]
        private static partial void ProbeFailed(ILogger logger, Exception exception, string component, int generation, int failures, int most);
    }
}
