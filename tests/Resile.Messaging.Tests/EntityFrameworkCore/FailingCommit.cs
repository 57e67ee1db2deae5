using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Resile.Messaging.Tests.EntityFrameworkCore;

/// <summary>Lets the first commits fail, after everything else that is done before them.</summary>
internal sealed class FailingCommit(int failures) : DbTransactionInterceptor
{
    public int Left { get; set; } = failures;

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        Left-- > 0 ? throw new TimeoutException("The commit failed.") : ValueTask.FromResult(result);
}
