using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing;
using Resile.Messaging;
using Resile.Recovery;

namespace Resile;

/// <summary>The sections of a program's resilience; the generated methods extend each of them.</summary>
public sealed class ResileBuilder
{
    private readonly IServiceCollection _services;

    internal ResileBuilder(IServiceCollection services) => _services = services;

    /// <summary>Gets the section of balanced clients: <c>resile.Clients.AddCatalog()</c>.</summary>
    public ClientsBuilder Clients => field ??= new ClientsBuilder(_services);

    /// <summary>Gets the section of servers that need no ASP.NET: <c>resile.Servers.AddPricing()</c>.</summary>
    public ServersBuilder Servers => field ??= new ServersBuilder(_services);

    /// <summary>Gets the section of supervised components: <c>resile.Components.AddCatalog&lt;Catalog&gt;()</c>.</summary>
    public ComponentsBuilder Components => field ??= new ComponentsBuilder(_services);

    /// <summary>Gets the section of durable messages: <c>resile.Messaging.UseSqlite("shop.db").UseInMemory()</c>.</summary>
    public MessagingBuilder Messaging => field ??= new MessagingBuilder(_services);
}
