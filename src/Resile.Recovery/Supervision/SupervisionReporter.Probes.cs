using Microsoft.Extensions.Logging;
using Resile.Recovery.Detection;

namespace Resile.Recovery.Supervision;

/// <content>The probes of components.</content>
internal sealed partial class SupervisionReporter
{
    public IProbeReporter ProbesOf(string component) => new ProbeReporter(this, component);

    private sealed partial class ProbeReporter(SupervisionReporter reporter, string component) : IProbeReporter
    {
        public void ProbeFailed(int generation, int failures, int most, Exception exception) =>
            ProbeFailed(reporter.Logger, exception, component, generation, failures, most);

        [LoggerMessage(30, LogLevel.Warning, "A probe of component '{Component}' has failed (generation {Generation}), {Failures} in a row; {Most} restart it.")]
        private static partial void ProbeFailed(ILogger logger, Exception exception, string component, int generation, int failures, int most);
    }
}
