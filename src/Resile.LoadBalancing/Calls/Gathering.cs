using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Calls;

/// <summary>A call that goes to several endpoints at once, an attempt for each.</summary>
/// <param name="deadline">The token that ends the call.</param>
/// <typeparam name="TReply">The type of a reply.</typeparam>
internal sealed class Gathering<TReply>(CancellationToken deadline)
{
    private readonly List<EndpointReply<TReply>> _replies = [];
    private CallLeg[] _legs = [];
    private Task<Attempt<TReply>>[] _attempts = [];
    private int _needed;
    private int _gone;
    private int _answered;

    /// <summary>Gets what came, in the order in which it did.</summary>
    public Replies<TReply> Replies => new(_replies);

    /// <summary>Gets whether as many have answered as had to.</summary>
    public bool HasEnough => _answered >= _needed;

    private bool IsHopeless => _attempts.Length - _gone - (_replies.Count - _answered) < _needed;

    /// <summary>Begins the attempts, unless there are too few endpoints to begin with.</summary>
    public void Begin(int needed, Endpoint[] targets, Func<CallLeg, ValueTask<Attempt<TReply>>> attempt)
    {
        _needed = needed;
        if (targets.Length >= needed)
        {
            _legs = Array.ConvertAll(targets, target => new CallLeg(deadline, target));
            _attempts = Array.ConvertAll(_legs, leg => attempt(leg).AsTask());
        }
    }

    /// <summary>Waits for the attempts.</summary>
    /// <param name="stopsEarly">Whether to wait no longer than until it is clear how the call ends.</param>
    public async Task EndAsync(bool stopsEarly)
    {
        await foreach (var ended in Task.WhenEach(_attempts).ConfigureAwait(false))
        {
            Take(await ended.ConfigureAwait(false));
            if (stopsEarly && (HasEnough || IsHopeless))
            {
                break;
            }
        }
    }

    /// <summary>Says why the call failed.</summary>
    public QuorumNotReachedException Failure(string contract, string operation) => new(
        new RemoteCallFacts(contract, operation, Attempts: _attempts.Length - _gone), _needed, _answered, [.. Replies.Failures.Select(static reply => reply.Error!)]);

    /// <summary>Ends the attempts that nobody waits for any more.</summary>
    /// <returns>A task that ends when they have, and fails never.</returns>
    public async Task CancelAsync()
    {
        for (var index = 0; index < _legs.Length; index++)
        {
            if (!_attempts[index].IsCompleted)
            {
                _legs[index].Lose();
            }
        }

        await ((Task)Task.WhenAll(_attempts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Array.ForEach(_legs, static leg => leg.Dispose());
    }

    // An endpoint that is removed at that moment is not asked, and none is missing for it if all were meant.
    private void Take(Attempt<TReply> attempt)
    {
        if (attempt.Endpoint is null)
        {
            _gone++;
            _needed = Math.Min(_needed, _attempts.Length - _gone);
            return;
        }

        _answered += attempt.Error is null ? 1 : 0;
        _replies.Add(new(attempt.Endpoint.Address, attempt.Reply, attempt.Error));
    }
}
