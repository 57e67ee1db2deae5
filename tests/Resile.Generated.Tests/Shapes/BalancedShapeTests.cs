using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.Generated.Tests.Contracts.LoadBalancing;
using Resile.Generated.Tests.Contracts.Shapes;

namespace Resile.Generated.Tests.Shapes;

/// <summary>Runs the clients and skeletons of odd contracts against each other, over a real socket; one is supervised behind it.</summary>
public sealed class BalancedShapeTests : IAsyncLifetime
{
    private WebApplication? _server;
    private ServiceProvider? _client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IGlobal, Pong>().AddSingleton<IInherited, Notes>().AddSingleton<IKeywords, Keywords>()
            .AddSingleton<INames, Names>().AddSingleton<IBodies, Bodies>();
        builder.Services.AddResile(static resile => resile.Components.AddEverything<Everything>());
        _server = builder.Build();
        _server.Urls.Add("http://127.0.0.1:0");
        _server.MapGlobal();
        _server.MapInherited();
        _server.MapKeywords();
        _server.MapNames();
        _server.MapGroup("/supervised").MapEverything();
        _server.MapBodies();
        await _server.StartAsync(Token);
        _client = new ServiceCollection()
            .AddResile(resile => resile.Clients
                .AddGlobal(client => client.AddEndpoint(_server.Urls.First()))
                .AddInherited(client => client.AddEndpoint(_server.Urls.First()))
                .AddKeywords(client => client.AddEndpoint(_server.Urls.First()))
                .AddNames(client => client.AddEndpoint(_server.Urls.First()))
                .AddEverything(client => client.AddEndpoint(_server.Urls.First() + "/supervised/"))
                .AddBodies(client => client.AddEndpoint(_server.Urls.First())))
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _client!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Inherited_members_and_those_in_no_namespace_travel()
    {
        await Get<IGlobal>().PingAsync(Token);
        await Get<IInherited>().WriteAsync(1, new Note("first"), Token);

        Assert.Equal(new Note("first"), await Get<IInherited>().ReadAsync(1, Token));
        Assert.Null(await Get<IInherited>().ReadAsync(2, Token));
    }

    [Fact]
    public async Task Keywords_and_names_of_generated_code_travel()
    {
        var names = Get<INames>();

        Assert.Equal("7 now", await Get<IKeywords>().@class(7, "now", Token));
        Assert.Equal(28, await Get<IKeywords>().NamesAsync(1, 2, 3, 4, 5, 6, 7, Token));
        Assert.Equal("a", await names.Contract("a", Token));
        Assert.Equal("names", await names.ToString());
        Assert.Equal(10, await names.NamesBalanced(1, 2, 3, 4));
        Assert.Equal("int 1", await names.Go(1));
        Assert.Equal("text 1", await names.Go("1"));
        Assert.Equal("call 2", await names.Go2Call(2));
    }

    [Fact]
    public async Task Equal_members_of_a_diamond_reach_their_own_implementation()
    {
        var names = Get<INames>();

        Assert.Equal("other 1", await ((IOtherNames)names).SameAsync([(1, 2)]));
        Assert.Equal("more 1", await ((IMoreNames)names).SameAsync([(1, 2)]));
    }

    [Fact]
    public async Task Contract_with_all_attributes_is_called_and_supervised()
    {
        await Get<IEverything>().NoteAsync(1, "noted", Token);

        Assert.IsNotType<Everything>(_server!.Services.GetRequiredService<IEverything>());
    }

    [Fact]
    public async Task Values_in_the_body_are_told_from_their_absence()
    {
        var bodies = Get<IBodies>();

        Assert.Equal("7", await bodies.TakeAsync(7, Token));
        Assert.Equal("0", await bodies.MaybeAsync(0, Token));
        Assert.Equal("nothing", await bodies.MaybeAsync(null, Token));
        using var http = new HttpClient();
        using var empty = new StringContent("");
        using var reply = await http.PostAsync(new Uri(_server!.Urls.First() + "/take"), empty, Token);
        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
    }

    [Fact]
    public async Task Name_in_the_query_is_escaped() => Assert.Equal("x=1&y", await Get<IBodies>().EchoAsync("x=1&y", Token));

    private T Get<T>()
        where T : notnull => _client!.GetRequiredService<T>();

    private sealed class Everything : IEverything
    {
        public Task NoteAsync(int id, string text, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    private sealed class Keywords : IKeywords
    {
        public Task<string> @class(int @class, string? @event = null, CancellationToken @default = default) => Task.FromResult($"{@class} {@event}");

        public Task<int> NamesAsync(
            int service, int call, int request, int reply, int channel, int cell, int component, CancellationToken cancellationToken = default) =>
            Task.FromResult(service + call + request + reply + channel + cell + component);
    }

    private sealed class Bodies : IBodies
    {
        public Task<string> TakeAsync(int value, CancellationToken cancellationToken = default) => Task.FromResult($"{value}");

        public Task<string> MaybeAsync(int? value, CancellationToken cancellationToken = default) => Task.FromResult(value?.ToString() ?? "nothing");

        public Task<string> EchoAsync(string text, CancellationToken cancellationToken = default) => Task.FromResult(text);
    }
}
