using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Resile.Generated.Tests.Contracts.Recovery;
using Resile.Recovery;
using Resile.Recovery.Processes;

namespace Resile.Generated.Tests.Recovery;

/// <summary>Runs what the generator wrote for the contracts of recovery.</summary>
public sealed class SupervisedTests
{
    [Fact]
    public async Task Calls_of_every_shape_reach_the_component()
    {
        using var host = await StartAsync();
        var inventory = host.Services.GetRequiredService<IInventory>();

        await inventory.TakeAsync("chai", 4, TestContext.Current.CancellationToken);
        await inventory.TidyAsync();

        Assert.Equal(35, await inventory.StockAsync("chai", TestContext.Current.CancellationToken));
        Assert.Equal(["chai"], await inventory.ListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Listed_exception_restarts_the_component_and_the_proxy_stays()
    {
        using var host = await StartAsync();
        var inventory = host.Services.GetRequiredService<IInventory>();
        await inventory.TakeAsync("chai", 4, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidDataException>(() => inventory.StockAsync("corrupt", TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(39, await inventory.StockAsync("chai", TestContext.Current.CancellationToken));
        Assert.Equal(2, Assert.Single(host.Services.GetRequiredService<ISupervision>().Snapshot().Components).Generation);
    }

    [Fact]
    public async Task Exception_of_the_contract_passes_through()
    {
        using var host = await StartAsync();
        var inventory = host.Services.GetRequiredService<IInventory>();

        for (var call = 0; call < 20; call++)
        {
            await Assert.ThrowsAsync<KeyNotFoundException>(() => inventory.StockAsync("unknown", TestContext.Current.CancellationToken).AsTask());
        }

        Assert.Equal(1, Assert.Single(host.Services.GetRequiredService<ISupervision>().Snapshot().Components).Generation);
    }

    [Fact]
    public async Task Configuration_overrides_code_and_code_overrides_the_attribute()
    {
        using var host = await StartAsync(new() { ["Resile:Components:Inventory:ShutdownTimeout"] = "00:00:07" },
            static options => options.HangAfter = TimeSpan.FromSeconds(3));

        var options = host.Services.GetRequiredService<IOptionsMonitor<AutoRecoverOptions>>().Get("Inventory");

        Assert.Equal((3, 7, 8), (options.HangAfter.TotalSeconds, options.ShutdownTimeout.TotalSeconds, options.QueueLimit));
    }

    [Fact]
    public async Task Value_that_makes_no_sense_is_refused_at_start_by_key_and_value()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            StartAsync(new() { ["Resile:Components:Inventory:QueueLimit"] = "-3" }));

        Assert.Contains("'Resile:Components:Inventory:QueueLimit' is '-3'", refusal.Message);
    }

    [Fact]
    public void Program_that_uses_any_part_of_it_ends_with_its_watchdog()
    {
        var services = new ServiceCollection();

        services.AddResile(static _ => { });
        services.AddResile(static resile => _ = resile.Components);

        Assert.Single(services, static service => service.ImplementationType == typeof(ParentWatch));
    }

    private static async Task<IHost> StartAsync(
        Dictionary<string, string?>? configuration = null, Action<AutoRecoverOptions>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(configuration ?? []);
        new ComponentsBuilder(builder.Services).AddInventory<Inventory>(configure);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
