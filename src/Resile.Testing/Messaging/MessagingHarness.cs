using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Resile.Messaging;

namespace Resile.Testing.Messaging;

/// <summary>Runs the senders and handlers of durable messages in memory under virtual time, ends the process at each step of a message's way, and shows what became of the messages.</summary>
/// <remarks>
/// <para>
/// What is registered is the program's own: senders, handlers, options. The engine, the embedded transport and the SQLite store, in a temporary file, are the code of production, and take the place
/// of whatever transport and store the registration names. Time stands still but for <see cref="AdvanceAsync"/> and the methods that say so; pauses before attempts are not varied.
/// </para>
/// <para>Its members are for one thread at a time; the services may be used from any. It needs no test framework.</para>
/// </remarks>
public sealed partial class MessagingHarness : IAsyncDisposable
{
    // What the engine itself waits for, between two looks at its store, is shorter.
    private static readonly TimeSpan EnginePauses = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EngineStep = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BusyStep = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(10);

    private readonly Action<IServiceCollection, string> _configure;
    private readonly MessagingHarnessOptions _options;
    private readonly string _folder = Directory.CreateTempSubdirectory("resile-harness-").FullName;
    private readonly List<Task> _graves = [];
    private MessagingNode _node;
    private int _nodes;
    private bool _isDisposed;

    private MessagingHarness(Action<IServiceCollection, string> configure, MessagingHarnessOptions options)
    {
        (_configure, _options, _began) = (configure, options, Time.GetUtcNow());
        try
        {
            _node = NextNode();
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }
    }

    /// <summary>Gets the clock of the program. Move it by <see cref="AdvanceAsync"/>.</summary>
    public FakeTimeProvider Time { get; } = new HarnessTime();

    /// <summary>Gets the services of the node that runs now. Take them anew after a crash: those of a dead node throw <see cref="NodeCrashedException"/>.</summary>
    public IServiceProvider Services => _node.Services;

    /// <summary>Gets the file of the store, for tables of your own. Another one after each crash: what is committed was copied.</summary>
    public string DatabasePath => _node.Database;

    /// <summary>Starts a node with what a program registers.</summary>
    /// <param name="configure">The registration: <c>services => services.AddResile(resile => resile.Messaging.AddOrderEventsHandler&lt;Billing&gt;())</c>. Called again for the node after each crash;
    /// what is registered as an instance is there for all of them.</param>
    /// <param name="options">The configuration; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">No durable contract was registered.</exception>
    public static Task<MessagingHarness> StartAsync(
        Action<IServiceCollection> configure, MessagingHarnessOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return StartAsync((services, _) => configure(services), options, cancellationToken);
    }

