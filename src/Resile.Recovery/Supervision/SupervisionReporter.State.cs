using Microsoft.Extensions.Logging;
using Resile.Recovery.State;

namespace Resile.Recovery.Supervision;

/// <content>What becomes of the state that one generation hands to the next.</content>
internal sealed partial class SupervisionReporter
{
    public IStateReporter StateOf(string component) => new StateReporter(this, component);

    private sealed partial class StateReporter(SupervisionReporter reporter, string component) : IStateReporter
    {
        public void Captured(int generation) => Captured(reporter.Logger, component, generation);

        public void CaptureFailed(int generation, Exception exception)
        {
            CaptureFailed(reporter.Logger, exception, component, generation);
            reporter.Publish(SupervisionEventKind.CaptureFailed, component, generation, exception.Message);
        }

        public void Restored(int generation, TimeSpan age)
        {
            Restored(reporter.Logger, component, generation, age);
            reporter.Publish(SupervisionEventKind.Restored, component, generation);
        }

        public void RestoreFailed(int generation, Exception exception)
        {
            RestoreFailed(reporter.Logger, exception, component, generation);
            reporter.Publish(SupervisionEventKind.RestoreFailed, component, generation, exception.Message);
        }

        public void Distrusted(int generation)
        {
            Distrusted(reporter.Logger, component, generation);
            reporter.Publish(SupervisionEventKind.StateDistrusted, component, generation);
        }

        public void Acquitted() => Acquitted(reporter.Logger, component);

        [LoggerMessage(20, LogLevel.Debug, "The state of component '{Component}' was captured (generation {Generation}).")]
        private static partial void Captured(ILogger logger, string component, int generation);

        [LoggerMessage(21, LogLevel.Warning, "The state of component '{Component}' could not be captured (generation {Generation}); the state captured before it stays.")]
        private static partial void CaptureFailed(ILogger logger, Exception exception, string component, int generation);

        [LoggerMessage(22, LogLevel.Information, "Component '{Component}' was given the state that is {Age} old (generation {Generation}).")]
        private static partial void Restored(ILogger logger, string component, int generation, TimeSpan age);

        [LoggerMessage(23, LogLevel.Error, "Component '{Component}' could not take its state over (generation {Generation}). The state is dropped, and the component starts without.")]
        private static partial void RestoreFailed(ILogger logger, Exception exception, string component, int generation);

        [LoggerMessage(24, LogLevel.Warning, "Component '{Component}' failed soon after it was given its state (generation {Generation}): its next start is without.")]
        private static partial void Distrusted(ILogger logger, string component, int generation);

        [LoggerMessage(25, LogLevel.Information, "Component '{Component}' cannot be started without its state either: it is given it again.")]
        private static partial void Acquitted(ILogger logger, string component);
    }
}
