using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Resile.Messaging.Diagnostics;

/// <summary>Reports messages that wait for too long (unhealthy), and what may make them wait (degraded).</summary>
internal sealed class MessagingHealthCheck(IMessagingMonitor monitor, IOptions<MessagingOptions> options) : IHealthCheck
{
    private const int LongestList = 10;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        MessagingSnapshot snapshot;
        try
        {
            snapshot = await monitor.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The message store cannot be read.", exception);
        }

        var data = new Dictionary<string, object>
        {
            ["outbox_depth"] = snapshot.OutboxDepth,
            ["oldest_age_seconds"] = snapshot.OldestAge.TotalSeconds,
            ["dead_letters"] = snapshot.DeadLetters,
            ["waiting_redeliveries"] = snapshot.WaitingRedeliveries,
        };
        var problems = Describe(snapshot);
        if (problems.Count == 0)
        {
            return HealthCheckResult.Healthy("Messages flow.", data);
        }

        var status = snapshot.OldestAge > options.Value.HealthyAge ? context.Registration.FailureStatus : HealthStatus.Degraded;
        return new HealthCheckResult(status, string.Join(' ', problems), data: data);
    }

    private List<string> Describe(MessagingSnapshot snapshot)
    {
        var problems = new List<string>();
        if (snapshot.OldestAge > options.Value.HealthyAge)
        {
            problems.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The oldest of {snapshot.OutboxDepth} waiting messages is {snapshot.OldestAge.TotalSeconds:F0} s old."));
        }

        if (!snapshot.TransportAvailable)
        {
            problems.Add("The transport is not available.");
        }

        if (snapshot.Unsubscribed.Count > 0)
        {
            problems.Add($"Nobody is subscribed to {string.Join(", ", snapshot.Unsubscribed)}.");
        }

        if (snapshot.BlockedKeys.Count > 0)
        {
            problems.Add($"Messages wait for dead letters of the ordering keys {string.Join(", ", snapshot.BlockedKeys.Take(LongestList))}"
                + (snapshot.BlockedKeys.Count > LongestList ? " and others." : "."));
        }

        return problems;
    }
}
