using Resile.Recovery.Supervision;

namespace Resile.Testing.Recovery;

/// <summary>Waits until the supervision has done what there is to be done at this moment of virtual time.</summary>
/// <remarks>
/// Supervision runs on the thread pool, beside the test. It has settled when nothing has changed for some rounds through the pool's queue, and what still runs
/// waits for virtual time. Code of the user that runs cannot be told from code that waits: it gets some milliseconds of real time.
/// </remarks>
internal sealed class Settling(Supervisor root, EventLog log, GenerationFaults faults, TimeSpan grace)
{
    private const int Rounds = 12;
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1);

    private long _inVain = -1;

    /// <summary>Gets whether something runs under the supervision that does not wait for time to pass.</summary>
    public bool IsBusy => root.Supervisors.Sum(static supervisor => supervisor.Running - supervisor.Pausing) > faults.Ending;

    /// <summary>Gets whether something runs under the supervision.</summary>
    public bool IsRunning => root.Supervisors.Any(static supervisor => supervisor.Running > 0);

    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var (changes, since) = (Changes, TimeProvider.System.GetTimestamp());
        for (var quiet = 0; quiet < Rounds || TimeProvider.System.GetElapsedTime(since) < Wait(changes); quiet++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (quiet < Rounds)
            {
                await PassAsync().ConfigureAwait(false);
            }
            else
            {
                await Task.Delay(Nap, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }

            if (Changes is var now && now != changes)
            {
                (changes, since, quiet) = (now, TimeProvider.System.GetTimestamp(), -1);
            }
        }

        // What has not come of itself once is not waited for again.
        _inVain = IsBusy ? changes : -1;
    }

    // Whatever else the pool is at may be of the supervision, too: a capture, or a loop that ends.
    private TimeSpan Wait(long changes) => changes != _inVain && IsBusy ? grace : IsPoolBusy ? (grace < LongestLook ? grace : LongestLook) : TimeSpan.Zero;

    // But for the thread that asks.
    private static bool IsPoolBusy
    {
        get
        {
            ThreadPool.GetMaxThreads(out var most, out _);
            ThreadPool.GetAvailableThreads(out var free, out _);
            return ThreadPool.PendingWorkItemCount > 0 || most - free > 1;
        }
    }

    private long Changes => log.Count + root.Supervisors.Sum(static supervisor => supervisor.Decisions);

    // Behind all that the pool has to do already.
    private static Task PassAsync()
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(static passed => passed.SetResult(), passed, preferLocal: false);
        return passed.Task;
    }
}
