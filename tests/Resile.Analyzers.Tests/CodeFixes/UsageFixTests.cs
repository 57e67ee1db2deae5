using Resile.Analyzers.CodeFixes.Balancing;
using Resile.Analyzers.CodeFixes.Messaging;
using Resile.Analyzers.CodeFixes.Shape;
using Resile.Analyzers.Contracts;
using Resile.Analyzers.Json;
using Resile.Analyzers.Messaging;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Mends code that uses contracts.</summary>
public sealed class UsageFixTests
{
    private const string Catalog =
        """
        namespace Acme;
        [LoadBalanced("catalog")]
        public interface ICatalog
        {
            [Get("/products/{id}")] Task<Product> GetAsync(int id);
            [Get("/products")] Task<List<Product?>> AllAsync();
        }
        public sealed record Product(int Id);
        """;

    private const string Events =
        """
        namespace Acme;
        [DurableMessage]
        public interface IOrderEvents { Task PlacedAsync(int id, CancellationToken cancellationToken = default); }
        """;

    [Fact]
    public Task Token_is_taken_by_an_operation_and_by_what_implements_it() => UsageFixVerifier<CancellationAnalyzer, ShapeCodeFixProvider>.VerifyAsync(
        "RSL0015.TakeToken",
        [
            """
            namespace Acme;
            [AutoRecover]
            public interface IStore
            {
                Task {|RSL0015:CountAsync|}(string product);
                ValueTask {|RSL0015:ClearAsync|}();
                Task {|RSL0015:TakenAsync|}(int cancellationToken2);
            }
            """,
            """
            namespace Acme;
            public class Store : IStore
            {
                public virtual async Task CountAsync(string product) => await ClearAsync();
                public ValueTask ClearAsync() => default;
                Task IStore.TakenAsync(int cancellationToken2) => Task.CompletedTask;
            }
            public sealed class Derived : Store
            {
                public override Task CountAsync(string product) => base.CountAsync(product);
            }
            public sealed partial class Parted : IStore
            {
                public partial Task CountAsync(string product);
                public partial Task CountAsync(string product) => Task.CompletedTask;
                public ValueTask ClearAsync() => default;
                public Task TakenAsync(int cancellationToken2) => Task.CompletedTask;
            }
            """,
        ],
        [
            """
            namespace Acme;
            [AutoRecover]
            public interface IStore
            {
                Task CountAsync(string product, CancellationToken cancellationToken = default);
                ValueTask ClearAsync(CancellationToken cancellationToken = default);
                Task TakenAsync(int cancellationToken2, CancellationToken cancellationToken = default);
            }
            """,
            """
            namespace Acme;
            public class Store : IStore
            {
                public virtual async Task CountAsync(string product, CancellationToken cancellationToken = default) => await ClearAsync();
                public ValueTask ClearAsync(CancellationToken cancellationToken = default) => default;
                Task IStore.TakenAsync(int cancellationToken2, CancellationToken cancellationToken) => Task.CompletedTask;
            }
            public sealed class Derived : Store
            {
                public override Task CountAsync(string product, CancellationToken cancellationToken = default) => base.CountAsync(product);
            }
            public sealed partial class Parted : IStore
            {
                public partial Task CountAsync(string product, CancellationToken cancellationToken = default);
                public partial Task CountAsync(string product, CancellationToken cancellationToken) => Task.CompletedTask;
                public ValueTask ClearAsync(CancellationToken cancellationToken = default) => default;
                public Task TakenAsync(int cancellationToken2, CancellationToken cancellationToken = default) => Task.CompletedTask;
            }
            """,
        ]);

    [Fact]
    public Task Name_of_the_token_that_is_taken_is_left_to_a_person() => UsageFixVerifier<CancellationAnalyzer, ShapeCodeFixProvider>.VerifyNoneAsync(
        """
        namespace Acme;
        [AutoRecover]
        public interface IStore
        {
            Task {|RSL0015:AAsync|}(int cancellationToken);
            Task {|RSL0015:BAsync|}(params int[] all);
        }
        """);

    [Fact]
    public Task Type_that_travels_is_added_to_the_context() => UsageFixVerifier<JsonMetadataAnalyzer, BalancingCodeFixProvider>.VerifyAsync(
        "RSL1102.AddToContext",
        [
            Catalog,
            """
            namespace Acme.Json;
            using System.Text.Json.Serialization;

            [JsonSerializable(typeof(int))] // counts
            internal sealed partial class Payloads;
            """,
            """
            namespace Acme.Json;
            public static class Program
            {
                public static void Add(ClientsBuilder clients) => clients.AddCatalog(client => client.Json.TypeInfoResolverChain.Insert(0, {|RSL1102:{|RSL1102:Payloads.Default|}|}));
            }
            """,
        ],
        [
            Catalog,
            """
            namespace Acme.Json;
            using System.Text.Json.Serialization;

            [JsonSerializable(typeof(int))] // counts
            [JsonSerializable(typeof(Product))]
            [JsonSerializable(typeof(List<Product>))]
            internal sealed partial class Payloads;
            """,
            """
            namespace Acme.Json;
            public static class Program
            {
                public static void Add(ClientsBuilder clients) => clients.AddCatalog(client => client.Json.TypeInfoResolverChain.Insert(0, Payloads.Default));
            }
            """,
        ],
        "build_property.PublishAot = true");

    [Fact]
    public Task Durable_call_is_awaited() => UsageFixVerifier<UnawaitedCallAnalyzer, MessagingCodeFixProvider>.VerifyAsync(
        "RSL3032.Await",
        [
            Events,
            """
            #pragma warning disable CS4014, CS1998
            namespace Acme;
            public sealed class Desk(IOrderEvents events)
            {
                public async Task PlaceAsync(int id)
                {
                    {|RSL3032:events.PlacedAsync(id)|}; // at last
                    _ = {|RSL3032:events.PlacedAsync(id)|};
                    {|RSL3032:events.PlacedAsync(id)|}.ConfigureAwait(false);
                    Func<Task> later = async () => { {|RSL3032:events.PlacedAsync(id)|}; };
                }
            }
            """,
        ],
        [
            Events,
            """
            #pragma warning disable CS4014, CS1998
            namespace Acme;
            public sealed class Desk(IOrderEvents events)
            {
                public async Task PlaceAsync(int id)
                {
                    await events.PlacedAsync(id); // at last
                    await events.PlacedAsync(id);
                    await events.PlacedAsync(id).ConfigureAwait(false);
                    Func<Task> later = async () => { await events.PlacedAsync(id); };
                }
            }
            """,
        ]);

    [Fact]
    public Task Durable_call_that_cannot_be_awaited_is_left_to_a_person() => UsageFixVerifier<UnawaitedCallAnalyzer, MessagingCodeFixProvider>.VerifyNoneAsync(
        Events,
        """
        #pragma warning disable CS4014, CS1998
        namespace Acme;
        public sealed class Desk(IOrderEvents? events)
        {
            public void Place(int id) { {|RSL3032:events!.PlacedAsync(id)|}; }
            public async Task MaybeAsync(int id) { events?{|RSL3032:.PlacedAsync(id)|}; }
            public async Task EachAsync(List<int> ids) { ids.ForEach(id => {|RSL3032:events!.PlacedAsync(id)|}); await Task.Yield(); }
            public async Task LockedAsync(int id) { lock (this) { {|RSL3032:events!.PlacedAsync(id)|}; } }
        }
        """);
}
