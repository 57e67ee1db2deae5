using System.Net;
using Northwind.Billing;
using Northwind.Catalog;
using Northwind.Contracts;
using Northwind.Data;
using Northwind.Faults;
using Northwind.Presence;
using Northwind.Pricing;
using Northwind.Shipping;
using Northwind.Storefront;
using Resile.Recovery.Hosting;

namespace Northwind.Running;

/// <summary>Builds the hosts of the services: what a user of Resile writes.</summary>
internal static class ServiceHost
{
    private static readonly TimeSpan[] ShortPauses = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(500), 20)];

    /// <summary>Builds the host of a service.</summary>
    /// <param name="settings">What the service is.</param>
    /// <param name="data">What it trades with.</param>
    /// <param name="faults">What fails in it. A host that is built again gets the same, so that each fault comes once.</param>
    public static IHost Build(ServiceSettings settings, TradeData data, OfficeFaults faults)
    {
        if (settings.Role is Role.Pricing or Role.Presence)
        {
            return BuildBare(settings);
        }

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "northwind", ContentRootPath = AppContext.BaseDirectory });
        ConfigureLogging(builder.Logging, settings);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, settings.Port));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        if (settings.Role == Role.Catalog)
        {
            AddCatalog(builder.Services, settings, data);
        }
        else
        {
            AddShop(builder.Services, settings, faults);
        }

        var app = builder.Build();
        if (settings.Role == Role.Catalog)
        {
            app.MapCatalog();
        }

        if (settings.Role.HasFlag(Role.Storefront))
        {
            app.MapStorefront();
        }

        return app;
    }

    // No ASP.NET: frames over TCP, and sealed datagrams over UDP.
    private static IHost BuildBare(ServiceSettings settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "northwind" });
        ConfigureLogging(builder.Logging, settings);
        if (settings.Role == Role.Pricing)
        {
            builder.Services.AddSingleton<IPricing, PriceDesk>();
            builder.Services.AddResile(resile => resile.Servers.AddPricing(server => server.Port = settings.Port));
        }
        else
        {
            builder.Services.AddSingleton<IPresence, PresenceBoard>();
            builder.Services.AddResile(resile => resile.Servers.AddPresence(server =>
            {
                server.Port = settings.Port;
                server.Keys[1] = settings.PresenceKey;
            }));
        }

        return builder.Build();
    }

    private static void ConfigureLogging(ILoggingBuilder logging, ServiceSettings settings)
    {
        logging.ClearProviders();
        if (settings.IsVerbose)
        {
            // What Resile says, not a line for every request.
            logging.AddSimpleConsole(static console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning);
        }
    }

    private static void AddCatalog(IServiceCollection services, ServiceSettings settings, TradeData data)
    {
        services.AddSingleton<IReadOnlyDictionary<int, Product>>(data.Products.ToDictionary(static product => product.Id));
        services.AddSingleton(new Slowness(TimeSpan.FromMilliseconds(settings.SlowByMs)));
        services.AddResile(static resile => resile.Components.AddCatalog<ProductCatalog>());
    }

    private static void AddShop(IServiceCollection services, ServiceSettings settings, OfficeFaults faults)
    {
        services.AddSingleton(settings);
        services.AddSingleton(faults);
        services.AddSingleton(settings.ShopDatabase());
        services.AddHostedService<TallyKeeper>();
        services.AddResile(resile =>
        {
            resile.Messaging.Configure(messaging => messaging.ServiceName = settings.Service);
            _ = settings.Store == Store.Postgres ? resile.Messaging.UsePostgreSql(settings.Database) : resile.Messaging.UseSqlite(settings.Database);
            _ = settings.Broker is null ? resile.Messaging.UseInMemory() : resile.Messaging.UseRabbitMq(settings.Broker);

            if (settings.Role == Role.Billing)
            {
                // What its ledger cannot mend rebuilds the host, as billing is a process of its own.
                services.AddProcessRecovery(static system => system.Restart = SystemRestart.RebuildThenExit);
            }

            _ = settings.Role switch
            {
                Role.Billing => resile.Components.AddBillingOffice(),
                Role.Shipping => resile.Components.AddShippingOffice(),
                Role.Shop => resile.Components.AddHouse(),
                _ => resile.Components,
            };
            if (settings.Role.HasFlag(Role.Storefront))
            {
                services.AddSingleton<IStorefront, OrderDesk>();
                resile.Messaging.AddOrderEventsSender();
                resile.Clients.AddCatalog(client =>
                {
                    foreach (var address in settings.Catalogs)
                    {
                        client.AddEndpoint(address);
                    }

                    // A replica that returns is wanted back while the sample still runs.
                    client.Ejection.Duration = client.Ejection.MaxDuration = TimeSpan.FromMilliseconds(500);
                });
                resile.Clients.AddPricing(client =>
                {
                    foreach (var address in settings.Pricing)
                    {
                        client.AddEndpoint(address);
                    }

                    client.Ejection.Duration = client.Ejection.MaxDuration = TimeSpan.FromMilliseconds(500);
                });
                resile.Clients.AddPresence(client =>
                {
                    foreach (var address in settings.Presence)
                    {
                        client.AddEndpoint(address);
                    }

                    client.Udp.Key = settings.PresenceKey;
                    client.Ejection.Duration = client.Ejection.MaxDuration = TimeSpan.FromMilliseconds(500);
                });
            }

            if (settings.Role.HasFlag(Role.Billing))
            {
                resile.Messaging.AddBillingEventsSender()
                    .AddOrderEventsHandler<BillingDesk>(static handler => handler.RedeliveryDelays = ShortPauses);
            }

            if (settings.Role.HasFlag(Role.Shipping))
            {
                resile.Messaging.AddBillingEventsHandler<ShippingDesk>(static handler => handler.RedeliveryDelays = ShortPauses);
            }
        });
    }
}
