using System.Runtime.CompilerServices;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.NameServers;

/// <summary>The endpoints that DNS knows of a service, asked for again when the answer has become old.</summary>
internal sealed class DnsEndpointSource(DnsResolver resolver, DnsQuestion question, TimeProvider timeProvider, RandomSource random) : IEndpointSource
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<EndpointAddress>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await resolver.ResolveAsync(question).WaitAsync(cancellationToken).ConfigureAwait(false);
            yield return answer.Endpoints;

            // Up to a tenth later, so that clients that started together do not ask together for ever.
            await Task.Delay(answer.TimeToLive * (1 + (0.1 * random.NextDouble())), timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
