using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery;
using Resile.Recovery.Calls;
using Resile.Recovery.Supervision;

namespace Resile.Testing.Recovery;

/// <summary>Runs supervised components under virtual time, breaks them as a test asks, and shows how they come back.</summary>
/// <remarks>
/// <para>
/// What is registered is the program's own: components, supervisors, options. The supervision is the code of production. Time stands still but for
/// <see cref="AdvanceAsync"/> and the methods that say so; the pauses before restarts follow from a seed; and where the process would end, <see cref="SystemRestarts"/> grows.
/// </para>
/// <para>Its members are for one thread at a time; the components may be called from any. It needs no test framework.</para>
/// </remarks>
public sealed partial class RecoveryHarness : IAsyncDisposable
{
    // A longer one is taken for a standstill of the machine.
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ShortStep = TimeSpan.FromMilliseconds(100);

    private readonly IHost _host;
    private readonly FakeTimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly GenerationFaults _faults;
    private readonly RecordedSystem _system;
    private readonly Supervisor _root;
    private readonly EventLog _log;
    private readonly Settling _settling;
    private bool _isStopped;

    private RecoveryHarness(IHost host, FakeTimeProvider time, RecoveryHarnessOptions options)
    {
        (_host, _time, _patience) = (host, time, options.Patience);
        _faults = host.Services.GetRequiredService<GenerationFaults>();
        _system = host.Services.GetRequiredService<RecordedSystem>();
        _root = host.Services.GetRequiredService<SupervisionRoot>().Root;
        _log = new EventLog(host.Services.GetRequiredService<ISupervision>().WatchAsync(), time.GetUtcNow());
        _settling = new Settling(_root, _log, _faults, options.Grace);
    }

    /// <summary>Gets the clock of the components. Move it by <see cref="AdvanceAsync"/>.</summary>
    public FakeTimeProvider Time => _time;

    /// <summary>Gets the services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Gets what has happened, from the first start on.</summary>
    public IReadOnlyList<SupervisionEvent> Events => _log.Events;

    /// <summary>Gets the events as text, a line for each; assertions end with it.</summary>
    public string EventText => _log.ToString();

    /// <summary>Gets why the system was to be restarted; the process goes on. After the first reason the supervision does nothing more.</summary>
    public IReadOnlyList<string> SystemRestarts => _system.Reasons;

