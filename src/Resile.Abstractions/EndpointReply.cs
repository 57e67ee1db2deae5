namespace Resile;

/// <summary>What one endpoint answered to a call that went to several.</summary>
/// <param name="Endpoint">The endpoint; null where an implementation speaks for itself.</param>
/// <param name="Value">Its answer, where it gave one.</param>
/// <param name="Error">Why there is none; null where there is one.</param>
/// <typeparam name="T">The type of an answer.</typeparam>
public readonly record struct EndpointReply<T>(Uri? Endpoint, T? Value, Exception? Error)
{
    /// <summary>Gets whether the endpoint answered.</summary>
    public bool IsAnswer => Error is null;
}
