namespace Resile.Testing.Fakes;

/// <summary>An operation of a fake: what it answers, and how it was called.</summary>
/// <remarks>Safe for threads.</remarks>
/// <param name="name">Its name, for people.</param>
/// <typeparam name="TArguments">Its arguments without the cancellation token: the only one, or a tuple of all, or <see cref="NoArguments"/>.</typeparam>
/// <typeparam name="TResult">What it returns, the task included.</typeparam>
public sealed class FakeOperation<TArguments, TResult>(string name)
{
    private readonly Lock _gate = new();
    private readonly List<TArguments> _calls = [];
    private readonly Queue<Func<TArguments, CancellationToken, TResult>> _next = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private Func<TArguments, CancellationToken, TResult>? _answer;

    /// <summary>Gets the arguments of all calls so far, the oldest first.</summary>
    public IReadOnlyList<TArguments> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Sets what calls are answered from now on, except those for which <see cref="AnswerNext"/> says otherwise.</summary>
    /// <param name="answer">Makes the answer of a call; it may throw, or wait.</param>
    /// <returns>This operation.</returns>
    public FakeOperation<TArguments, TResult> Answer(Func<TArguments, CancellationToken, TResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        lock (_gate)
        {
            _answer = answer;
        }

        return this;
    }

    /// <summary>Sets what calls are answered from now on.</summary>
    /// <param name="answer">Makes the answer of a call.</param>
    /// <returns>This operation.</returns>
    public FakeOperation<TArguments, TResult> Answer(Func<TArguments, TResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Answer((arguments, _) => answer(arguments));
    }

    /// <summary>Sets what one call is answered: the next for which nothing is set yet.</summary>
    /// <param name="answer">Makes the answer of the call.</param>
    /// <returns>This operation.</returns>
    public FakeOperation<TArguments, TResult> AnswerNext(Func<TArguments, CancellationToken, TResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        lock (_gate)
        {
            _next.Enqueue(answer);
        }

        return this;
    }

    /// <summary>Lets all calls fail from now on.</summary>
    /// <param name="exception">What they throw.</param>
    /// <returns>This operation.</returns>
    public FakeOperation<TArguments, TResult> Fail(Exception exception) => Answer((_, _) => throw exception);

    /// <summary>Lets one call fail: the next for which nothing is set yet.</summary>
    /// <param name="exception">What it throws.</param>
    /// <returns>This operation.</returns>
    public FakeOperation<TArguments, TResult> FailNext(Exception exception) => AnswerNext((_, _) => throw exception);

    /// <summary>Waits until the operation has been called a number of times.</summary>
    /// <param name="count">How often, since the fake was made.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">It was not called so often before the token was cancelled.</exception>
    public Task WaitForCallsAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_calls.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Notes a call and answers it; generated code calls it.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <exception cref="InvalidOperationException">Nobody has said what to answer.</exception>
    public TResult Call(TArguments arguments, CancellationToken cancellationToken)
    {
        Func<TArguments, CancellationToken, TResult>? answer;
        lock (_gate)
        {
            _calls.Add(arguments);
            _waiting.RemoveAll(waiting => _calls.Count >= waiting.Count && waiting.Reached.TrySetResult());
            answer = _next.TryDequeue(out var next) ? next : _answer;
        }

        return answer is not null ? answer(arguments, cancellationToken)
            : throw new InvalidOperationException($"Nobody has said what '{name}' answers. Say it in the test: fake.{name[(name.IndexOf('.') + 1)..]}.Answer(...).");
    }
}
