using System.Collections.Frozen;

namespace Resile.Recovery.Failures;

/// <summary>Decides what an exception means.</summary>
/// <param name="actions">What the contract lists, by exception type.</param>
internal sealed class FailurePolicy(IReadOnlyDictionary<Type, FailureAction> actions)
{
    private readonly FrozenDictionary<Type, FailureAction> _actions = actions.ToFrozenDictionary();

    /// <summary>Tells whether an exception means that no code of this process can be trusted any more.</summary>
    public static bool IsFatal(Exception exception) =>
        exception is OutOfMemoryException and not InsufficientMemoryException or AccessViolationException;

    /// <summary>Decides what an exception means.</summary>
    /// <param name="exception">What the component threw.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public FailureAction Decide(Exception exception, CancellationToken cancellationToken)
    {
        // Listed or not: that a caller changes its mind says nothing of the component.
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            return FailureAction.Pass;
        }

        for (var type = exception.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            if (_actions.TryGetValue(type, out var action))
            {
                return action;
            }
        }

        return exception is ArgumentException or CallRefusedException ? FailureAction.Pass : FailureAction.Score;
    }
}
