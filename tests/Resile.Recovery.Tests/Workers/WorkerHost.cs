using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Supervision;

namespace Resile.Recovery.Tests.Workers;

/// <summary>A host with a supervised worker, under virtual time.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly IHost _host;

    private WorkerHost(IHost host) => _host = host;

    public FakeTimeProvider Time { get; } = new();

    public WorkerLog Log { get; } = new();

    public SystemLog System { get; } = new();

    public IServiceProvider Services => _host.Services;

    public IWorker Worker => Services.GetRequiredService<IWorker>();

    public ISupervision Supervision => Services.GetRequiredService<ISupervision>();

    public ComponentSnapshot Snapshot => Supervision.Snapshot().Components.Single(static component => component.Name == "Worker");

    public static async Task<WorkerHost> StartAsync(
        Action<AutoRecoverOptions>? configure = null, Action<ComponentsBuilder>? add = null, Action<WorkerHost>? prepare = null,
        Dictionary<string, string?>? configuration = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(configuration ?? []);
        WorkerHost? result = null;
        builder.Services.AddSingleton<TimeProvider>(_ => result!.Time);
        builder.Services.AddSingleton<ISystemRecovery>(_ => result!.System);
        builder.Services.AddSingleton(_ => result!.Log);
        builder.Services.AddHealthChecks().AddSupervision();
        var components = new ComponentsBuilder(builder.Services);
        components.AddWorker<Worker>(configure);
        add?.Invoke(components);
        result = new WorkerHost(builder.Build());
        prepare?.Invoke(result);
        await result._host.StartAsync(TestContext.Current.CancellationToken);
        return result;
    }

    /// <summary>Waits for something that other threads bring about; virtual time goes on meanwhile if asked to.</summary>
    public async Task UntilAsync(Func<bool> condition, TimeSpan step = default)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(1, TestContext.Current.CancellationToken);
            if (step > TimeSpan.Zero)
            {
                Time.Advance(step);
            }
        }
    }

    /// <summary>Waits for a call while virtual time goes on.</summary>
    public async Task<T> FinishAsync<T>(ValueTask<T> call)
    {
        var task = call.AsTask();
        await UntilAsync(() => task.IsCompleted, TimeSpan.FromMilliseconds(20));
        return await task;
    }

    /// <summary>Waits for what the supervision does while virtual time goes on.</summary>
    public async Task FinishAsync(Task task)
    {
        await UntilAsync(() => task.IsCompleted, TimeSpan.FromMilliseconds(20));
        await task;
    }

    /// <summary>Lets the worker throw.</summary>
    public Task CrashAsync<TException>()
        where TException : Exception, new() =>
        Assert.ThrowsAsync<TException>(() => Worker.WorkAsync(static _ => throw new TException(), TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        var stopping = _host.StopAsync(CancellationToken.None);
        await UntilAsync(() => stopping.IsCompleted, TimeSpan.FromMilliseconds(100));
        await stopping;
        _host.Dispose();
    }
}
