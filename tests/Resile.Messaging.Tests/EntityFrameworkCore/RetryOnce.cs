using Microsoft.EntityFrameworkCore.Storage;

namespace Resile.Messaging.Tests.EntityFrameworkCore;

/// <summary>Tries again what failed with a timeout.</summary>
internal sealed class RetryOnce(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 1, TimeSpan.Zero)
{
    protected override bool ShouldRetryOn(Exception exception) => exception is TimeoutException;
}
