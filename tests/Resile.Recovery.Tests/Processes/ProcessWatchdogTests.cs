using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Resile.Recovery.Processes;

namespace Resile.Recovery.Tests.Processes;

/// <summary>The watchdog, with real processes.</summary>
public sealed class ProcessWatchdogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<ProcessEvent> _events = new();

    [Theory]
    [InlineData(0)]
    [InlineData(RecoveryExitCodes.DoNotRestart)]
    public async Task Process_that_ends_as_it_should_is_not_started_again(int exitCode)
    {
        await using var watchdog = Watch(["exit", $"{exitCode}"]);

        watchdog.Start();

        Assert.Equal(exitCode, await watchdog.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal(0, watchdog.Restarts);
        Assert.Contains($"ends with {exitCode}", _lines);
        Assert.Equal([ProcessEventKind.Started, ProcessEventKind.Ended], _events.Select(static happened => happened.Kind));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(RecoveryExitCodes.Restart)]
    public async Task Process_that_keeps_dying_is_started_again_until_the_start_limit(int exitCode)
    {
        await using var watchdog = Watch(["exit", $"{exitCode}"], startLimit: 3);

        watchdog.Start();

        Assert.Equal(exitCode, await watchdog.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal(2, watchdog.Restarts);
        Assert.Equal(ProcessEventKind.GivenUp, _events.Last().Kind);
    }

    [Fact]
    public async Task Process_that_is_killed_is_started_again_and_ends_when_it_is_told_to()
    {
        await using var watchdog = Watch(["run"]);
        watchdog.Start();
        await UntilAsync(() => _lines.Count(static line => line == "run runs") == 1);

        var killed = watchdog.Kill();
        await UntilAsync(() => _lines.Count(static line => line == "run runs") == 2);

        Assert.NotNull(killed);
        Assert.NotEqual(killed, watchdog.ProcessId);
        using var second = Process.GetProcessById(watchdog.ProcessId!.Value);
        await watchdog.StopAsync();
        Assert.True(second.HasExited);
        Assert.Equal((1, null), (watchdog.Restarts, watchdog.ProcessId));
        Assert.Equal(0, _events.Last(static happened => happened.Kind == ProcessEventKind.Stopped).ExitCode);
    }

    [Fact]
    public async Task Process_whose_system_restarts_is_started_again_though_its_main_returns_0()
    {
        await using var watchdog = Watch(["fail"], startLimit: 2);

        watchdog.Start();

        Assert.Equal(RecoveryExitCodes.Restart, await watchdog.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal(
            [ProcessEventKind.Started, ProcessEventKind.Crashed, ProcessEventKind.Restarting, ProcessEventKind.Started, ProcessEventKind.Crashed, ProcessEventKind.GivenUp],
            _events.Select(static happened => happened.Kind));
    }

    [Fact]
    public async Task Process_that_hangs_is_killed_when_it_does_not_end_in_time()
    {
        await using var watchdog = Watch(["hang"], configure: static options => options.StopTimeout = TimeSpan.FromMilliseconds(100));
        watchdog.Start();
        await UntilAsync(() => _lines.Contains("hangs"));

        await watchdog.StopAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(ProcessEventKind.Stopped, _events.Last().Kind);
        Assert.NotEqual(0, await watchdog.Completion);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("deaf")]
    public async Task Process_does_not_outlive_a_watchdog_that_is_killed(string behaviour)
    {
        var folder = Directory.CreateTempSubdirectory("resile-watchdog-");
        var (parent, child) = (Path.Combine(folder.FullName, "parent"), Path.Combine(folder.FullName, "child"));
        await using var watchdog = Watch(["watch", parent, behaviour, child], startLimit: 1);
        watchdog.Start();
        await UntilAsync(() => _lines.Contains($"{behaviour} runs"));
        Assert.False(CanOpen(child));

        watchdog.Kill();
        await watchdog.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await UntilAsync(() => CanOpen(child));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Program_that_is_not_there_is_named()
    {
        await using var watchdog = new ProcessWatchdog(new ProcessWatchdogOptions { Name = "ghost", FileName = "/nowhere/ghost" });

        Assert.Contains("'/nowhere/ghost' could not be started as 'ghost'", Assert.Throws<InvalidOperationException>(watchdog.Start).Message);
    }

    [Fact]
    public async Task Watchdog_that_was_disposed_starts_nothing()
    {
        var watchdog = Watch(["run"]);
        await watchdog.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(watchdog.Start);
    }

    // The system closes what a process holds open when the process ends, however it ends.
    private static bool CanOpen(string file)
    {
        try
        {
            new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private ProcessWatchdog Watch(string[] arguments, int startLimit = 5, Action<ProcessWatchdogOptions>? configure = null)
    {
        var options = new ProcessWatchdogOptions { Name = "child", FileName = "dotnet", Output = _lines.Enqueue, StartLimitBurst = startLimit };
        options.StartLimitInterval = TimeSpan.FromMinutes(5);
        options.Arguments.Add(typeof(ProcessWatchdogTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static attribute => attribute.Key == "TestChild").Value!);
        foreach (var argument in arguments)
        {
            options.Arguments.Add(argument);
        }

        configure?.Invoke(options);
        var watchdog = new ProcessWatchdog(options, seed: 1);
        watchdog.Happened += _events.Enqueue;
        return watchdog;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
