using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Calls;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery.Tests.Generations;

/// <summary>Real threads call, one after another, what crashes, hangs and is given up by the thousand; the seed says which call does what.</summary>
public sealed class ReplayStressTests : IFailureSink
{
    private const int Callers = 4;
    private const int CallsOfEach = 8_000;
    private const int Replays = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<Generation> _failed = new();
    private int _late;
    private int _wrong;
    private int _replayed;
    private int _unknown;

    [Theory]
    [InlineData(1, ConcurrencyLimit.None)]
    [InlineData(2, ConcurrencyLimit.Aimd)]
    public async Task Calls_enter_no_closed_generation_and_are_answered_once_whatever_becomes_of_theirs(int seed, ConcurrencyLimit limit)
    {
        using var services = Services();
        var cell = Cell(services, limit);
        cell.ReportTo(this);
        using var stop = new CancellationTokenSource();
        var keeping = Task.Run(() => KeepRestartingAsync(cell, new Random(seed), stop.Token), CancellationToken.None);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => KeepCallingAsync(cell, caller, new Random((seed * 100) + caller)))))
                .WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await keeping;
        }

        Assert.Equal((0, 0), (_late, _wrong));
        Assert.Equal(0, cell.Waiting);
        Assert.InRange(_replayed, 100, int.MaxValue);
        Assert.InRange(_unknown, 1, int.MaxValue);
        Assert.InRange(cell.Generations, 100, int.MaxValue);
    }

    void IFailureSink.Failed(ComponentFailure failure) => _failed.Enqueue(failure.Generation);

    void IFailureSink.Resumed(Generation generation, Exception exception)
    {
    }

    void IFailureSink.WaitsInCircle(string circle)
    {
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddScoped<RecoveryContextHolder>();
        return services.BuildServiceProvider();
    }

    private ComponentCell<Probe> Cell(ServiceProvider services, ConcurrencyLimit limit)
    {
        var pressure = new RecoveryPressure(TimeProvider.System);
        var options = new AutoRecoverOptions { ConcurrencyLimit = limit, MinConcurrency = 2, MaxConcurrency = 8, PendingTimeout = Patience };
        var settings = new ComponentCellSettings(
            "Probe", options, new FailurePolicy(new Dictionary<Type, FailureAction> { [typeof(InvalidDataException)] = FailureAction.Restart }),
            services.GetRequiredService<IServiceScopeFactory>(), new CoarseClock(TimeProvider.System), pressure,
            new RecoveryMetrics(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), pressure), TimeProvider.System);
        return new ComponentCell<Probe>(settings, _ => new Probe(this));
    }

    // Stands for the supervisor, and looks for hangs all the time.
    private async Task KeepRestartingAsync(ComponentCell<Probe> cell, Random random, CancellationToken stop)
    {
        var zombies = new List<Probe>();
        for (var attempt = 1; ; attempt++)
        {
            var generation = (ComponentGeneration<Probe>)await cell.StartAsync(RecoveryReason.Crashed, attempt, CancellationToken.None);
            cell.Publish(generation);
            zombies.ForEach(static zombie => zombie.Release.TrySetResult());
            zombies.Clear();
            for (var turn = random.Next(200); _failed.IsEmpty && turn > 0; turn--)
            {
                cell.LookAtLimit();
                await Task.Yield();
            }

            if (stop.IsCancellationRequested)
            {
                return;
            }

            cell.Fail(generation, RecoveryReason.Hung, null, FailureAction.Restart);
            Generation.ShowCalls();
            while (_failed.TryDequeue(out _))
            {
            }

            for (var turn = random.Next(100); !generation.Calls.IsEmpty && turn > 0; turn--)
            {
                await Task.Yield();
            }

            if (generation.Calls.IsEmpty)
            {
                Volatile.Write(ref generation.Component.IsClosed, true);
                zombies.Add(generation.Component);
            }
            else
            {
                generation.Abandon();
                zombies.Add(generation.Component);
            }
        }
    }

    private async Task KeepCallingAsync(ComponentCell<Probe> cell, int caller, Random random)
    {
        for (var number = 1; number <= CallsOfEach; number++)
        {
            var work = new Work((caller * CallsOfEach) + number, random.Next(100));
            var isReplayed = random.Next(2) == 0;
            try
            {
                var call = isReplayed
                    ? cell.CallAsync<ReplayedCall, int>(new(work), "Echo", CancellationToken.None)
                    : cell.CallAsync<Call, int>(new(work), "Echo", CancellationToken.None);
                Note(await call == work.Number);
            }
            catch (Exception exception) when (exception is OutcomeUnknownException or InvalidDataException)
            {
                Interlocked.Increment(ref _unknown);
                Note(!isReplayed || work.Entered == 1 + Replays);
            }

            Note(work.Entered <= (isReplayed ? 1 + Replays : 1));
            Interlocked.Add(ref _replayed, work.Entered - 1);
        }
    }

    private void Note(bool isRight)
    {
        if (!isRight)
        {
            Interlocked.Increment(ref _wrong);
        }
    }

    private readonly struct Call(Work work) : IComponentCall<Probe, int>
    {
        public ValueTask<int> InvokeAsync(Probe component, CancellationToken cancellationToken) => component.RunAsync(work);
    }

    private readonly struct ReplayedCall(Work work) : IComponentCall<Probe, int>
    {
        static int IReplayableCall.Replays => Replays;

        public ValueTask<int> InvokeAsync(Probe component, CancellationToken cancellationToken) => component.RunAsync(work);
    }

    private sealed class Work(int number, int kind)
    {
        private int _entered;

        public int Number => number;

        // What goes wrong, goes wrong the first time.
        public int Kind => Entered == 1 ? kind : 99;

        public int Entered => Volatile.Read(ref _entered);

        public void Enter() => Interlocked.Increment(ref _entered);
    }

    private sealed class Probe(ReplayStressTests test)
    {
        public bool IsClosed;

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<int> RunAsync(Work work)
        {
            work.Enter();
            Check();
            return work.Kind switch
            {
                0 => throw new InvalidDataException(),
                1 => CrashLaterAsync(),
                2 => HangAsync(work),
                < 30 => LaterAsync(work),
                _ => new(work.Number),
            };
        }

        private async ValueTask<int> LaterAsync(Work work)
        {
            await Task.Yield();
            Check();
            return work.Number;
        }

        private async ValueTask<int> CrashLaterAsync()
        {
            await Task.Yield();
            Check();
            throw new InvalidDataException();
        }

        // It answers when it was given up long ago, and with something else.
        private async ValueTask<int> HangAsync(Work work)
        {
            await Release.Task;
            return -work.Number;
        }

        private void Check()
        {
            if (Volatile.Read(ref IsClosed))
            {
                Interlocked.Increment(ref test._late);
            }
        }
    }
}
