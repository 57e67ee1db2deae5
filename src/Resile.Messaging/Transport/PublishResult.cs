namespace Resile.Messaging.Transport;

/// <summary>The outcome of a publication, with what the broker said.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Error">What went wrong, without secrets (no password from an address); <see langword="null"/> when confirmed.</param>
public readonly record struct PublishResult(PublishOutcome Outcome, string? Error = null)
{
    /// <summary>Gets the result of a confirmed publication.</summary>
    public static PublishResult Confirmed => default;
}
