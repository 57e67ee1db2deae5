using Microsoft.Extensions.Hosting;
using Resile.Recovery.Processes;

namespace Resile.Recovery.Hosting;

/// <summary>Runs a host that can be built anew in the same process, and the process itself under a watchdog of its own: the top of the ladder.</summary>
/// <remarks>
/// <para>Arguments that it takes for itself, and does not hand on: <c>--supervised</c> lets this process start itself again as a child and
/// watch it; <c>--print-systemd-unit</c> and <c>--print-kubernetes-probes</c> print what <see cref="DeploymentFiles"/> derives, and end.</para>
/// <para>What is static survives a rebuild, and so do threads that hang: only the end of the process ends those.</para>
/// </remarks>
public static class SupervisedHost
{
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(5);

    /// <summary>Builds a host, runs it until it is told to stop, and restarts it as <see cref="SystemRecoveryOptions"/> say.</summary>
    /// <param name="args">The arguments of the program.</param>
    /// <param name="configure">Adds what the host runs. Called for each host: it must not keep what it makes.</param>
    /// <param name="options">Sets how the process is watched.</param>
    /// <returns>The exit code, for Main to return: 0 after an ordinary stop, 75 to be started again, 78 not to be; 1 if it was told to stop and did not.</returns>
    public static Task<int> RunAsync(
        string[] args, Action<HostApplicationBuilder> configure, Action<SupervisedHostOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return RunHostAsync(args, Build, options);

        IHost Build(string[] rest)
        {
            var builder = Host.CreateApplicationBuilder(rest);
            configure(builder);
            return builder.Build();
        }
    }

    /// <summary>Does the same with a host that the program builds itself, such as a web application.</summary>
    /// <param name="args">The arguments of the program.</param>
    /// <param name="build">Builds a host from the arguments that are left. Called for each host; it must not start it.</param>
    /// <param name="options">Sets how the process is watched.</param>
    /// <returns>The exit code, for Main to return.</returns>
    public static async Task<int> RunHostAsync(string[] args, Func<string[], IHost> build, Action<SupervisedHostOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(build);
        var values = new SupervisedHostOptions();
        options?.Invoke(values);
        var arguments = HostArguments.Parse(args);

        // Before the first host is built: what it starts must not inherit the variables, and what else speaks sd_notify must not end the service when a host is rebuilt.
        var manager = ServiceManager.OfProcess;
        using var stop = new StopSignals();
        var isParent = (arguments.IsSupervised || values.IsSupervised) && !ParentWatch.IsWatched && !arguments.IsPrint;
        var code = isParent
            ? await new SelfWatch(values, manager, TimeProvider.System).RunAsync(arguments.Rest, stop.Token).ConfigureAwait(false)
            : await new SupervisedRun(() => build(arguments.Rest), manager, TimeProvider.System, Environment.TickCount, EndProcess)
                .RunAsync(arguments, values, stop.Token).ConfigureAwait(false);
        if (code != 0)
        {
            ExitCode.Insist(code);
        }

        return code;
    }

    // What was left behind may hold threads that would keep the process.
    private static void EndProcess(int exitCode)
    {
        if (exitCode != 0)
        {
            ExitCode.Insist(exitCode);
        }

        _ = ExitDeadline.SetAsync(ExitGrace, TimeProvider.System);
    }
}
