using Resile.Analyzers.Messaging;

namespace Resile.Analyzers.Tests;

/// <summary>Durable calls that nobody waits for, and what handlers call.</summary>
public sealed class DurableCallTests
{
    private const string Contracts =
        """
        namespace Acme;

        [DurableMessage]
        public interface IOrderEvents
        {
            Task OrderPlacedAsync(int id, string customer, CancellationToken cancellationToken = default);
            ValueTask OrderSentAsync(int id, string customer);
            [Request] Task<int> CountAsync(int id);
            void Shout(string text);
        }

        [LoadBalanced("payments")]
        public interface IPayments
        {
            [Post("/payments")] Task PayAsync(int id, CancellationToken cancellationToken = default);
            [Post("/payments/{id}"), Idempotent] Task PayOnceAsync(int id, CancellationToken cancellationToken = default);
            [Get("/payments/{id}")] Task<int> FindAsync(int id, CancellationToken cancellationToken = default);
        }

        [LoadBalanced("stock", Transport = Transport.Tcp)]
        public interface IStock
        {
            Task TakeAsync(int id, CancellationToken cancellationToken = default);
        }
        """;

    [Fact]
    public Task Task_that_is_dropped_is_RSL3032() => UsageVerifier<UnawaitedCallAnalyzer>.VerifyAsync(
        """
        #pragma warning disable CS4014
        namespace Acme;
        public sealed class Desk(IOrderEvents events, IOutbox outbox)
        {
            public void Statement() { {|RSL3032:events.OrderPlacedAsync(1, "a")|}; }
            public void Discard() => _ = {|RSL3032:events.OrderSentAsync(1, "a")|};
            public void Configured() => {|RSL3032:events.OrderPlacedAsync(1, "a")|}.ConfigureAwait(false);
            public void Maybe(IOrderEvents? maybe) => maybe?{|RSL3032:.OrderPlacedAsync(1, "a")|};
            public void Each(List<int> ids) => ids.ForEach(id => {|RSL3032:events.OrderPlacedAsync(id, "a")|});
            public async Task InTransactionAsync()
            {
                await using var transaction = await outbox.BeginAsync();
                {|RSL3032:transaction.For<IOrderEvents>().OrderPlacedAsync(1, "a")|};
                await transaction.CommitAsync();
            }
        }
        """, Contracts);

    [Fact]
    public Task Task_that_somebody_waits_for_is_left_alone() => UsageVerifier<UnawaitedCallAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        public sealed class Desk(IOrderEvents events, Handler handler)
        {
            public Task Returned() => events.OrderPlacedAsync(1, "a");
            public async Task AwaitedAsync() => await events.OrderPlacedAsync(1, "a").ConfigureAwait(false);
            public Task AllAsync(List<int> ids) => Task.WhenAll(ids.Select(id => events.OrderPlacedAsync(id, "a")));
            public Task LaterAsync() { var sent = events.OrderPlacedAsync(1, "a"); return sent; }
            public void Asked() => _ = events.CountAsync(1);
            public void Refused() => events.Shout("a");
            public void Handled() => _ = handler.OrderPlacedAsync(1, "a");
            public void Blocked() => events.OrderPlacedAsync(1, "a").GetAwaiter().GetResult();
        }
        public sealed class Handler
        {
            public Task OrderPlacedAsync(int id, string customer) => Task.CompletedTask;
        }
        """, Contracts);

    [Fact]
    public Task Call_of_a_handler_that_two_calls_would_do_twice_is_RSL3035() => UsageVerifier<HandlerCallAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        public sealed class Billing(HttpClient http, IPayments payments, IStock stock) : IOrderEvents
        {
            public async Task OrderPlacedAsync(int id, string customer, CancellationToken cancellationToken)
            {
                await {|RSL3035:http.PostAsync|}("/payments", null, cancellationToken);
                await {|RSL3035:http.PostAsJsonAsync|}("/payments", id, cancellationToken);
                await {|RSL3035:payments.PayAsync|}(id, cancellationToken);
                await PrivateAsync(id);
            }

            public ValueTask OrderSentAsync(int id, string customer) => default;
            public Task<int> CountAsync(int id) => Task.FromResult(id);
            public void Shout(string text) { }
            private Task PrivateAsync(int id) => {|RSL3035:stock.TakeAsync|}(id);
        }
        public sealed class Posting(HttpClient http) : IOrderEventsOrderPlacedHandler
        {
            public Task OrderPlacedAsync(int id, string customer, CancellationToken cancellationToken) => {|RSL3035:http.PatchAsync|}("/payments", null, cancellationToken);
        }
        """, Contracts);

    [Fact]
    public Task Call_of_a_handler_that_does_no_harm_twice_is_left_alone() => UsageVerifier<HandlerCallAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        public sealed class Billing(HttpClient http, IPayments payments, DurableContext context) : IOrderEvents
        {
            public async Task OrderPlacedAsync(int id, string customer, CancellationToken cancellationToken)
            {
                await http.GetAsync("/payments", cancellationToken);
                await http.PutAsync("/payments", null, cancellationToken);
                await payments.PayOnceAsync(id, cancellationToken);
                await payments.FindAsync(id, cancellationToken);
            }

            public async ValueTask OrderSentAsync(int id, string customer) => await http.PostAsync("/payments?key=" + context.MessageId, null);
            public Task<int> CountAsync(int id) => Task.FromResult(id);
            public void Shout(string text) { }
        }
        public sealed class Desk(HttpClient http, IPayments payments)
        {
            public async Task PayAsync() { await http.PostAsync("/payments", null); await payments.PayAsync(1); }
        }
        """, Contracts);
}