    /// <summary>Starts a host with what a program registers. Virtual time goes on until it has started.</summary>
    /// <param name="configure">The registration: <c>services => services.AddResile(resile => resile.Components.AddInventory&lt;Inventory&gt;())</c>.</param>
    /// <param name="options">The seed and the configuration; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">No component was registered.</exception>
    public static async Task<RecoveryHarness> StartAsync(
        Action<IServiceCollection> configure, RecoveryHarnessOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        options ??= new RecoveryHarnessOptions();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(options.Configuration);
        configure(builder.Services);
        if (!builder.Services.Any(static service => service.ServiceType == typeof(SupervisionRoot)))
        {
            throw new InvalidOperationException("Nothing is supervised: the registration adds no component. Call AddResile as the program does.");
        }

        var time = new FakeTimeProvider();
        Replace(builder.Services, time, options.Seed);
        var harness = new RecoveryHarness(builder.Build(), time, options);
        try
        {
            harness._log.Follow();
            await harness.FinishAsync(harness._host.StartAsync(cancellationToken)).ConfigureAwait(false);
            return harness;
        }
        catch
        {
            await harness.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gets a component as callers hold it. A call on one that is down waits for virtual time: see <see cref="FinishAsync{TResult}"/>.</summary>
    /// <exception cref="InvalidOperationException">It is not registered.</exception>
    public TContract Component<TContract>()
        where TContract : class => Services.GetRequiredService<TContract>();

    /// <summary>Reads how a component stands.</summary>
    /// <exception cref="InvalidOperationException">It is not supervised.</exception>
    public ComponentSnapshot Snapshot<TContract>()
        where TContract : class => Supervised(NameOf<TContract>()).Snapshot();

    /// <summary>Waits, in real time, until everything is done that is to be done at this moment of virtual time.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task SettleAsync(CancellationToken cancellationToken = default) => _settling.SettleAsync(cancellationToken);

    /// <summary>Lets time pass, in steps after each of which the supervision settles.</summary>
    /// <param name="time">How much; not negative. Zero only settles.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task AdvanceAsync(TimeSpan time, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        while (time > TimeSpan.Zero)
        {
            var longest = _settling.IsRunning ? ShortStep : LongestStep;
            var step = time < longest ? time : longest;
            time -= step;
            await StepAsync(step, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets time pass until something is so.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="atMost">How much time may pass.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RecoveryAssertionException">It did not come to be in that time.</exception>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan atMost, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var end = _time.GetUtcNow() + atMost;
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        while (!condition())
        {
            if (_time.GetUtcNow() >= end)
            {
                throw Failure($"What the test waits for has not come to be within {atMost}.");
            }

            await StepAsync(ShortStep, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for something, a call of a component for instance, while virtual time goes on.</summary>
    /// <param name="task">What is waited for.</param>
    /// <exception cref="TimeoutException">It has not ended within <see cref="RecoveryHarnessOptions.Patience"/>.</exception>
    public async Task FinishAsync(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var began = TimeProvider.System.GetTimestamp();
        await SettleAsync().ConfigureAwait(false);
        while (!task.IsCompleted)
        {
            if (TimeProvider.System.GetElapsedTime(began) > _patience)
            {
                throw new TimeoutException($"It has not ended within {_patience} of real time; virtual time went on to {_time.GetUtcNow():O}. The events:{Environment.NewLine}{EventText}");
            }

            await StepAsync(ShortStep, CancellationToken.None).ConfigureAwait(false);
        }

        await task.ConfigureAwait(false);
    }

    /// <inheritdoc cref="FinishAsync(Task)"/>
    /// <returns>Its result.</returns>
    public async Task<TResult> FinishAsync<TResult>(Task<TResult> task)
    {
        await FinishAsync((Task)task).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <summary>Checks how far the recovery has climbed since the start.</summary>
    /// <param name="componentRestarts">How often a component came back because of its own failure, end or start that failed, or because it was asked for; those that its supervisor's
    /// strategy takes along, or that restart with their service, do not count.</param>
    /// <param name="serviceRestarts">How often a service began to restart as a whole.</param>
    /// <param name="systemRestart">Whether the process was to be started again.</param>
    /// <exception cref="RecoveryAssertionException">It is otherwise.</exception>
    public void AssertLadder(int componentRestarts, int serviceRestarts = 0, bool systemRestart = false)
    {
        var events = Events;
        var components = events.Count(static happened => happened.Kind == SupervisionEventKind.Restarted
            && happened.Reason is not (RecoveryReason.ServiceRestarted or RecoveryReason.RestartedAlong));
        var services = events.Count(static happened => happened.Kind == SupervisionEventKind.ServiceRestarting);
        var hasSystem = SystemRestarts.Count > 0;
        if ((components, services, hasSystem) != (componentRestarts, serviceRestarts, systemRestart))
        {
            throw Failure($"Expected {Rungs(componentRestarts, serviceRestarts, systemRestart)}; there were {Rungs(components, services, hasSystem)}.");
        }
    }

    /// <summary>Stops the host while virtual time goes on; calls that hang return. Does nothing the second time.</summary>
    public async Task StopAsync()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        _faults.End();
        Wake();
        await FinishAsync(_host.StopAsync(CancellationToken.None)).ConfigureAwait(false);
        await FinishAsync(_log.EndAsync()).ConfigureAwait(false);

        // Those that were left behind look for their last call ten times a second.
        for (var step = 0; step < 5; step++)
        {
            await StepAsync(ShortStep, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Stops the host and disposes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync().ConfigureAwait(false);
        }
        finally
        {
            if (_host is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                _host.Dispose();
            }
        }
    }

    private static string Rungs(int components, int services, bool system) =>
        $"{components} restarts of components, {services} of services and {(system ? "one" : "none")} of the system";

    // Whatever the program registers of these, the test's own stand.
    private static void Replace(IServiceCollection services, FakeTimeProvider time, int seed)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        services.Replace(ServiceDescriptor.Singleton(new RecoveryRandom(seed)));
        services.AddSingleton<RecordedSystem>();
        services.Replace(ServiceDescriptor.Singleton<ISystemRecovery>(static provider => provider.GetRequiredService<RecordedSystem>()));
        services.AddSingleton<GenerationFaults>();
        services.AddSingleton<IGenerationFaults>(static provider => provider.GetRequiredService<GenerationFaults>());
        services.AddScoped<GenerationEnd>();
    }

    // What is due runs on the thread that moves the time, and may be code of the user that blocks.
    private async Task StepAsync(TimeSpan step, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => _time.Advance(step), CancellationToken.None).WaitAsync(_patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Time cannot go on: what was due has blocked its thread for {_patience}. The events:{Environment.NewLine}{EventText}");
        }

        await SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    private RecoveryAssertionException Failure(string message) => new($"{message} The events:{Environment.NewLine}{EventText}");
}
