using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Budgets;
using Resile.Recovery.Hosting;
using Resile.Recovery.Tests.Processes;
using Resile.Recovery.Tests.Workers;
using YamlDotNet.RepresentationModel;

namespace Resile.Recovery.Tests.Hosting;

/// <summary>The files that systemd and Kubernetes read. A change of a golden is made by hand.</summary>
public sealed class DeploymentFilesTests
{
    [Fact]
    public void Unit_has_the_times_of_the_tree()
    {
        using var host = Build(components => components.AddWorker<Worker>());

        var unit = DeploymentFiles.SystemdUnit(host.Services, new SystemdUnitOptions
        {
            Description = "Sells 100 % of what there is",
            FileName = "/opt/shop/shop",
            Arguments = ["--name", "the \"big\" shop", "--cost=$5", ""],
            WorkingDirectory = "/opt/shop",
            User = "shop",
        });

        Assert.Equal(Golden("shop.service"), unit);
    }

    [Fact]
    public void Unit_warns_of_a_host_that_cuts_its_components_off_and_gives_them_the_time_all_the_same()
    {
        using var host = Build(components => components.AddWorker<Worker>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(45)));

        var unit = DeploymentFiles.SystemdUnit(host.Services);

        Assert.Contains("# The components may take 45 s to end, and the host cuts them off after 30 s: raise HostOptions.ShutdownTimeout.\n", unit);
        Assert.Contains("\nTimeoutStopSec=55\n", unit);
    }

    [Theory]
    [InlineData(5, 1, 60, 30)]
    [InlineData(3, 0, 600, 1)]
    public void Start_limit_can_be_reached_by_the_slowest_failures(int burst, double pause, double start, double watchdog)
    {
        var interval = StartLimitReach.Interval(
            burst, TimeSpan.FromSeconds(pause), TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(watchdog));
        var time = new FakeTimeProvider();
        var limit = new StartLimit(time, burst, interval);
        for (var index = 0; index < burst; index++)
        {
            Assert.True(limit.TryTake());
            time.Advance(TimeSpan.FromSeconds(pause + start + watchdog));
        }

        Assert.False(limit.TryTake());
    }

    [Fact]
    public void Probes_have_the_times_of_the_tree_and_are_yaml()
    {
        using var host = Build(components => components.AddWorker<Worker>(static options => options.StartTimeout = TimeSpan.FromSeconds(95)));

        var text = DeploymentFiles.KubernetesProbes(host.Services, new KubernetesProbeOptions { Container = "shop", Port = "http", LivePath = "/live?of=\"all\"" });

        Assert.Equal(Golden("probes.yaml"), text);
        var spec = Read(text)["spec"];
        var container = spec["containers"][0];
        Assert.Equal("40", spec["terminationGracePeriodSeconds"].ToString());
        Assert.Equal("shop", container["name"].ToString());
        Assert.Equal("/live?of=\"all\"", container["livenessProbe"]["httpGet"]["path"].ToString());
        Assert.Equal("http", container["livenessProbe"]["httpGet"]["port"].ToString());
        Assert.Equal("3", container["readinessProbe"]["failureThreshold"].ToString());

        // 95 s for the components and 30 s for the rest, asked every 10 s.
        Assert.Equal("13", container["startupProbe"]["failureThreshold"].ToString());
    }

    [Fact]
    public void Value_that_a_unit_cannot_hold_is_refused()
    {
        using var host = Build(static _ => { });

        Assert.Contains("a line break or another control character", Assert.Throws<ArgumentException>(
            () => DeploymentFiles.SystemdUnit(host.Services, new SystemdUnitOptions { User = "shop\nExecStartPre=/bin/evil" })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => DeploymentFiles.SystemdUnit(host.Services, new SystemdUnitOptions { WatchdogTimeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => DeploymentFiles.KubernetesProbes(host.Services, new KubernetesProbeOptions { Period = TimeSpan.Zero }));
    }

    [Theory]
    [InlineData("--print-systemd-unit", "ExecStart=", "RestartForceExitStatus=75")]
    [InlineData("--print-kubernetes-probes", "spec:", "startupProbe:")]
    public async Task Program_prints_its_file_and_ends(string argument, params string[] parts)
    {
        await using var child = ChildProcess.Start("ladder", argument, "--supervised", "--shop=1");

        Assert.Equal(0, await child.EndAsync());
        Assert.All(parts, part => Assert.Contains(child.Lines, line => line.Contains(part, StringComparison.Ordinal)));
        Assert.DoesNotContain("serves 1", child.Lines);
        Assert.DoesNotContain(child.Lines, line => line.Contains("print-", StringComparison.Ordinal));
        Assert.All(child.Lines.Where(static line => line.StartsWith("ExecStart=", StringComparison.Ordinal)),
            static line => Assert.EndsWith("Resile.Recovery.TestChild.dll ladder --shop=1", line, StringComparison.Ordinal));
    }

    private static IHost Build(Action<ComponentsBuilder> add)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<WorkerLog>();
        add(new ComponentsBuilder(builder.Services));
        return builder.Build();
    }

    private static string Golden(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Hosting", "Goldens", name));

    private static YamlNode Read(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return yaml.Documents[0].RootNode;
    }
}
