using System.Collections.Frozen;

namespace Resile.Recovery.Failures;

/// <summary>Decides what an exception means.</summary>
/// <param name="actions">What the contract lists, by exception type.</param>
internal sealed class FailurePolicy(IReadOnlyDictionary<Type, FailureAction> actions)
{
    private readonly FrozenDictionary<Type, FailureAction> _actions = actions.ToFrozenDictionary();

    /// <summary>Tells whether an exception means that no code of this process can be trusted any more.</summary>
    public static bool IsFatal(Exception exception) =>
        exception is OutOfMemoryException and not InsufficientMemoryException or InsufficientExecutionStackException or AccessViolationException;

    /// <summary>Decides what an exception means.</summary>
    /// <param name="exception">What the component threw.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public FailureAction Decide(Exception exception, CancellationToken cancellationToken)
    {
        for (var type = exception.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            if (_actions.TryGetValue(type, out var action))
            {
                return action;
            }
        }

        return exception switch
        {
            ArgumentException or CallRefusedException => FailureAction.Pass,
            OperationCanceledException when cancellationToken.IsCancellationRequested => FailureAction.Pass,
            _ => FailureAction.Score,
        };
    }
}
