using System.Globalization;

namespace Resile.Messaging.Receiving;

/// <summary>A handler took longer than it may.</summary>
internal sealed class HandlerTimeoutException(string consumer, TimeSpan timeout, bool isLeftBehind)
    : DurableMessageException(string.Create(
        CultureInfo.InvariantCulture,
        $"The handler of '{consumer}' did not end within {timeout.TotalSeconds} s ({nameof(DurableMessageOptions.HandlerTimeout)})."
        + $"{(isLeftBehind ? " It still runs, without its transaction: let it honour its cancellation token." : string.Empty)}"))
{
    /// <inheritdoc/>
    public override bool LeavesCodeRunning => isLeftBehind;
}
