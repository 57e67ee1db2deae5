using System.Collections.Concurrent;
using Resile.Recovery.Processes;

namespace Resile.Recovery.Tests.Processes;

/// <summary>The watchdog and what its child says by sd_notify, with real processes.</summary>
public sealed class ProgressTests
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<ProcessEvent> _events = new();

    [Fact]
    public async Task Process_that_is_stopped_by_a_signal_misses_its_signs_of_life_and_is_replaced()
    {
        await using var watchdog = Watch(["ladder"], static options => options.WatchdogTimeout = TimeSpan.FromSeconds(3));
        watchdog.Start();
        await UntilAsync(() => Count(ProcessEventKind.Ready) == 1);

        await ChildProcess.SignalAsync("STOP", watchdog.ProcessId!.Value);
        await UntilAsync(() => Count(ProcessEventKind.Ready) == 2);
        await watchdog.StopAsync();

        Assert.Equal(
            [
                ProcessEventKind.Started, ProcessEventKind.Ready, ProcessEventKind.Unresponsive, ProcessEventKind.Crashed, ProcessEventKind.Restarting,
                ProcessEventKind.Started, ProcessEventKind.Ready, ProcessEventKind.Stopped,
            ],
            _events.Select(static happened => happened.Kind));
        Assert.Equal("it gave no sign of life for 00:00:03; it last said 'Serving.'", _events.ElementAt(2).Error);
        Assert.Equal(137, _events.ElementAt(3).ExitCode);
        Assert.Equal(0, _events.Last().ExitCode);
    }

    [Fact]
    public async Task Process_that_gives_signs_of_life_is_left_alone()
    {
        await using var watchdog = Watch(["ladder"], static options => options.WatchdogTimeout = TimeSpan.FromSeconds(2));
        watchdog.Start();
        await UntilAsync(() => Count(ProcessEventKind.Ready) == 1);

        // Longer than it may be silent.
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.Equal([ProcessEventKind.Started, ProcessEventKind.Ready], _events.Select(static happened => happened.Kind));
    }

    [Fact]
    public async Task Process_that_does_not_say_that_it_serves_is_killed_until_the_start_limit()
    {
        await using var watchdog = Watch(["hang"], static options =>
        {
            options.StartTimeout = TimeSpan.FromSeconds(1);
            options.StartLimitBurst = 2;
        });

        watchdog.Start();

        Assert.Equal(137, await watchdog.Completion.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(
            [
                ProcessEventKind.Started, ProcessEventKind.Unresponsive, ProcessEventKind.Crashed, ProcessEventKind.Restarting,
                ProcessEventKind.Started, ProcessEventKind.Unresponsive, ProcessEventKind.Crashed, ProcessEventKind.GivenUp,
            ],
            _events.Select(static happened => happened.Kind));
        Assert.Equal("it did not say READY=1 within 00:00:01.", _events.ElementAt(1).Error);
    }

    [Fact]
    public async Task Process_that_says_that_it_ends_and_does_not_is_killed()
    {
        await using var watchdog = Watch(["ladder", "fault=deaf"], static options =>
        {
            options.WatchdogTimeout = TimeSpan.FromSeconds(30);
            options.StopTimeout = TimeSpan.FromMilliseconds(300);
            options.StartLimitBurst = 1;
        });

        watchdog.Start();

        Assert.Equal(137, await watchdog.Completion.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(
            [ProcessEventKind.Started, ProcessEventKind.Ready, ProcessEventKind.Unresponsive, ProcessEventKind.Crashed, ProcessEventKind.GivenUp],
            _events.Select(static happened => happened.Kind));
        Assert.Equal("it said STOPPING=1 and did not end within 00:00:00.3000000.", _events.ElementAt(2).Error);
    }

    [Fact]
    public async Task Process_whose_host_is_rebuilt_does_not_say_that_it_ends()
    {
        await using var watchdog = Watch(["ladder", "fault=once", "--Resile:System:Restart=Rebuild"], static options =>
        {
            options.WatchdogTimeout = TimeSpan.FromSeconds(5);
            options.StopTimeout = TimeSpan.FromMilliseconds(1);
        });
        watchdog.Start();

        await UntilAsync(() => _lines.Contains("serves 2"));
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);

        Assert.Equal([ProcessEventKind.Started, ProcessEventKind.Ready], _events.Select(static happened => happened.Kind));
    }

    [Fact]
    public async Task Memory_that_is_exhausted_brings_a_new_process()
    {
        await using var watchdog = Watch(["ladder", "fault=memory"], static options =>
        {
            options.WatchdogTimeout = TimeSpan.FromSeconds(20);
            options.StartLimitBurst = 2;
            options.Environment["DOTNET_GCHeapHardLimit"] = "0x5000000";
            options.Environment["DOTNET_gcServer"] = "0";
        });

        watchdog.Start();

        // Whoever else asks for memory in that moment may be refused too, and the runtime aborts a process for that (128 + SIGABRT).
        Assert.Contains(
            await watchdog.Completion.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken), new[] { RecoveryExitCodes.Restart, 134 });
        Assert.Equal(1, watchdog.Restarts);
        Assert.Equal(ProcessEventKind.GivenUp, _events.Last().Kind);
    }

    [Fact]
    public async Task Process_that_is_asked_for_no_restart_is_not_started_again()
    {
        await using var watchdog = Watch(
            ["ladder", "--Resile:System:MaxRebuilds=-1"], static options => options.StartTimeout = ChildProcess.Patience);

        watchdog.Start();

        Assert.Equal(RecoveryExitCodes.DoNotRestart, await watchdog.Completion.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken));
        Assert.Equal([ProcessEventKind.Started, ProcessEventKind.Ended], _events.Select(static happened => happened.Kind));
    }

    private ProcessWatchdog Watch(string[] arguments, Action<ProcessWatchdogOptions> configure)
    {
        var options = new ProcessWatchdogOptions { Name = "child", FileName = "dotnet", Output = _lines.Enqueue, StartLimitInterval = TimeSpan.FromMinutes(5) };
        foreach (var argument in (string[])[ChildProcess.Program, .. arguments])
        {
            options.Arguments.Add(argument);
        }

        configure(options);
        var watchdog = new ProcessWatchdog(options, seed: 1);
        watchdog.Happened += _events.Enqueue;
        return watchdog;
    }

    private int Count(ProcessEventKind kind) => _events.Count(happened => happened.Kind == kind);

    private async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(ChildProcess.Patience);
        while (!condition())
        {
            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"It did not come to that, but to:\n{string.Join('\n', _events)}\n{string.Join('\n', _lines)}");
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
