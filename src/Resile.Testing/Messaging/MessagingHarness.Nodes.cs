namespace Resile.Testing.Messaging;

/// <content>Nodes, their crashes, and how far they are.</content>
public sealed partial class MessagingHarness
{
    private static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(1);

    private readonly CrashPlan _plan = new();
    private readonly CallLog _log = new();
    private readonly List<(MessagingStep? Step, DateTimeOffset At)> _crashes = [];
    private long _inVain = -1;

    /// <summary>Gets all steps at which a node can be crashed: for <c>foreach</c>, or as a theory's data.</summary>
    public static IReadOnlyList<MessagingStep> Steps { get; } = Enum.GetValues<MessagingStep>();

    /// <summary>Gets the steps at which nodes were crashed so far; empty where no message came to the step.</summary>
    public IReadOnlyList<MessagingStep> Crashes
    {
        get
        {
            lock (_crashes)
            {
                return [.. _crashes.Where(static crash => crash.Step is not null).Select(static crash => crash.Step!.Value)];
            }
        }
    }

    /// <summary>Crashes the node when it comes to a step. <see cref="SettleAsync"/>, <see cref="AdvanceAsync"/> and <see cref="RunAsync"/> start the next one over what is committed by then.</summary>
    /// <param name="step">The step. Several crashes may be set; those at one step happen one after the other.</param>
    /// <param name="occurrence">At which time that a node comes there, from 1.</param>
    /// <remarks>
    /// What is committed at that moment stays and everything else of the store is gone, as after SIGKILL; no handler is called and nothing is delivered by the dead node. Two things are milder than
    /// SIGKILL in one process: code that waits for a send or a commit gets a <see cref="NodeCrashedException"/>, so that its <c>catch</c> and <c>finally</c> run; and a handler that runs when the node
    /// dies at a step of another message runs on: its writes to the store are lost, what it does elsewhere is not.
    /// </remarks>
    public void CrashAt(MessagingStep step, int occurrence = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(occurrence, 1);
        if (!Enum.IsDefined(step))
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "There is no such step.");
        }

        _plan.Add(step, occurrence);
    }

    /// <summary>Crashes the node now, and starts the next one.</summary>
    public async Task CrashAsync()
    {
        _node.Crash();
        await ReviveAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private bool IsSettled => !_node.IsDead && _node.Activity is { Calls: 0, Publications: 0 } && Journal.ReadDue(Time.GetUtcNow()).IsNothing;

    private MessagingNode NextNode()
    {
        _nodes++;
        return new MessagingNode(PathOf(_nodes), PathOf(_nodes + 1), Time, _options, _configure, _plan, _log, Crashed);
    }

    private string PathOf(int node) => Path.Combine(_folder, $"node-{node}.db");

    private void Crashed(MessagingStep? step)
    {
        lock (_crashes)
        {
            _crashes.Add((step, Time.GetUtcNow()));
        }
    }

    // Where the program's own services wait for time to pass in their start, it goes on.
    private async Task StartNodeAsync(CancellationToken cancellationToken)
    {
        var (node, began) = (_node, TimeProvider.System.GetTimestamp());
        var starting = Task.Run(() => node.StartAsync(cancellationToken), CancellationToken.None);
        while (await Task.WhenAny(starting, node.Died, Task.Delay(SlowStart, TimeProvider.System, cancellationToken)).ConfigureAwait(false) is var first
            && first != starting && first != node.Died)
        {
            await first.ConfigureAwait(false);
            if (TimeProvider.System.GetElapsedTime(began) > _options.Patience)
            {
                throw new TimeoutException($"The node has not started within {_options.Patience} of real time.");
            }

            await Task.Run(() => Time.Advance(BusyStep), CancellationToken.None).ConfigureAwait(false);
        }

        try
        {
            await starting.ConfigureAwait(false);
        }
        catch when (node.IsDead)
        {
            // Crashed by a message that one of the program's services sent.
        }
    }

    /// <summary>Starts the next node where this one is dead.</summary>
    private async Task ReviveAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (_node.IsDead)
        {
            await _node.Died.ConfigureAwait(false);
            _graves.Add(_node.StopAsync());
            _node = NextNode();
            await StartNodeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until all is settled, or nothing changes any more while time stands still.</summary>
    private async Task QuietAsync(CancellationToken cancellationToken)
    {
        var (changes, since, settled) = (-1L, 0L, 0);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ReviveAsync(cancellationToken).ConfigureAwait(false);
            if (_node.Activity.Changes is var now && now != changes)
            {
                (changes, since, settled) = (now, TimeProvider.System.GetTimestamp(), 0);
            }

            if (!IsSettled)
            {
                settled = 0;
                if (TimeProvider.System.GetElapsedTime(since) >= Grace(changes))
                {
                    _inVain = changes;
                    return;
                }

                await Task.Delay(Nap, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
            else if (++settled > 3)
            {
                return;
            }
            else
            {
                await PassAsync().ConfigureAwait(false);
            }
        }
    }

    private TimeSpan LongGrace => _options.Grace * 100;

    // What has not come of itself once is not waited for as long again.
    private TimeSpan Grace(long changes) =>
        changes == _inVain ? _options.Grace / 4 : _node.Activity.Works ? LongGrace : _options.Grace;

    // A handler that has set a timer may still come to its end without it, but not for long.
    private void RefuseToWait(long began, long? waitsSince)
    {
        if (waitsSince is { } since && TimeProvider.System.GetElapsedTime(since) > LongGrace)
        {
            throw Failure($"Not everything is dealt with, for a handler waits for time to pass; use {nameof(AdvanceAsync)}. {DescribeRest()}");
        }

        if (TimeProvider.System.GetElapsedTime(began) > _options.Patience)
        {
            throw Failure($"Not everything is dealt with within {_options.Patience} of real time. {DescribeRest()}");
        }
    }

    // Behind all that the pool has to do already.
    private static Task PassAsync()
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(static passed => passed.SetResult(), passed, preferLocal: false);
        return passed.Task;
    }

    private TimeSpan NextStep(DateTimeOffset end)
    {
        var now = Time.GetUtcNow();
        var rest = end - now;
        var longest = _node.Activity.Calls > 0 ? BusyStep
            : !IsSettled ? EngineStep
            : Journal.ReadNextDue(now) is { } due && due - now < _options.LongestStep ? due - now
            : _options.LongestStep;
        return rest < longest ? rest : longest;
    }

    // What is due runs on the thread that moves the time, and may be code of the user that blocks.
    private async Task StepAsync(TimeSpan step, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => Time.Advance(step), CancellationToken.None).WaitAsync(_options.Patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Time cannot go on: what was due has blocked its thread for {_options.Patience}.{Environment.NewLine}{Story}");
        }

        await QuietAsync(cancellationToken).ConfigureAwait(false);
    }
}
