using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Hosting;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Hosting;

/// <summary>What cannot be served beside what is served already: it is refused when it is mapped.</summary>
public sealed class MappingTests : IAsyncDisposable
{
    private readonly WebApplication _server;

    public MappingTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<ICatalog>(new ScriptedCatalog()).AddSingleton(new Other());
        _server = builder.Build();
        _server.MapSkeleton(CatalogSkeleton.Table);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("GET", "/products/{number}"), InlineData("GET", "/Products/Named/{x}/"), InlineData("POST", "/products")]
    public void Verb_and_route_of_another_contract_are_refused_with_both_names(string verb, string route)
    {
        var message = Refusal(_server, "Orders", verb, route);

        Assert.StartsWith($"'{typeof(Other)}.GetAsync' answers to {verb} '{route}', as '{typeof(ICatalog)}.", message);
        Assert.Contains("Give one of them another route, or map one contract to a group", message);
    }

    [Theory]
    [InlineData("PATCH", "/products/{id}"), InlineData("GET", "/products/{id:int}"), InlineData("GET", "/products/{**rest}"), InlineData("GET", "/products/new")]
    public void Operation_that_can_be_told_apart_is_served(string verb, string route) => _server.MapSkeleton(Table("Orders", verb, route));

    [Fact]
    public void Contract_is_mapped_once_to_the_same_routes_and_again_to_a_group()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => _server.MapSkeleton(CatalogSkeleton.Table));

        Assert.StartsWith("MapCatalog() was called twice for the same routes.", exception.Message);
        _server.MapGroup("/v2").MapSkeleton(CatalogSkeleton.Table);
    }

    [Fact]
    public void Two_contracts_of_one_name_are_refused_wherever_they_are_mapped()
    {
        var message = Refusal(_server.MapGroup("/v2"), "catalog", "GET", "/others");

        Assert.Equal($"'{typeof(ICatalog)}' and '{typeof(Other)}' are both called 'catalog', and so would share their options (Resile:Skeletons:catalog). Rename one of them.", message);
    }

    private static string Refusal(IEndpointRouteBuilder routes, string contract, string verb, string route) =>
        Assert.Throws<InvalidOperationException>(() => routes.MapSkeleton(Table(contract, verb, route))).Message;

    private static ServiceSkeleton<Other> Table(string contract, string verb, string route) =>
        new(contract, new SkeletonOperation<Other>(new BalancedOperation("GetAsync", verb, route), static (_, call) => call.ReplyAsync().AsTask()));

    private sealed class Other;
}
