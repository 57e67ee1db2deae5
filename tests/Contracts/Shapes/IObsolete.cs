namespace Resile.Generated.Tests.Contracts.Shapes;

/// <summary>Obsolete members and payloads: that is for the author of the contract to hear of, not for generated code.</summary>
[AutoRecover]
public interface IObsolete
{
    /// <summary>Is old.</summary>
    [Obsolete("Use NewAsync.")]
    Task OldAsync(OldPayload payload, CancellationToken cancellationToken = default);

    /// <summary>Is new.</summary>
    Task NewAsync(string payload, CancellationToken cancellationToken = default);
}

/// <summary>An old payload.</summary>
[Obsolete("Use a string.")]
public sealed record OldPayload(int Value);
