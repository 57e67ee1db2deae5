namespace Resile.LoadBalancing.Endpoints;

internal sealed partial class EndpointRotation
{
    private readonly SuccessRateRule _successRates = new();
    private long _nextJudgementAt;

    /// <summary>Tells whether a turn of an endpoint that warms up goes to another.</summary>
    public bool IsPassedBy(Endpoint endpoint, long now)
    {
        var share = endpoint.Health.SlowStart.ShareAt(now);
        return share < 1 && random.NextDouble() >= share;
    }

    /// <summary>Tells whether it is time to compare the endpoints.</summary>
    public bool IsJudgementDue(long now) => now >= Volatile.Read(ref _nextJudgementAt) && _rule.Options.SuccessRateInterval > TimeSpan.Zero;

    /// <summary>Ejects the endpoints in rotation that fail far more often than the others, once in an interval.</summary>
    /// <param name="now">The current time stamp.</param>
    /// <returns>Those that were ejected; nearly always none.</returns>
    public IReadOnlyList<Endpoint> EjectOutliers(long now)
    {
        lock (_changing)
        {
            if (now < _nextJudgementAt)
            {
                return [];
            }

            Volatile.Write(ref _nextJudgementAt, now + _rule.TicksOf(_rule.Options.SuccessRateInterval));
            var ejected = new List<Endpoint>();
            foreach (var endpoint in _successRates.Judge(Current.InRotation, _rule.Options.SuccessRateCalls).Where(MayLeave))
            {
                _rule.ForgiveOf(endpoint.Health, now);
                _rule.Ban(endpoint.Health, now, "its calls failed far more often than those of the others");
                Publish(Current.All.ToArray());
                ejected.Add(endpoint);
            }

            return ejected;
        }
    }
}
