using Resile.Analyzers.Components;

namespace Resile.Analyzers.Tests;

/// <summary>What the methods of components do that a restart does not mend.</summary>
public sealed class ComponentCodeTests
{
    private const string Contract = "\n[AutoRecover] public interface IStore { Task GoAsync(); }";

    [Fact]
    public Task Lock_of_a_thread_that_is_held_over_an_await_is_RSL2035() => VerifyAsync(
        """
        public sealed class Store : IStore
        {
            private readonly object _gate = new();
            private readonly Lock _lock = new();
            private readonly ReaderWriterLockSlim _many = new();
            private readonly Mutex _mutex = new();

            public async Task GoAsync()
            {
                {|RSL2035:Monitor.Enter|}(_gate);
                try { await Task.Yield(); } finally { Monitor.Exit(_gate); }
            }

            public async Task LockAsync() { {|RSL2035:_lock.Enter|}(); await Task.Yield(); _lock.Exit(); }
            public async Task ManyAsync(bool isLong) { {|RSL2035:_many.EnterWriteLock|}(); if (isLong) { await Task.Yield(); } _many.ExitWriteLock(); }
            public async Task TriedAsync() { if ({|RSL2035:Monitor.TryEnter|}(_gate)) { await Task.Yield(); Monitor.Exit(_gate); } }
            public async Task MutexAsync() { {|RSL2035:_mutex.WaitOne|}(); await Task.Yield(); }
        }
        """);

    [Fact]
    public Task Lock_that_is_left_before_an_await_or_belongs_to_no_thread_is_left_alone() => VerifyAsync(
        """
        public sealed class Store : IStore
        {
            private readonly object _gate = new();
            private readonly SemaphoreSlim _one = new(1);
            private readonly ReaderWriterLockSlim _many = new();

            public async Task GoAsync()
            {
                Monitor.Enter(_gate);
                try { _gate.ToString(); } finally { Monitor.Exit(_gate); }
                await Task.Yield();
            }

            public async Task TriedAsync()
            {
                if (!Monitor.TryEnter(_gate)) { await Task.Yield(); return; }
                try { _gate.ToString(); } finally { Monitor.Exit(_gate); }
                if (Monitor.TryEnter(_gate)) { Monitor.Exit(_gate); } else { await Task.Yield(); }
            }

            public async Task OneAsync() { await _one.WaitAsync(); try { await Task.Yield(); } finally { _one.Release(); } }
            public async Task BeforeAsync() { await Task.Yield(); _many.EnterReadLock(); _many.ExitReadLock(); }
            public async Task StatementAsync() { lock (_gate) { _gate.ToString(); } await Task.Yield(); }
        }
        public sealed class Other
        {
            public async Task GoAsync() { Monitor.Enter(this); await Task.Yield(); Monitor.Exit(this); }
        }
        """);

    [Fact]
    public Task Work_that_nothing_ends_is_RSL2036() => VerifyAsync(
        """
        public sealed class Store : IStore
        {
            public Task GoAsync()
            {
                {|RSL2036:Task.Run|}(() => { });
                _ = {|RSL2036:Task.Factory.StartNew|}(() => { });
                {|RSL2036:ThreadPool.QueueUserWorkItem|}(static _ => { });
                return Task.CompletedTask;
            }
        }
        """);

    [Fact]
    public Task Work_that_somebody_ends_is_left_alone() => VerifyAsync(
        """
        public sealed class Store : IStore { public async Task GoAsync() { await Task.Run(() => { }); var run = Task.Run(() => { }); await run; } }
        public sealed class Kept : IStore, IDisposable
        {
            private readonly CancellationTokenSource _end = new();
            public Task GoAsync() { _ = Task.Run(() => Task.Delay(-1, _end.Token)); return Task.CompletedTask; }
            public void Dispose() => _end.Cancel();
        }
        public sealed class Other { public void Go() => _ = Task.Run(() => { }); }
        """);

    private static Task VerifyAsync(string source) => ContractVerifier.VerifyAsync<ComponentCodeAnalyzer>(source + Contract);
}
