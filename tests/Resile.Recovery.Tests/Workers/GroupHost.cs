using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Resile.Recovery.Tests.Workers;

/// <summary>A host with three components under one supervisor, under virtual time.</summary>
internal sealed class GroupHost : IAsyncDisposable
{
    private readonly WorkerHost _host;
    private readonly ISupervision _supervision;
    private readonly ConcurrentQueue<string> _events = new();
    private readonly Task _reading;

    private GroupHost(WorkerHost host, IAsyncEnumerator<SupervisionEvent> events)
    {
        (_host, _supervision) = (host, host.Supervision);
        _reading = ReadAsync(events);
    }

    public WorkerLog Log => _host.Log;

    public FakeTimeProvider Time => _host.Time;

    public IReadOnlyList<string> SystemReasons => _host.System.Reasons;

    /// <summary>Gets what the components of the group went through, a line for each event; the first starts and the end of the host are left out.</summary>
    public IEnumerable<string> Events => _events;

    public ISupervision Supervision => _supervision;

    public SupervisionSnapshot Snapshot => _supervision.Snapshot();

    /// <summary>Gets what the components did, in order; that of the host's first start is left out.</summary>
    public IEnumerable<string> Lines => Log.Lines.Where(static line => !line.EndsWith("Started", StringComparison.Ordinal));

    public static Task<GroupHost> StartAsync(
        SupervisionStrategy strategy, Action<SupervisorOptions>? configure = null, Action<AutoRecoverOptions>? components = null,
        Action<WorkerHost>? prepare = null) =>
        StartAsync(
            builder => builder.Under("Group", options =>
            {
                options.Strategy = strategy;
                configure?.Invoke(options);
            }).AddFirst<First>(components).AddSecond<Second>(components).AddThird<Third>(components),
            prepare);

    /// <summary>Starts a host whose three components stand where the test puts them.</summary>
    public static async Task<GroupHost> StartAsync(Action<ComponentsBuilder> tree, Action<WorkerHost>? prepare = null)
    {
        IAsyncEnumerator<SupervisionEvent>? events = null;
        var host = await WorkerHost.StartAsync(
            add: tree,
            prepare: host =>
            {
                events = host.Supervision.WatchAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
                prepare?.Invoke(host);
            });
        return new GroupHost(host, events!);
    }

    public IMember Member(string name) => name switch
    {
        "First" => _host.Services.GetRequiredService<IFirst>(),
        "Second" => _host.Services.GetRequiredService<ISecond>(),
        _ => _host.Services.GetRequiredService<IThird>(),
    };

    public ComponentSnapshot Of(string name) => Snapshot.Components.Single(component => component.Name == name);

    /// <summary>Lets a component throw.</summary>
    public Task CrashAsync(string name) => ThrowAsync<InvalidDataException>(name);

    /// <summary>Lets a component throw an exception of the given type.</summary>
    public Task ThrowAsync<TException>(string name)
        where TException : Exception, new() =>
        Assert.ThrowsAsync<TException>(() => Member(name).WorkAsync(static () => throw new TException(), TestContext.Current.CancellationToken));

    /// <summary>Restarts a component or supervisor, and waits for the end of that while virtual time goes on.</summary>
    public Task RestartAsync(string name) => _host.FinishAsync(_supervision.RestartAsync(name, TestContext.Current.CancellationToken));

    public Task UntilAsync(Func<bool> condition, TimeSpan step = default) => _host.UntilAsync(condition, step);

    /// <summary>Waits, while virtual time goes on, until all take calls, the given generations.</summary>
    public Task UntilGenerationsAsync(int first, int second, int third) => UntilAsync(
        () => Generations == (first, second, third)
            && Snapshot.Components.All(static component => component.State == ComponentState.Open),
        TimeSpan.FromMilliseconds(20));

    public (int First, int Second, int Third) Generations => (Of("First").Generation, Of("Second").Generation, Of("Third").Generation);

    /// <summary>Stops the host and gets all events.</summary>
    public async Task<IEnumerable<string>> StopAndReadAsync()
    {
        await DisposeAsync();
        return _events;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _reading;
    }

    private async Task ReadAsync(IAsyncEnumerator<SupervisionEvent> events)
    {
        await using (events)
        {
            while (await events.MoveNextAsync())
            {
                var happened = events.Current;
                if (happened.Supervisor != "Service" && happened.Kind is not (SupervisionEventKind.Started or SupervisionEventKind.Stopped))
                {
                    _events.Enqueue($"{happened.Kind} {happened.Component ?? happened.Supervisor} {happened.Generation} {happened.Reason} {happened.CausedBy}".TrimEnd());
                }
            }
        }
    }
}
