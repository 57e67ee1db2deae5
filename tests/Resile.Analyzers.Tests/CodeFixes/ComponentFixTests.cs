using Resile.Analyzers.CodeFixes.Recovery;
using Resile.Analyzers.Components;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Mends the implementations of supervised contracts.</summary>
public sealed class ComponentFixTests
{
    private const string Tree =
        """

        [AutoRecover] public interface IStore { Task GoAsync(); }
        [Supervisor, Child<IStore, Store>] public sealed partial class App;
        """;

    [Fact]
    public Task State_is_kept_in_the_instance() => VerifyAsync(
        "RSL2030.KeepInInstance",
        """
        public sealed class Store : IStore
        {
            // How many.
            private static int {|RSL2030:_count|} = 5;
            private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> {|RSL2030:All|} = new();
            private static string {|RSL2030:Name|} { get; set; } = "";

            public Task GoAsync() { All[1] = _count++; Action write = () => Name += "a"; write(); return Task.CompletedTask; }
        }
        """,
        """
        public sealed class Store : IStore
        {
            // How many.
            private int _count = 5;
            private readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> All = new();
            private string Name { get; set; } = "";

            public Task GoAsync() { All[1] = _count++; Action write = () => Name += "a"; write(); return Task.CompletedTask; }
        }
        """);

    [Fact]
    public Task Lock_is_kept_in_the_instance() => VerifyAsync(
        "RSL2031.KeepInInstance",
        "public sealed class Store : IStore { private static readonly Lock {|RSL2031:Gate|} = new(); public Task GoAsync() { lock (Gate) { return Task.CompletedTask; } } }",
        "public sealed class Store : IStore { private readonly Lock Gate = new(); public Task GoAsync() { lock (Gate) { return Task.CompletedTask; } } }");

    [Fact]
    public Task What_others_use_stays_static() => FixVerifier.VerifyNoneAsync<ComponentAnalyzer, ComponentCodeFixProvider>(
        """
        public sealed class Store : IStore
        {
            private static int {|RSL2030:_a|};
            private static int {|RSL2030:_b|};
            public static int {|RSL2030:C|};
            private static int {|RSL2030:_d|}, {|RSL2030:_e|};
            private static int {|RSL2030:_f|};
            private readonly int _g = _f;
            private static int {|RSL2030:_h|};
            public static int Next() => _a++;
            public Task GoAsync() { Store._b++; C = _d + _e + _g; return Task.CompletedTask; }
            private sealed class Nested { public int All => _h; }
        }
        """ + Tree);

    [Fact]
    public Task Component_disposes_of_its_fields() => VerifyAsync(
        "RSL2032.Dispose",
        """
        public sealed class Store : IStore
        {
            private readonly System.Net.Http.HttpClient {|RSL2032:_client|} = new();
            private readonly System.IO.FileStream {|RSL2032:_file|} = new("a", System.IO.FileMode.Open);

            public Task GoAsync() => Task.CompletedTask;
        }
        """,
        """
        public sealed class Store : IStore, IDisposable
        {
            private readonly System.Net.Http.HttpClient _client = new();
            private readonly System.IO.FileStream _file = new("a", System.IO.FileMode.Open);

            public Task GoAsync() => Task.CompletedTask;

            public void Dispose()
            {
                _file.Dispose();
                _client.Dispose();
            }
        }
        """);

    [Fact]
    public Task Component_disposes_of_what_can_only_wait() => VerifyAsync(
        "RSL2032.Dispose",
        """
        public sealed class Store : IStore
        {
            private readonly Owned {|RSL2032:_owned|} = new();
            private readonly Timer {|RSL2032:_timer|} = new(static _ => { });
            public Task GoAsync() => Task.CompletedTask;
        }
        public sealed class Owned : IAsyncDisposable { public ValueTask DisposeAsync() => default; }
        """,
        """
        public sealed class Store : IStore, IAsyncDisposable
        {
            private readonly Owned _owned = new();
            private readonly Timer _timer = new(static _ => { });
            public Task GoAsync() => Task.CompletedTask;

            public async ValueTask DisposeAsync()
            {
                await _timer.DisposeAsync().ConfigureAwait(false);
                await _owned.DisposeAsync().ConfigureAwait(false);
            }
        }
        public sealed class Owned : IAsyncDisposable { public ValueTask DisposeAsync() => default; }
        """);

    [Fact]
    public Task Component_on_one_line_disposes_too() => VerifyAsync(
        "RSL2032.Dispose",
        "public sealed class Store(int a) : IStore { private readonly System.Net.Http.HttpClient {|RSL2032:_client|} = new(); public Task GoAsync() => Task.FromResult(a); }",
        """
        public sealed class Store(int a) : IStore, IDisposable { private readonly System.Net.Http.HttpClient _client = new(); public Task GoAsync() => Task.FromResult(a); 
            public void Dispose() => _client.Dispose();
        }
        """);

    [Fact]
    public Task Failure_is_seen_where_it_is_awaited() => VerifyAsync(
        "RSL2033.ReturnTask",
        """
        public sealed class Store : IStore
        {
            public async Task GoAsync() { Tidy(); this.Write(1); await Task.Yield(); }
            private async void {|RSL2033:Tidy|}() => await Task.Yield();
            private async void {|RSL2033:Write|}(int a) { await Task.Delay(a); }
            private async void {|RSL2033:Unused|}() { await Task.Yield(); }
        }
        """,
        """
        public sealed class Store : IStore
        {
            public async Task GoAsync() { await Tidy(); await this.Write(1); await Task.Yield(); }
            private async Task Tidy() => await Task.Yield();
            private async Task Write(int a) { await Task.Delay(a); }
            private async Task Unused() { await Task.Yield(); }
        }
        """);

    [Fact]
    public Task Method_that_nobody_can_await_stays_as_it_is() => FixVerifier.VerifyNoneAsync<ComponentAnalyzer, ComponentCodeFixProvider>(
        """
        public sealed class Store : IStore
        {
            public Task GoAsync() { Tidy(); Action write = Write; write(); return Task.CompletedTask; }
            private async void {|RSL2033:Tidy|}() => await Task.Yield();
            private async void {|RSL2033:Write|}() => await Task.Yield();
            public async void {|RSL2033:Public|}() => await Task.Yield();
        }
        """ + Tree);

    private static Task VerifyAsync(string key, string before, string after) =>
        FixVerifier.VerifyAsync<ComponentAnalyzer, ComponentCodeFixProvider>(key, before + Tree, after + Tree);
}
