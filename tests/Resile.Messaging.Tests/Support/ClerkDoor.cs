namespace Resile.Messaging.Tests.Support;

/// <summary>What a <see cref="Clerk"/> waits for before it answers.</summary>
internal sealed class ClerkDoor
{
    public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
