using Resile.Recovery.Tests.Processes;

namespace Resile.Recovery.Tests.Hosting;

/// <summary>The top of the ladder, with real processes: the end state, the exit code and the events of each fault.</summary>
public sealed class SupervisedHostTests
{
    private const string Rebuild = "--Resile:System:Restart=Rebuild";
    private const string RebuildThenExit = "--Resile:System:Restart=RebuildThenExit";

    [Fact]
    public async Task System_that_fails_ends_the_process_by_default()
    {
        await using var child = ChildProcess.Start("ladder", "fault=fail");

        Assert.Equal(RecoveryExitCodes.Restart, await child.EndAsync());
        Assert.Equal(["life 1", "serves 1", "event Crashed", "event SystemRestarting", "event Stopped", "returns 75"], child.Story);
    }

    [Fact]
    public async Task System_that_fails_is_rebuilt_in_the_same_process_and_stops_when_it_is_told_to()
    {
        await using var child = ChildProcess.Start("ladder", "fault=once", Rebuild);
        await child.UntilAsync("serves 2");

        await child.SignalAsync("TERM");

        Assert.Equal(0, await child.EndAsync());
        Assert.Single(child.Lines, static line => line.StartsWith("pid ", StringComparison.Ordinal));
        Assert.Equal(
            ["life 1", "serves 1", "event Crashed", "event SystemRestarting", "event Stopped", "life 2", "serves 2", "event Stopped", "returns 0"],
            child.Story.Where(static line => line != "event Started"));
    }

    [Fact]
    public async Task System_that_keeps_failing_is_rebuilt_as_often_as_its_budget_allows_and_then_ends_the_process()
    {
        await using var child = ChildProcess.Start("ladder", "fault=fail", RebuildThenExit, "--Resile:System:MaxRebuilds=2");

        Assert.Equal(RecoveryExitCodes.Restart, await child.EndAsync());
        Assert.Equal(["serves 1", "serves 2", "serves 3", "returns 75"], child.Story.Where(static line => line[0] is 's' or 'r'));
    }

    [Theory]
    [InlineData("deaf", "--Resile:System:StopTimeout=00:00:00.1", "is left behind")]
    [InlineData("build", "--Resile:System:StopTimeout=00:00:30", "This host cannot be built again.")]
    [InlineData("start", "--Resile:System:StartTimeout=00:00:00.1", "The host could not be rebuilt")]
    public async Task Rebuild_that_does_not_succeed_ends_the_process(string fault, string option, string complaint)
    {
        await using var child = ChildProcess.Start("ladder", "fault=" + fault, RebuildThenExit, option);

        Assert.Equal(RecoveryExitCodes.Restart, await child.EndAsync());
        Assert.Contains(child.Lines, line => line.Contains(complaint, StringComparison.Ordinal));
        Assert.Contains("event SystemRestarting", child.Story);
        Assert.DoesNotContain("serves 2", child.Story);
        Assert.Equal("returns 75", child.Story[^1]);
    }

    [Fact]
    public async Task Process_that_is_told_to_stop_between_two_hosts_stops()
    {
        await using var child = ChildProcess.Start(
            "ladder", "fault=fail", Rebuild, "--Resile:System:ShortestPause=00:05:00", "--Resile:System:LongestPause=00:05:00");
        await child.UntilAsync("event Stopped", times: 2);

        await child.SignalAsync("TERM");

        Assert.Equal(0, await child.EndAsync());
        Assert.Equal(["serves 1", "serves 2", "returns 0"], child.Story.Where(static line => line[0] is 's' or 'r'));
    }

    [Fact]
    public async Task Process_that_is_told_to_stop_while_it_starts_stops()
    {
        await using var child = ChildProcess.Start("ladder", "fault=slow");
        await child.UntilAsync("starts slowly");

        await child.SignalAsync("TERM");

        Assert.Equal(0, await child.EndAsync());
    }

    [Fact]
    public async Task Process_that_is_told_to_stop_and_does_not_says_so_by_its_exit_code()
    {
        await using var child = ChildProcess.Start("ladder", "fault=deaf,quiet", "--Resile:System:StopTimeout=00:00:00.1");
        await child.UntilAsync("serves 1");

        await child.SignalAsync("TERM");

        Assert.Equal(1, await child.EndAsync());
        Assert.Contains(child.Lines, static line => line.Contains("is left behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Memory_that_is_refused_ends_the_process_whatever_the_option_says()
    {
        await using var child = ChildProcess.Start(
            new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = "0x5000000", ["DOTNET_gcServer"] = "0" }, "ladder", "fault=allocation", Rebuild);

        Assert.Equal(RecoveryExitCodes.Restart, await child.EndAsync());
        Assert.Contains("event SystemRestarting", child.Story);
        Assert.DoesNotContain("life 2", child.Story);
    }

    [Theory]
    [InlineData("--Resile:System:MaxRebuilds=-1", "'Resile:System:MaxRebuilds' is '-1'; it has to lie between '0' and '1000'.")]
    [InlineData("--Resile:System:StopTimeout=soon", "Resile:System:StopTimeout")]
    [InlineData("--Resile:Components:Accident:HangAfter=never", "Resile:Components:Accident:HangAfter")]
    [InlineData("--Resile:Components:Accident:QueueLimit=0", "Resile:Components:Accident:QueueLimit")]
    public async Task Configuration_that_is_wrong_asks_for_no_restart(string option, string complaint)
    {
        await using var child = ChildProcess.Start("ladder", option);

        Assert.Equal(RecoveryExitCodes.DoNotRestart, await child.EndAsync());
        Assert.Contains(child.Lines, line => line.Contains(complaint, StringComparison.Ordinal));
        Assert.Equal(["life 1", "returns 78"], child.Story);
    }

    [Fact]
    public async Task Start_that_fails_for_another_reason_asks_for_a_restart()
    {
        await using var child = ChildProcess.Start("ladder", "fault=first");

        Assert.Equal(RecoveryExitCodes.Restart, await child.EndAsync());
        Assert.Contains(child.Lines, static line => line.Contains("The disk is not there yet.", StringComparison.Ordinal));
        Assert.DoesNotContain("serves 1", child.Story);
    }

    [Fact]
    public async Task Background_service_that_throws_does_not_end_the_process_as_if_all_were_well()
    {
        await using var child = ChildProcess.Start("ladder", "fault=worker");

        Assert.Equal(RecoveryExitCodes.Restart, await child.EndAsync());
        Assert.Contains(child.Lines, static line => line.Contains("'LadderFault' has failed: The worker has lost its disk.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Supervised_program_starts_itself_again_and_watches_the_child()
    {
        await using var parent = ChildProcess.Start("ladder", "--supervised");
        await parent.UntilAsync("serves 1");

        // The parent says its own id first.
        var child = int.Parse(parent.Lines.Where(static line => line.StartsWith("pid ", StringComparison.Ordinal)).ElementAt(1)["pid ".Length..]);
        await ChildProcess.SignalAsync("KILL", child);
        await parent.UntilAsync("serves 1", times: 2);
        await parent.SignalAsync("TERM");

        Assert.Equal(0, await parent.EndAsync());
        Assert.Equal(3, parent.Lines.Count(static line => line.StartsWith("pid ", StringComparison.Ordinal)));
        Assert.Equal(2, parent.Lines.Count(static line => line == "returns 0"));
        Assert.Contains(parent.Lines, static line => line.Contains("has died with exit code 137", StringComparison.Ordinal));
    }
}
