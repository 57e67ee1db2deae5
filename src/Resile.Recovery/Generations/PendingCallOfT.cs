using System.Threading.Tasks.Sources;

namespace Resile.Recovery.Generations;

/// <summary>Answers the caller of a call that completes later: when it ends, or when its generation is given up, whichever is first.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <remarks>
/// The object is used again once its caller has taken the result. Whoever gives a generation up may therefore hold one that serves another call by
/// then; who answers is decided by a single exchange of the generation itself, so that it harms no call of another one. A call that
/// was given up keeps its object, because the code that still runs comes back to it.
/// </remarks>
internal abstract class PendingCall<TResult> : PendingCall
{
    private readonly Action _end;
    private ManualResetValueTaskSourceCore<TResult> _answer;
    private Generation? _unanswered;
    private CallPass _pass;
    private string _operation = "";
    private CancellationToken _cancellationToken;
    private bool _isReplayed;
    private bool _isGivenUp;

    protected PendingCall() => _end = End;

    /// <summary>Gets whether the call has ended.</summary>
    protected abstract bool HasEnded { get; }

    /// <summary>Gets the version under which the caller asks.</summary>
    protected short Version => _answer.Version;

    /// <inheritdoc/>
    public sealed override void GiveUp(Generation generation)
    {
        if (Interlocked.CompareExchange(ref _unanswered, null, generation) != generation)
        {
            return;
        }

        // Whoever gives a generation up must not run the code of those who called it.
        _isGivenUp = true;
        _answer.RunContinuationsAsynchronously = true;
        if (!_isReplayed)
        {
            generation.Owner.GaveUp(_operation);
        }

        _answer.SetException(generation.OutcomeUnknown(_operation));
    }

    /// <summary>Says how far the answer is.</summary>
    public ValueTaskSourceStatus GetStatus(short token) => _answer.GetStatus(token);

    /// <summary>Takes what runs when the answer is there.</summary>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    /// <summary>Waits for the end of a call.</summary>
    protected void Begin(in CallPass pass, string operation, bool isReplayed, CancellationToken cancellationToken)
    {
        var generation = pass.Generation;
        (_pass, _operation, _isReplayed, _cancellationToken) = (pass, operation, isReplayed, cancellationToken);
        Volatile.Write(ref _unanswered, generation);
        pass.Note(this);

        // Either this sees that the generation is given up, or whoever does so finds this in its slot: see Abandon.
        if (generation.State == GenerationState.Abandoned)
        {
            GiveUp(generation);
        }

        if (HasEnded)
        {
            End();
        }
        else
        {
            CallWhenEnded(_end);
        }
    }

    /// <summary>Takes the answer, once.</summary>
    protected TResult Take(short token)
    {
        if (_answer.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The call has not completed yet. Await it, or wait for the task that AsTask() gives.");
        }

        try
        {
            return _answer.GetResult(token);
        }
        finally
        {
            if (!_isGivenUp)
            {
                _answer.Reset();
                (_pass, _operation, _cancellationToken) = (default, "", default);
                Return();
            }
        }
    }

    /// <summary>Lets the end of the call run an action.</summary>
    protected abstract void CallWhenEnded(Action action);

    /// <summary>Takes the result of the call that has ended, or throws what it threw.</summary>
    protected abstract TResult TakeResult();

    /// <summary>Lets another call use the object.</summary>
    protected abstract void Return();

    private void End()
    {
        // Once the caller is answered, the object may serve another call.
        var (pass, cancellationToken) = (_pass, _cancellationToken);
        var generation = pass.Generation;
        var isAnswered = Interlocked.CompareExchange(ref _unanswered, null, generation) != generation;
        TResult result = default!;
        Exception? exception = null;
        try
        {
            result = TakeResult();
        }
        catch (Exception thrown)
        {
            exception = thrown;
        }

        pass.Free();
        if (isAnswered)
        {
            return;
        }

        if (exception is null)
        {
            pass.Leave(CallEnd.Succeeded);
            _answer.SetResult(result);
            return;
        }

        try
        {
            pass.Leave(generation.Owner.Report(generation, exception, cancellationToken));
        }
        finally
        {
            _answer.SetException(exception);
        }
    }
}