    /// <inheritdoc cref="StartAsync(Action{IServiceCollection}, MessagingHarnessOptions?, CancellationToken)"/>
    /// <param name="configure">The registration, which is told the path of the store's file: for a <c>DbContext</c>, say.</param>
    /// <param name="options">The configuration; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<MessagingHarness> StartAsync(
        Action<IServiceCollection, string> configure, MessagingHarnessOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var harness = new MessagingHarness(configure, options ?? new MessagingHarnessOptions());
        try
        {
            await harness.StartNodeAsync(cancellationToken).ConfigureAwait(false);
            return harness;
        }
        catch
        {
            await harness.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a connection to the store, and runs a command on it: to make tables of your own, for instance.</summary>
    /// <param name="sql">The command.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken = default)
    {
        using var connection = StoreJournal.Open(DatabasePath);
        using var command = StoreJournal.Command(connection, sql);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a connection to the store, and reads one number: <c>select count(*) from ledger</c>.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken = default)
    {
        using var connection = StoreJournal.Open(DatabasePath);
        using var command = StoreJournal.Command(connection, sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    /// <summary>Gets a contract as senders hold it, which sends alone: each call writes one row and commits it. Take it anew after a crash.</summary>
    /// <param name="options">What is said of its messages; null for nothing.</param>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    public TContract Sender<TContract>(SendOptions? options = null)
        where TContract : class => Services.GetRequiredService<IOutbox>().For<TContract>(options);

    /// <summary>Runs code of the program on the node: what may be under way when the node is crashed. Where it was crashed before, the next one is started first.</summary>
    /// <param name="program">The code, which is given the services of a scope of its own.</param>
    /// <returns>Whether the node still ran when it had ended. If not, what it has committed may be there or not, as in production: let the test look.</returns>
    /// <exception cref="TimeoutException">It has not ended within <see cref="MessagingHarnessOptions.Patience"/>. If it waits for virtual time, use <see cref="FinishAsync"/>.</exception>
    public async Task<bool> RunAsync(Func<IServiceProvider, Task> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        await ReviveAsync(CancellationToken.None).ConfigureAwait(false);
        var node = _node;
        var running = Task.Run(
            async () =>
            {
                var scope = node.Services.CreateAsyncScope();
                await using (scope.ConfigureAwait(false))
                {
                    await program(scope.ServiceProvider).ConfigureAwait(false);
                }
            },
            CancellationToken.None);
        _ = running.ContinueWith(static task => task.Exception, TaskScheduler.Default);
        await Task.WhenAny(running, node.Died).WaitAsync(_options.Patience, TimeProvider.System).ConfigureAwait(false);
        if (node.IsDead)
        {
            return false;
        }

        await running.ConfigureAwait(false);
        return true;
    }

    /// <summary>Waits, in real time, until all messages are dealt with that are to be by now: published, handled, set aside for later or dead.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <remarks>Where the engine pauses between two looks at its store, virtual time goes on by some milliseconds. After a crash, the next node is started.</remarks>
    /// <exception cref="MessagingAssertionException">They are not within <see cref="MessagingHarnessOptions.Patience"/>; says what is left.</exception>
    public async Task SettleAsync(CancellationToken cancellationToken = default)
    {
        var began = TimeProvider.System.GetTimestamp();
        var (changes, since, ahead) = (-1L, began, TimeSpan.Zero);
        await QuietAsync(cancellationToken).ConfigureAwait(false);
        while (!IsSettled)
        {
            if (_node.Activity.Changes is var now && now != changes)
            {
                (changes, since, ahead) = (now, TimeProvider.System.GetTimestamp(), TimeSpan.Zero);
            }

            var isWaiting = _node.Activity.WaitsForTime;
            RefuseToWait(began, isWaiting ? since : null);
            if (ahead < EnginePauses && !isWaiting)
            {
                ahead += EngineStep;
                await StepAsync(EngineStep, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await QuietAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Lets time pass, in steps from one message that is due to the next, after each of which the node settles. After a crash, the next node is started.</summary>
    /// <remarks>What is due at the end is dealt with, as by <see cref="SettleAsync"/>; a handler that waits for time to pass is left waiting.</remarks>
    /// <param name="time">How much; not negative. Zero only settles.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task AdvanceAsync(TimeSpan time, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        await QuietAsync(cancellationToken).ConfigureAwait(false);
        for (var end = Time.GetUtcNow() + time; Time.GetUtcNow() < end;)
        {
            await StepAsync(NextStep(end), cancellationToken).ConfigureAwait(false);
        }

        for (var ahead = TimeSpan.Zero; ahead < EnginePauses && !IsSettled && !_node.Activity.WaitsForTime; ahead += EngineStep)
        {
            await StepAsync(EngineStep, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets time pass until something is so.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="atMost">How much time may pass.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MessagingAssertionException">It did not come to be in that time.</exception>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan atMost, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var end = Time.GetUtcNow() + atMost;
        await QuietAsync(cancellationToken).ConfigureAwait(false);
        while (!condition())
        {
            if (Time.GetUtcNow() >= end)
            {
                throw Failure($"What the test waits for has not come to be within {atMost}.");
            }

            await StepAsync(NextStep(end), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for something, a request for instance whose handler waits for time to pass, while virtual time goes on.</summary>
    /// <param name="task">What is waited for.</param>
    /// <exception cref="TimeoutException">It has not ended within <see cref="MessagingHarnessOptions.Patience"/>.</exception>
    public async Task FinishAsync(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var began = TimeProvider.System.GetTimestamp();
        await QuietAsync(CancellationToken.None).ConfigureAwait(false);
        while (!task.IsCompleted)
        {
            if (TimeProvider.System.GetElapsedTime(began) > _options.Patience)
            {
                throw new TimeoutException($"It has not ended within {_options.Patience} of real time; virtual time went on to {Time.GetUtcNow():O}.{Environment.NewLine}{Story}");
            }

            await StepAsync(BusyStep, CancellationToken.None).ConfigureAwait(false);
        }

        await task.ConfigureAwait(false);
    }

    /// <inheritdoc cref="FinishAsync(Task)"/>
    /// <returns>Its result.</returns>
    public async Task<TResult> FinishAsync<TResult>(Task<TResult> task)
    {
        await FinishAsync((Task)task).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <summary>Stops the node, and deletes the store. Handlers that run are given up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _graves.Add(_node.StopAsync());
        await Task.WhenAll(_graves).WaitAsync(LongestGoodbye, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // Code that was given up may have the file open still, or make it again.
        }
    }
}
