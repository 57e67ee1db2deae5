using Resile.Analyzers.Contracts;

namespace Resile.Analyzers.Tests;

/// <summary>Operations that take no token.</summary>
public sealed class CancellationTests
{
    [Fact]
    public Task Operation_without_a_token_is_RSL0015() => ContractVerifier.VerifyAsync<CancellationAnalyzer>(
        """
        [LoadBalanced("shop"), AutoRecover]
        public partial interface IShop { [Get("/{id}")] Task<int> {|RSL0015:FindAsync|}(int id); }
        public partial interface IShop { [Get("/all/{id}")] Task<int> AllAsync(int id, CancellationToken cancellationToken = default); }
        [AutoRecover] public interface IStore { ValueTask {|RSL0015:CountAsync|}(); }
        [DurableMessage] public interface IEvents { Task {|RSL0015:HappenedAsync|}(int id, int count); }
        """);

    [Fact]
    public Task Operation_that_needs_no_token_or_has_more_to_mend_is_left_alone() => ContractVerifier.VerifyAsync<CancellationAnalyzer>(
        """
        [AutoRecover]
        public interface IStore : IBase
        {
            IAsyncEnumerable<int> StreamAsync();
            [Obsolete] Task OldAsync();
            Task WithBodyAsync() => Task.CompletedTask;
            int Wrong();
            Task<T> GenericAsync<T>();
        }
        public interface IBase { Task InheritedAsync(); }
        [LoadBalanced("shop")] public interface IShop { Task<int> NoVerbAsync(int id); }
        [LoadBalanced("")] public interface INowhere { [Get("/{id}")] Task<int> FindAsync(int id); }
        """.Replace("IAsyncEnumerable", "System.Collections.Generic.IAsyncEnumerable", StringComparison.Ordinal));
}
