using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.NameServers;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Telemetry;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing;

/// <summary>The run time of one client: its endpoints, its policy and its channel, and what keeps them up to date.</summary>
internal sealed partial class BalancedClient : IDisposable
{
    private readonly IServiceProvider _services;
    private readonly BalancedContract _contract;
    private readonly LoadBalancedOptions _firstOptions;
    private readonly TimeProvider _timeProvider;
    private readonly RandomSource _random;
    private readonly ClientMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Func<CancellationToken, ValueTask<string>>? _bearerToken;
    private readonly CallRunner _runner;
    private readonly IDisposable? _reloading;
    private readonly Lock _changing = new();

    private ClientParts _parts;
    private bool _isDisposed;

    public BalancedClient(IServiceProvider services, BalancedContract contract, BalancingMetrics metrics)
    {
        _services = services;
        _contract = contract;
        _timeProvider = services.GetRequiredService<TimeProvider>();
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Resile.LoadBalancing." + contract.Name);
        _metrics = new ClientMetrics(contract.Name, metrics);
        _firstOptions = services.GetRequiredService<IOptionsMonitor<LoadBalancedOptions>>().Get(contract.Name);
        _random = new RandomSource(_firstOptions.RandomSeed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        _bearerToken = _firstOptions.BearerToken is { } token ? cancellation => token(services, cancellation) : null;
        var settings = new ClientSettings(_firstOptions, contract);
        _parts = Assemble(_firstOptions);
        _runner = new CallRunner(contract, settings, _parts.Balancer, services.GetRequiredService<RetryBudgets>(), () => Volatile.Read(ref _parts).EndpointsAnswered, _timeProvider, _random, _metrics, _logger)
        {
            Wrapper = _firstOptions.Wrapper,
        };
        Http = new HttpChannel(_runner, _timeProvider, _bearerToken);
        Tcp = new TcpChannel(_runner);
        Udp = new UdpChannel(_runner);
        _parts.Start(_firstOptions);
        ApplyAlternates(_firstOptions);
        if (services.GetService<IConfiguration>() is { } configuration)
        {
            var section = configuration.GetSection(LoadBalancedOptions.SectionName).GetSection(contract.Name);
            _reloading = ChangeToken.OnChange(section.GetReloadToken, Reload);

            // The options were read when the program started, and may have changed before anybody needed the client.
            Reload();
        }
    }

    /// <summary>Gets what carries the calls of a contract that travels over HTTP.</summary>
    public HttpChannel Http { get; }

    /// <summary>Gets what runs its calls.</summary>
    public CallRunner Runner => _runner;

    /// <summary>Gets what carries the calls of a contract that travels over TCP.</summary>
    public TcpChannel Tcp { get; }

    /// <summary>Gets what carries the calls of a contract that travels over UDP.</summary>
    public UdpChannel Udp { get; }

    /// <summary>Gets the endpoints to try when the program has started, once they are known; none if that is switched off, or takes too long.</summary>
    public async Task<IReadOnlyList<Endpoint>> EndpointsToCheckAsync(CancellationToken cancellationToken)
    {
        if (!_firstOptions.CheckAtStart)
        {
            return [];
        }

        var answered = Volatile.Read(ref _parts).EndpointsAnswered.WaitAsync(_firstOptions.ConnectTimeout, _timeProvider, cancellationToken);
        await answered.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return _runner.Balancer.Rotation.Current.All.ToArray();
    }

    /// <summary>Shows what the client is doing.</summary>
    /// <param name="isExplained">Whether to say why, which is for people and costs more than the numbers.</param>
    public ClientSnapshot Snapshot(bool isExplained)
    {
        var settings = _runner.Settings;
        var balancer = _runner.Balancer;
        return new(_contract.Name, settings.Service, settings.Policy, _metrics.Calls, _metrics.Failures, _metrics.Retries, _metrics.Ejections, EndpointsOf(balancer, isExplained))
        {
            EndpointsListed = balancer.Rotation.Listed.Count,
            EndpointsProblem = Volatile.Read(ref _parts).Feed?.Problem,
            RetriesRefused = _metrics.RetriesRefused,
            Hedges = _metrics.Hedges,
            HedgesWon = _metrics.HedgesWon,
            Canary = _runner.Canary is { } canary ? canary.Snapshot(EndpointsOf(canary.Balancer, isExplained)) : null,
            Shadow = _runner.Shadow is { } shadow ? shadow.Snapshot(EndpointsOf(shadow.Balancer, isExplained)) : null,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reloading?.Dispose();
        lock (_changing)
        {
            _isDisposed = true;
            _parts.Dispose();
            DisposeAlternates();
        }
    }

    private static IReadOnlyList<EndpointSnapshot> EndpointsOf(Balancer balancer, bool isExplained)
    {
        var all = balancer.Rotation.Current.All.ToArray();
        var attempts = all.Sum(static endpoint => endpoint.Picks);
        return [.. all.Select(endpoint => new EndpointSnapshot(
            endpoint.Address, endpoint.Weight, endpoint.State, endpoint.InFlight, endpoint.Picks, endpoint.Failures)
        {
            Priority = endpoint.Priority,
            Zone = endpoint.Zone,
            Explanation = isExplained ? balancer.Explain(endpoint, attempts) : "",
        })];
    }

    private ClientParts Assemble(LoadBalancedOptions options)
    {
        var policy = _services.GetRequiredService<LoadBalancerCatalog>()
            .Create(options.Policy, new LoadBalancerContext(_contract.Name, _timeProvider, _random));
        var createTransport = TransportsFor(options);
        var rotation = new EndpointRotation(_timeProvider, _random, options.Ejection.Clone(), address =>
        {
            var endpoint = new Endpoint(address);
            endpoint.PolicyState = policy.CreateState(endpoint);
            endpoint.Transport = createTransport(endpoint);
            return endpoint;
        }, policy.OnRevived);
        var feed = CreateSource(options) is { } source ? new EndpointFeed(_contract.Name, source, rotation, _timeProvider, _logger) : null;
        return new ClientParts(new Balancer(policy, rotation, _timeProvider, _metrics, _logger), feed,
            new EndpointProbes(rotation, _timeProvider, _random, _metrics, _logger, new HttpProbe(() => _runner.Settings, _bearerToken)), ClientKey.Of(options, _contract.Transport));
    }

    private Func<Endpoint, IDisposable> TransportsFor(LoadBalancedOptions options) => _contract.Transport switch
    {
        TransportSchemes.Any => endpoint => _contract.CreateTransport!(_services, endpoint),
        Transport.Tcp => new TcpTransportFactory(_contract, _firstOptions, options, _timeProvider, _logger).Create,
        Transport.Udp => new UdpTransportFactory(_contract, options, _timeProvider, _random, _metrics, _logger).Create,
        _ => new HttpTransportFactory(_firstOptions, options, _services).Create,
    };

    private IEndpointSource? CreateSource(LoadBalancedOptions options) =>
        options.EndpointSource is { } own ? own(_services)
        : options.Endpoints.Count > 0 ? null
        : DnsQuestion.Of(options.Dns, _contract.Transport) is { } question
            ? new DnsEndpointSource(_services.GetRequiredService<DnsResolver>(), question, _timeProvider, _random)
        : new DiscoveredEndpointSource(_services.GetRequiredService<ServiceEndpointResolver>(), options.Service, _timeProvider, _contract.Transport);

    private void Reload()
    {
        try
        {
            lock (_changing)
            {
                if (!_isDisposed)
                {
                    Apply(_services.GetRequiredService<IOptionsFactory<LoadBalancedOptions>>().Create(_contract.Name));
                }
            }
        }
#pragma warning disable CA1031 // A thread of the configuration runs this; whatever is wrong must not end the program.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ReloadRefused(_logger, exception, _contract.Name);
        }
    }

    private void Apply(LoadBalancedOptions options)
    {
        var settings = new ClientSettings(options, _contract, _runner.Settings.Json);
        ApplyAlternates(options);
        var old = _parts;
        if (ClientKey.Of(options, _contract.Transport) == old.Key)
        {
            old.Configure(options);
            _runner.Configure(settings, old.Balancer);
            return;
        }

        var parts = Assemble(options);
        try
        {
            parts.TakeOver(old);
            parts.Start(options);
        }
        catch
        {
            parts.Dispose();
            throw;
        }

        Volatile.Write(ref _parts, parts);
        _runner.Configure(settings, parts.Balancer);
        old.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(31, LogLevel.Error, "Client '{Contract}': the changed configuration cannot be used; the former one stays in force.")]
        public static partial void ReloadRefused(ILogger logger, Exception exception, string contract);
    }
}
