using System.Globalization;
using System.Text;

namespace Resile.Recovery.Hosting;

/// <summary>Writes the files by which systemd or Kubernetes watch a program, with the times that its components were given.</summary>
public static class DeploymentFiles
{
    private const int LongestName = 63;

    /// <summary>Writes a systemd unit for the program that runs.</summary>
    /// <param name="services">Its services, from a host that was built; it need not be started.</param>
    /// <param name="options">What the services do not know.</param>
    /// <exception cref="ArgumentException">A value of <paramref name="options"/> makes no sense in a unit.</exception>
    public static string SystemdUnit(IServiceProvider services, SystemdUnitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        options ??= new SystemdUnitOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WatchdogTimeout, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RestartPause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StartLimitBurst, 1);
        var times = TreeTimes.Of(services);
        var command = OwnCommand.Find();
        string[] line = options.FileName is null
            ? [command.FileName, .. command.Arguments, .. options.Arguments ?? []]
            : [options.FileName, .. options.Arguments ?? []];
        var interval = StartLimitReach.Interval(options.StartLimitBurst, options.RestartPause, times.StartLimit, options.WatchdogTimeout);
        var warning = times.Warning is { } text ? $"# {text}\n" : "";
        return $"""
            [Unit]
            Description={SystemdText.Line(options.Description ?? command.Name)}
            After=network-online.target
            Wants=network-online.target
            # {options.StartLimitBurst} starts in a row that fail end in the state "failed", however slowly each of them fails.
            StartLimitBurst={options.StartLimitBurst}
            StartLimitIntervalSec={Seconds(interval)}

            [Service]
            Type=notify
            NotifyAccess=main
            ExecStart={string.Join(' ', line.Select(SystemdText.Argument))}
            WorkingDirectory={SystemdText.Line(options.WorkingDirectory ?? AppContext.BaseDirectory)}
            {(options.User is null ? "DynamicUser=yes" : "User=" + SystemdText.Line(options.User))}
            # {Count(times)}
            {warning}TimeoutStartSec={Seconds(times.StartLimit)}
            TimeoutStopSec={Seconds(times.StopLimit)}
            WatchdogSec={Seconds(options.WatchdogTimeout)}
            Restart=on-failure
            RestartSec={options.RestartPause.TotalSeconds.ToString(CultureInfo.InvariantCulture)}
            # {RecoveryExitCodes.Restart}: start me again. {RecoveryExitCodes.DoNotRestart}: the configuration is wrong, do not.
            RestartForceExitStatus={RecoveryExitCodes.Restart}
            RestartPreventExitStatus={RecoveryExitCodes.DoNotRestart}

            [Install]
            WantedBy=multi-user.target

            """.ReplaceLineEndings("\n");
    }

    /// <summary>Writes the part of a Kubernetes pod that says how it is probed and ended.</summary>
    /// <param name="services">The services of the program, from a host that was built; it need not be started.</param>
    /// <param name="options">What the services do not know.</param>
    /// <exception cref="ArgumentException">A value of <paramref name="options"/> makes no sense to Kubernetes.</exception>
    public static string KubernetesProbes(IServiceProvider services, KubernetesProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        options ??= new KubernetesProbeOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Period, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Timeout, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FailureThreshold, 1);
        var times = TreeTimes.Of(services);
        var period = Seconds(options.Period);
        var startFailures = Math.Max(1, (int)Math.Ceiling(times.StartLimit / TimeSpan.FromSeconds(period)));
        var warning = times.Warning is { } text ? $"# {text}\n" : "";
        return $"""
            # {Count(times)}
            {warning}spec:
              terminationGracePeriodSeconds: {Seconds(times.StopLimit)}
              containers:
                - name: {Quote(options.Container ?? ContainerName(OwnCommand.Find().Name))}
                  # Not live only if the watch over the components stands still or the process has asked to be started again: never while a component restarts.
                  livenessProbe:
                    httpGet: {Get(options.LivePath)}
                    periodSeconds: {period}
                    timeoutSeconds: {Seconds(options.Timeout)}
                    failureThreshold: {options.FailureThreshold}
                  readinessProbe:
                    httpGet: {Get(options.ReadyPath)}
                    periodSeconds: {period}
                    timeoutSeconds: {Seconds(options.Timeout)}
                    failureThreshold: {options.FailureThreshold}
                  # The other two begin when this one has succeeded.
                  startupProbe:
                    httpGet: {Get(options.StartupPath)}
                    periodSeconds: {period}
                    timeoutSeconds: {Seconds(options.Timeout)}
                    failureThreshold: {startFailures}

            """.ReplaceLineEndings("\n");

        string Get(string path) => $$"""{ path: {{Quote(path)}}, port: {{(ushort.TryParse(options.Port, out var port) ? port : Quote(options.Port))}} }""";
    }

    private static string Count(TreeTimes times) => FormattableString.Invariant(
        $"{times.Components} component(s) may take {times.Start.TotalSeconds} s to start and {times.Shutdown.TotalSeconds} s to end; the host may take {times.HostShutdown.TotalSeconds} s.");

    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    // A string of JSON is one of YAML.
    private static string Quote(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string ContainerName(string name)
    {
        var letters = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant().Take(LongestName))
        {
            letters.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        }

        return letters.ToString().Trim('-') is { Length: > 0 } result ? result : "app";
    }
}
