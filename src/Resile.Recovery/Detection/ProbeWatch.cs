using Resile.Recovery.Calls;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Detection;

/// <summary>Probes one component's open generation when it is time to. One timer looks; user code runs on a thread of its own.</summary>
internal sealed class ProbeWatch(ComponentCell cell)
{
    // Of a call that runs since then: it never hangs. A probe has a limit of its own.
    private const long Quiet = long.MaxValue - 1;

    private Generation? _generation;
    private RunningProbe? _running;
    private IProbeReporter? _reporter;
    private long _since;
    private long _wellAt;
    private int _failures;

    public void ReportTo(IProbeReporter reporter) => _reporter = reporter;

    /// <summary>Looks whether a probe is due, has answered, or has taken too long.</summary>
    /// <param name="generation">The newest generation.</param>
    /// <param name="now">The coarse clock.</param>
    /// <param name="factor">How many times as long as configured a probe may take: see <see cref="SelfDoubt"/>.</param>
    public void Look(Generation generation, long now, int factor)
    {
        if (generation.Probed is not { } component || cell.Options.ProbeInterval == TimeSpan.Zero)
        {
            return;
        }

        if (_generation != generation)
        {
            (_generation, _running, _since, _wellAt, _failures) = (generation, null, now, now, 0);
        }

        if (!generation.TakesCalls)
        {
            // Its answer is of no interest any more, but the end of the generation waits for it.
            _running?.Stop();
            _running = null;
            return;
        }

        if (_running is { } running)
        {
            Follow(generation, running, now, factor);
        }
        else if (now - _since >= Milliseconds(cell.Options.ProbeInterval) && generation.TryEnter(Quiet, out var slot))
        {
            _since = now;
            _running = new RunningProbe { Since = now };
            _running.Begin(component, slot);
        }
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private void Follow(Generation generation, RunningProbe running, long now, int factor)
    {
        if (running.Answer.IsCompleted)
        {
            _running = null;
            if (running.IsLate)
            {
                // It has been counted when its time was over.
                return;
            }

            if (running.Answer.Result is { } exception)
            {
                Failed(generation, now, exception);
                return;
            }

            (_wellAt, _failures) = (now, 0);
        }
        else if (!running.HasBegun)
        {
            running.Since = now;
        }
        else if (now - running.Since >= Milliseconds(running.IsLate ? cell.Options.ProbeInterval : cell.Options.ProbeTimeout) * factor)
        {
            running.IsLate = true;
            running.Since = now;
            running.Stop();
            Failed(generation, now, new TimeoutException($"{nameof(IHealthProbe.ProbeAsync)} has not returned within {cell.Options.ProbeTimeout} "
                + $"('{RecoveryConfiguration.Component(cell.Name)}:{nameof(AutoRecoverOptions.ProbeTimeout)}')."));
        }
    }

    private void Failed(Generation generation, long now, Exception exception)
    {
        _reporter?.ProbeFailed(generation.Number, ++_failures, cell.Options.ProbeFailures, exception);
        if (_failures >= cell.Options.ProbeFailures)
        {
            cell.Fail(generation, RecoveryReason.ProbeFailed, exception, FailureAction.Restart, TimeSpan.FromMilliseconds(now - _wellAt));
        }
    }
}
