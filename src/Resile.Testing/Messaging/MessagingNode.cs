using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Dispatching;
using Resile.Messaging.MassTransit.InMemory;
using Resile.Messaging.Receiving;
using Resile.Messaging.Sqlite;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Testing.Messaging;

/// <summary>A process of the program, as far as it can be one inside the test: a host of its own over a database of its own.</summary>
/// <remarks>
/// It dies by being cut off. At that moment what is committed is copied, for the next node; this one may go on, but whatever it writes is in a file that nobody
/// reads any more, nothing of it travels, and each of its threads ends at the next step that it comes to.
/// </remarks>
internal sealed class MessagingNode
{
    private readonly Lock _lock = new();
    private readonly CrashPlan _plan;
    private readonly CallLog _log;
    private readonly string _heir;
    private readonly Action<MessagingStep?> _crashed;
    private readonly IHost _host;
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isDead;
    private string? _end;

    public MessagingNode(
        string path,
        string heir,
        FakeTimeProvider time,
        MessagingHarnessOptions options,
        Action<IServiceCollection, string> configure,
        CrashPlan plan,
        CallLog log,
        Action<MessagingStep?> crashed)
    {
        (Path, _heir, Time, _plan, _log, _crashed) = (path, heir, time, plan, log, crashed);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(options.Configuration);
        configure(builder.Services, path);
        if (!builder.Services.Any(static service => service.ServiceType == typeof(Dispatcher)))
        {
            throw new InvalidOperationException("Nothing sends or handles messages: the registration adds no durable contract. Call AddResile as the program does.");
        }

        Replace(builder.Services);
        _host = builder.Build();
    }

    /// <summary>Gets the file of the store.</summary>
    public string Path { get; }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _host.Services;

    public NodeActivity Activity { get; } = new();

    /// <summary>Gets whether it was crashed.</summary>
    public bool IsDead => _isDead;

    /// <summary>Gets the file that has what is committed: that of the next node once this one is dead.</summary>
    public string Database
    {
        get
        {
            lock (_lock)
            {
                return _isDead ? _heir : Path;
            }
        }
    }

    /// <summary>Gets what completes when it is crashed.</summary>
    public Task Died => _died.Task;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Services.GetRequiredService<IMessageStore>().InitializeAsync(cancellationToken).ConfigureAwait(false);
        StoreJournal.Install(Path);
        await _host.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Dies now, unless it is dead.</summary>
    public void Crash() => Crash(step: null);

    /// <exception cref="NodeCrashedException">It is dead.</exception>
    public void ThrowIfDead()
    {
        if (_isDead)
        {
            throw new NodeCrashedException(
                $"The node was crashed at {_end}. In production the calling code would have ended there. The next node runs after SettleAsync, AdvanceAsync or RunAsync; take services anew from it.");
        }
    }

    /// <summary>Stops what there is left of it, without waiting for what does not come to an end.</summary>
    public async Task StopAsync()
    {
        using var patience = new CancellationTokenSource();
        if (_isDead || Activity.Calls + Activity.Publications > 0)
        {
            await patience.CancelAsync().ConfigureAwait(false);
        }
        else
        {
            patience.CancelAfter(TimeSpan.FromSeconds(5));
        }

        // What is cut off may fail in any way, and is of no interest.
        await Task.Run(() => _host.StopAsync(patience.Token), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Run(() => ((IAsyncDisposable)_host).DisposeAsync().AsTask(), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var pool = new SqliteConnection($"Data Source={Path}");
        SqliteConnection.ClearPool(pool);
    }

    private void Reach(string step)
    {
        Activity.Happened();
        if (!_isDead && _plan.Next(step) is { } due)
        {
            Crash(due);
        }

        ThrowIfDead();
    }

    private void Crash(MessagingStep? step)
    {
        lock (_lock)
        {
            if (_isDead)
            {
                return;
            }

            // In this order: what this node has told anybody before it was dead is committed before the copy is made.
            _end = step?.ToString() ?? "CrashAsync";
            _isDead = true;
            StoreJournal.Copy(Path, _heir);
            _crashed(step);
        }

        _died.TrySetResult();
    }

    // Whatever the program registers of these, the test's own stand.
    private void Replace(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        services.Replace(ServiceDescriptor.Singleton(new JitterSource(seed: null)));
        services.Replace(ServiceDescriptor.Singleton(new Failpoints(Reach)));
        services.RemoveAll<IMessageStore>();
        services.AddSingleton<IMessageStore>(_ => new SqliteMessageStore(Path, Time));
        services.RemoveAll<IEnvelopeTransport>();
        services.AddSingleton<IEnvelopeTransport>(_ => new WatchedTransport(new InMemoryTransport(Time), this, _log));
        for (var index = 0; index < services.Count; index++)
        {
            if (services[index].ImplementationInstance is HandlerRegistration registration)
            {
                services[index] = ServiceDescriptor.Singleton(
                    registration with { Bind = settings => new WatchedBinding(registration.Bind(settings), this, _log) });
            }
        }
    }
}
