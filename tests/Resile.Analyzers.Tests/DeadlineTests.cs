using Resile.Analyzers.LoadBalancing;

namespace Resile.Analyzers.Tests;

/// <summary>Deadlines, attempts, and calls that are repeated by hand.</summary>
public sealed class DeadlineTests
{
    private const string Contracts =
        """
        namespace Acme;

        [LoadBalanced("shop")]
        public interface IShop
        {
            [Get("/{id}"), Deadline("500ms")] Task<int> FindAsync(int id, CancellationToken cancellationToken = default);
            [Post("/{id}"), Deadline("1ms")] Task AddAsync(int id, CancellationToken cancellationToken = default);
            [Post("/{id}/once"), Idempotent] Task AddOnceAsync(int id, CancellationToken cancellationToken = default);
        }

        [LoadBalanced("stock", Transport = Transport.Tcp)]
        public interface IStock { [Idempotent] Task TakeAsync(int id); Task<int> GiveAsync(int id); }
        """;

    [Fact]
    public Task Attempts_that_use_up_the_deadline_are_RSL1100() => UsageVerifier<DeadlineAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        public static class Program
        {
            public static void Add(IServiceCollection services) => services.AddResile(resile =>
            {
                resile.Clients.AddShop(client => {|RSL1100:client.AttemptTimeout = TimeSpan.FromMilliseconds(500)|});
                resile.Clients.AddStock(client => {|RSL1100:client.AttemptTimeout = TimeSpan.FromSeconds(10)|});
                resile.Clients.AddStock(client =>
                {
                    client.Deadline = TimeSpan.FromSeconds(3);
                    client.Retry.MaxAttempts = 4;
                    {|RSL1100:client.AttemptTimeout = TimeSpan.FromSeconds(1)|};
                });
            });
        }
        """, Contracts);

    [Fact]
    public Task Attempts_that_fit_or_are_not_known_are_left_alone() => UsageVerifier<DeadlineAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        public static class Program
        {
            public static void Add(IServiceCollection services, TimeSpan given) => services.AddResile(resile =>
            {
                resile.Clients.AddShop();
                resile.Clients.AddShop(client => client.AttemptTimeout = TimeSpan.FromMilliseconds(400));
                resile.Clients.AddShop(client => client.AttemptTimeout = given);
                resile.Clients.AddStock(client => { client.AttemptTimeout = TimeSpan.FromMinutes(1); client.Deadline = given; });
                resile.Clients.AddStock(client => { client.AttemptTimeout = TimeSpan.FromMinutes(1); client.Retry.MaxAttempts = 1; });
                resile.Clients.AddStock(client =>
                {
                    client.AttemptTimeout = TimeSpan.FromSeconds(20);
                    client.Operations["TakeAsync"] = new OperationOptions { Deadline = TimeSpan.FromMinutes(1) };
                });
            });
        }
        """, Contracts);

    [Fact]
    public Task Deadline_that_is_longer_than_a_component_may_hang_is_RSL1103() => UsageVerifier<DeadlineAnalyzer>.VerifyAsync(
        """
        namespace Acme;

        [LoadBalanced("shop", Transport = Transport.Tcp), AutoRecover(HangAfterMs = 5_000)]
        public interface ISlow
        {
            [Deadline("6s")] Task<int> {|RSL1103:FindAsync|}(int id);
            [Deadline("5s")] Task<int> FitsAsync(int id);
            [Deadline("6s")] IAsyncEnumerable<int> StreamAsync(int id);
            Task<int> DefaultAsync(int id);
        }

        [LoadBalanced("shop", Transport = Transport.Tcp), AutoRecover, Deadline("1m")]
        public interface IDefault { Task<int> {|RSL1103:FindAsync|}(int id); }

        [AutoRecover(HangAfterMs = 5_000), Deadline("1m")]
        public interface ILocal { Task<int> FindAsync(int id); }
        """);

    [Fact]
    public Task Call_that_is_repeated_by_hand_and_not_idempotent_is_RSL1101() => UsageVerifier<RetryLoopAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        public sealed class Desk(IShop shop, IStock stock)
        {
            public async Task AddAsync(int id, CancellationToken cancellationToken)
            {
                for (var attempt = 0; attempt < 3; attempt++)
                {
                    try
                    {
                        await {|RSL1101:shop.AddAsync|}(id, cancellationToken);
                        return;
                    }
                    catch (RemoteCallException) when (attempt < 2)
                    {
                        await Task.Delay(100, cancellationToken);
                    }
                }
            }

            public async Task<int> GiveAsync(int id)
            {
                while (true)
                {
                    try { return await {|RSL1101:stock.GiveAsync|}(id); }
                    catch (Exception) { }
                }
            }

            public async Task BreakAsync(int id)
            {
                do
                {
                    try { await {|RSL1101:stock.GiveAsync|}(id); }
                    catch (DeadlineExceededException) { continue; }
                    break;
                }
                while (true);
            }
        }
        """, Contracts);

    [Fact]
    public Task Call_that_may_be_repeated_or_is_not_the_same_is_left_alone() => UsageVerifier<RetryLoopAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        public sealed class Desk(IShop shop, Queue<int> queue)
        {
            public async Task OnceAsync(int id)
            {
                while (true)
                {
                    try { await shop.AddOnceAsync(id); await shop.FindAsync(id); return; }
                    catch (RemoteCallException) { }
                }
            }

            public async Task NextAsync()
            {
                var id = 0;
                while (true)
                {
                    id = queue.Dequeue();
                    try { await shop.AddAsync(id); return; }
                    catch (RemoteCallException) { }
                }
            }

            public async Task AskedAsync(int id)
            {
                while (true)
                {
                    try { await shop.AddAsync(id); return; }
                    catch (EndpointUnreachableException exception) when (!exception.MayHaveBeenSent) { }
                }
            }

            public async Task NobodyAsync(int id)
            {
                while (true)
                {
                    try { await shop.AddAsync(id); return; }
                    catch (NoEndpointException) { }
                }
            }

            public async Task ThrownAsync(int id)
            {
                while (true)
                {
                    try { await shop.AddAsync(id); return; }
                    catch (RemoteCallException) { throw; }
                }
            }

            public async Task EachAsync(int[] ids)
            {
                foreach (var id in ids)
                {
                    try { await shop.AddAsync(id); return; }
                    catch (RemoteCallException) { }
                }

                for (var index = 0; index < ids.Length; index++)
                {
                    try { await shop.AddAsync(ids[index]); return; }
                    catch (RemoteCallException) { }
                }

                while (true)
                {
                    try { await shop.AddAsync(queue.Dequeue()); return; }
                    catch (RemoteCallException) { }
                }
            }

            public async Task ForEverAsync(int id)
            {
                while (true)
                {
                    try { await shop.AddAsync(id); }
                    catch (RemoteCallException) { }
                }
            }
        }
        """, Contracts);
}
