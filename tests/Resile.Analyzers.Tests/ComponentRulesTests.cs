using Resile.Analyzers.Components;

namespace Resile.Analyzers.Tests;

/// <summary>The rules of implementations: what a restart does not mend.</summary>
public sealed class ComponentRulesTests
{
    // What the generator would have written, and what it is called with.
    private const string Program =
        """
        namespace Resile.Recovery { public sealed class ComponentsBuilder; }
        namespace Microsoft.Extensions.DependencyInjection
        {
            [global::System.CodeDom.Compiler.GeneratedCode("Resile.Generators", "1.0.0")]
            public static class ScenarioResileExtensions
            {
                public static Resile.Recovery.ComponentsBuilder AddTwo<TImplementation>(this Resile.Recovery.ComponentsBuilder components)
                    where TImplementation : class, Acme.ITwo => components;
            }
        }
        namespace Acme
        {
            using Microsoft.Extensions.DependencyInjection;
            internal static class Program { internal static void Configure(Resile.Recovery.ComponentsBuilder components) => components.AddTwo<Two>().AddTwo<Two>(); }
        }
        """;

    private const string Contracts =
        """

        [Supervisor, Child<IOne, One>, ChildPool<IThree, Three, int>] public sealed partial class App;
        [AutoRecover] public interface IOne { Task GoAsync(); Task<IOne> SelfAsync() => Task.FromResult<IOne>(null!); }
        [AutoRecover] public interface ITwo { Task GoAsync(); }
        [AutoRecover] public interface IThree { Task GoAsync(); }
        """;

    [Fact]
    public Task Sound_components_and_classes_that_nobody_supervises_are_left_alone() => VerifyAsync(
        """
        public sealed class One(System.Net.Http.HttpClient given) : IOne, IDisposable
        {
            private const int Limit = 3;
            private static readonly string[] Names = ["a"];
            private static readonly object Nothing = new();
            private readonly System.Net.Http.HttpClient _client = new();
            private readonly SemaphoreSlim _gate = new(1);
            private int _count;
            public static int Count => Limit + Names.Length + Nothing.GetHashCode();
            public async Task GoAsync() { await _gate.WaitAsync(); _count++; await given.GetAsync("/"); }
            public void Dispose() => _client.Dispose();
            private One Self() => this;
        }
        public sealed class Two : ITwo
        {
            private readonly System.Net.Http.HttpClient _client = new();
            private readonly System.Net.Http.HttpClient _lent;
            private readonly System.IO.MemoryStream _stream = new();
            public Two(System.Net.Http.HttpClient lent) => _lent = lent;
            public async Task GoAsync() { await _lent.GetAsync("/"); _stream.Flush(); _client?.Dispose(); }
        }
        public sealed class Three : IThree { public async Task GoAsync() => await Task.Run(() => this.ToString()); }
        public sealed class Double : IOne
        {
            public static int Calls;
            public static readonly SemaphoreSlim Gate = new(1);
            private readonly Timer _timer = new(static _ => { });
            public Task GoAsync() => Task.FromResult(_timer);
            public Task<IOne> SelfAsync() => Task.FromResult<IOne>(this);
            public async void Fire() => await Task.Yield();
        }
        """);

    [Fact]
    public Task State_that_outlives_a_restart_is_RSL2030_for_every_way_of_naming_a_component() => VerifyAsync(
        """
        public sealed class One : IOne { private static int {|RSL2030:_count|}; public static string? {|RSL2030:Name|} { get; set; } public Task GoAsync() => Task.FromResult(_count++); }
        public sealed class Two : ITwo
        {
            private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> {|RSL2030:Cache|} = new();
            public Task GoAsync() => Task.FromResult(Cache);
        }
        public sealed class Three : IThree { [ThreadStatic] private static object? {|RSL2030:_last|}; public Task GoAsync() => Task.FromResult(_last = this); }
        """);

    [Fact]
    public Task Lock_that_outlives_a_restart_is_RSL2031() => VerifyAsync(
        """
        public sealed class One : IOne { private static readonly SemaphoreSlim {|RSL2031:Gate|} = new(1); public Task GoAsync() => Gate.WaitAsync(); }
        public sealed class Two : ITwo { private static Lock {|RSL2031:_lock|} = new(); public Task GoAsync() { lock (_lock) { return Task.CompletedTask; } } }
        public sealed class Three : IThree { public Task GoAsync() => Task.CompletedTask; }
        """);

    [Fact]
    public Task Field_that_nobody_disposes_of_is_RSL2032() => VerifyAsync(
        """
        public sealed class One : IOne { private readonly System.Net.Http.HttpClient {|RSL2032:_client|} = new(); public Task GoAsync() => _client.GetAsync("/"); }
        public sealed class Two : ITwo { private readonly Timer {|RSL2032:_timer|} = new Timer(static _ => { }); public Task GoAsync() => Task.FromResult(_timer); }
        public sealed class Three : IThree { public Task GoAsync() => Task.CompletedTask; }
        """);

    [Fact]
    public Task Async_void_is_RSL2033_and_an_instance_handed_out_RSL2034() => VerifyAsync(
        """
        public sealed class One : IOne
        {
            public async Task GoAsync() { Fire(); await Task.Yield(); }
            public Task<IOne> {|RSL2034:SelfAsync|}() => Task.FromResult<IOne>(this);
            private async void {|RSL2033:Fire|}() => await Task.Yield();
        }
        public sealed class Two : ITwo { public Task GoAsync() => Task.CompletedTask; }
        public sealed class Three : IThree { public Task GoAsync() => Task.CompletedTask; }
        """);

    private static Task VerifyAsync(string source) => ContractVerifier.VerifyAsync<ComponentAnalyzer>(source + Contracts, Program);
}
