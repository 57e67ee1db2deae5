using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Resile.Generated.Tests.Contracts.Recovery;
using Resile.Recovery;

namespace Resile.Generated.Tests.Recovery;

/// <summary>Runs the tree that the generator wrote for <c>Office</c>.</summary>
public sealed class TreeTests
{
    [Fact]
    public async Task Children_stand_under_their_supervisors_in_the_order_of_their_constructors()
    {
        using var host = await StartAsync();

        var components = host.Services.GetRequiredService<ISupervision>().Snapshot().Components;

        Assert.Equal(
            ["Office/Clock", "Ordering/Store", "Ordering/Ledger", "Ordering/Invoices"],
            components.Select(static component => $"{component.Supervisor}/{component.Name}"));
        Assert.All(components, static component => Assert.Equal(ComponentState.Open, component.State));
    }

    [Fact]
    public async Task Implementations_are_made_with_the_services_of_their_scope()
    {
        using var host = await StartAsync();

        Assert.Equal(1231, await host.Services.GetRequiredService<IInvoices>().CountAsync());
        Assert.Null(host.Services.GetService<Invoices>());
    }

    [Fact]
    public async Task Failure_takes_along_those_that_depend_on_the_failed_one_and_no_others()
    {
        using var host = await StartAsync();

        await Assert.ThrowsAsync<InvalidDataException>(() => host.Services.GetRequiredService<IStore>().CountAsync(isCorrupt: true).AsTask());

        // A call that reaches the invoices too early would run on their old generation, and keep it from ending.
        var supervision = host.Services.GetRequiredService<ISupervision>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (supervision.Snapshot().Components.Any(static component => component.State != ComponentState.Open || (component.Generation == 1 && component.Name != "Clock")))
        {
            await Task.Delay(10, limit.Token);
        }

        Assert.Equal([1, 2, 2, 2], supervision.Snapshot().Components.Select(static component => component.Generation));
        Assert.Equal(1232, await host.Services.GetRequiredService<IInvoices>().CountAsync());
    }

    [Fact]
    public async Task Attributes_set_values_and_code_and_the_configuration_override_them()
    {
        using var host = await StartAsync(
            new() { ["Resile:Supervisors:Ordering:MaxRestarts"] = "7", ["Resile:Components:Ledger:MaxRestarts"] = "8" },
            static options => options.RestartWindow = TimeSpan.FromSeconds(9));

        var supervisors = host.Services.GetRequiredService<IOptionsMonitor<SupervisorOptions>>();
        var components = host.Services.GetRequiredService<IOptionsMonitor<AutoRecoverOptions>>();

        Assert.Equal((2, 9.0), (supervisors.Get("Office").MaxRestarts, supervisors.Get("Office").RestartWindow.TotalSeconds));
        Assert.Equal(
            (SupervisionStrategy.RestForOne, 7, 60.0, AutoShutdown.AnySignificant, ChildRestart.Transient),
            (supervisors.Get("Ordering").Strategy, supervisors.Get("Ordering").MaxRestarts, supervisors.Get("Ordering").RestartWindow.TotalSeconds,
                supervisors.Get("Ordering").AutoShutdown, supervisors.Get("Ordering").Restart));
        Assert.Equal((ChildRestart.Transient, true, 5), (components.Get("Invoices").Restart, components.Get("Invoices").IsSignificant, components.Get("Invoices").MaxRestarts));
        Assert.Equal((8, 10.0), (components.Get("Ledger").MaxRestarts, components.Get("Ledger").RestartWindow.TotalSeconds));
        Assert.Equal(1.5, components.Get("Store").ShutdownTimeout.TotalSeconds);
    }

    [Fact]
    public void Tree_that_is_added_twice_is_there_once()
    {
        var services = new ServiceCollection();

        services.AddResile(static resile => resile.Components.AddOffice().AddOffice());

        Assert.Single(services, static service => service.ServiceType == typeof(IStore));
    }

    private static async Task<IHost> StartAsync(
        Dictionary<string, string?>? configuration = null, Action<SupervisorOptions>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(configuration ?? []);
        builder.Services.AddResile(resile => resile.Components.AddOffice(configure));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
