namespace Resile.LoadBalancing.Endpoints;

internal sealed partial class EndpointRotation
{
    private bool _isProbed;

    /// <summary>Gets whether probes, and no call, try the endpoints that are away.</summary>
    public bool IsProbed => Volatile.Read(ref _isProbed);

    /// <summary>Begins or ends to leave the endpoints that are away to probes.</summary>
    public void SetProbed(bool isProbed)
    {
        lock (_changing)
        {
            Volatile.Write(ref _isProbed, isProbed);
            if (!isProbed)
            {
                foreach (var endpoint in Current.All)
                {
                    endpoint.Health.Probes.Forget();
                }
            }

            ScheduleTrial();
        }
    }

    /// <summary>Takes over what a probe has found.</summary>
    /// <param name="endpoint">The endpoint that was probed.</param>
    /// <param name="failure">What was wrong, the rest of a sentence; null where nothing was.</param>
    /// <param name="options">How many it takes.</param>
    /// <param name="now">The current time stamp.</param>
    public ProbeEffect EndProbe(Endpoint endpoint, string? failure, ProbeOptions options, long now)
    {
        lock (_changing)
        {
            var probes = endpoint.Health.Probes;
            probes.Count(failure);
            if (!_isProbed || endpoint.Health.IsRetired)
            {
                return ProbeEffect.None;
            }

            if (failure is not null)
            {
                return probes.Failures >= options.FailuresBeforeOut ? PutOut(endpoint, "its probe " + failure, now) : ProbeEffect.None;
            }

            if (endpoint.State != EndpointState.Ejected || now < endpoint.Health.BannedUntil || probes.Successes < options.SuccessesBeforeIn)
            {
                return ProbeEffect.None;
            }

            Return(endpoint, now);
            Publish(Current.All.ToArray());
            return ProbeEffect.Returned;
        }
    }

    // It comes back when its probes say so, whenever that is; so there is no time to wait for.
    private ProbeEffect PutOut(Endpoint endpoint, string because, long now)
    {
        if (endpoint.State == EndpointState.Ejected)
        {
            endpoint.Health.EjectedBecause = because;
        }

        if (!MayLeave(endpoint))
        {
            return ProbeEffect.None;
        }

        endpoint.Health.EjectedBecause = because;
        endpoint.Health.BannedUntil = now;
        endpoint.Health.State = EndpointState.Ejected;
        Publish(Current.All.ToArray());
        return ProbeEffect.Ejected;
    }
}
