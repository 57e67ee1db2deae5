using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing;

/// <summary>Shakes hands with the endpoints of clients that travel in frames when the program has started, so that a contract that differs is an error of the start.</summary>
/// <remarks>
/// The program does not start if an endpoint refuses the client and none accepts it. Endpoints that cannot be reached say nothing: they may start later. The
/// connections stay for the first calls.
/// </remarks>
internal sealed partial class ContractCheck(BalancedClients clients, IEnumerable<ContractRegistration> contracts, ILogger<ContractCheck> logger) : IHostedLifecycleService
{
    // Of more endpoints than these, the others are like them.
    private const int MostAsked = 8;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.WhenAll(contracts
        .Where(static registration => registration.Contract.Transport is Transport.Tcp or Transport.Udp)
        .Select(registration => CheckAsync(registration.Contract, cancellationToken)));

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CheckAsync(BalancedContract contract, CancellationToken cancellationToken)
    {
        var endpoints = await clients.EndpointsToCheckAsync(contract, cancellationToken).ConfigureAwait(false);
        var answers = await Task.WhenAll(endpoints.Take(MostAsked).Select(endpoint => AskAsync(contract, endpoint, cancellationToken))).ConfigureAwait(false);
        if (!Array.Exists(answers, static answer => answer.IsAccepted) && Array.Find(answers, static answer => answer.Refusal is not null) is { Refusal: { } refusal } refused)
        {
            throw new InvalidOperationException($"Client '{contract.Name}' cannot call '{refused.Endpoint.Address}': {refusal.Message} "
                + $"(Set Resile:Clients:{contract.Name}:CheckAtStart to false to find out at the first call instead.)", refusal);
        }
    }

    private async Task<Answer> AskAsync(BalancedContract contract, Endpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            await ((IEndpointPing)endpoint.Transport!).PingAsync(cancellationToken).ConfigureAwait(false);
            return new(endpoint, IsAccepted: true, null);
        }
        catch (IOException exception)
        {
            var refusal = exception as HandshakeRefusedException ?? exception.InnerException as HandshakeRefusedException;
            Log.NotAccepted(logger, contract.Name, endpoint.Address, exception.Message);
            return new(endpoint, IsAccepted: false, refusal);
        }
    }

    private readonly record struct Answer(Endpoint Endpoint, bool IsAccepted, HandshakeRefusedException? Refusal);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Client '{Contract}': no connection to '{Endpoint}' yet: {Reason}")]
        public static partial void NotAccepted(ILogger logger, string contract, Uri endpoint, string reason);
    }
}
