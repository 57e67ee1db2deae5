namespace Resile.Integration.TestChild;

/// <summary>Tells of operations.</summary>
[DurableMessage]
public interface IOperations
{
    /// <summary>An operation was stored.</summary>
    Task DoneAsync(int operation, CancellationToken cancellationToken = default);
}
