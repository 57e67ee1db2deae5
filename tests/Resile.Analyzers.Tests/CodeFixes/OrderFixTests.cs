using Resile.Analyzers.CodeFixes.Messaging;
using Resile.Analyzers.Messaging;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Gives messages the order that those beside them have.</summary>
public sealed class OrderFixTests
{
    [Fact]
    public Task Method_gets_the_order_of_its_neighbour() => UsageFixVerifier<MessageAnalyzer, MessagingCodeFixProvider>.VerifyAsync(
        "RSL3031.AddOrderingKey",
        [
            """
            namespace Acme;
            [DurableMessage]
            public interface IAccountEvents
            {
                Task BookedAsync([OrderingKey] string account, decimal amount);
                Task {|RSL3031:ClosedAsync|}(string account, string reason, CancellationToken cancellationToken = default);
                Task {|RSL3031:OpenedAsync|}(AccountOpened opened, CancellationToken cancellationToken = default);
            }
            public sealed record AccountOpened(string Account);
            """,
        ],
        [
            """
            namespace Acme;
            [DurableMessage]
            public interface IAccountEvents
            {
                Task BookedAsync([OrderingKey] string account, decimal amount);
                Task ClosedAsync([OrderingKey] string account, string reason, CancellationToken cancellationToken = default);
                Task OpenedAsync([OrderingKey(nameof(AccountOpened.Account))] AccountOpened opened, CancellationToken cancellationToken = default);
            }
            public sealed record AccountOpened(string Account);
            """,
        ]);
}
