namespace Resile.Integration.TestChild;

/// <summary>Tells of operations.</summary>
[DurableMessage]
public interface IOperations
{
    /// <summary>An operation was stored: the next of its key.</summary>
    Task DoneAsync([OrderingKey] int key, int number, int operation, CancellationToken cancellationToken = default);

    /// <summary>An operation was stored whose handler always fails.</summary>
    Task SpoiltAsync(int operation, CancellationToken cancellationToken = default);
}
