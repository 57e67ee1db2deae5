using System.Net;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.NameServers;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Http;
using static Resile.LoadBalancing.Tests.NameServers.LoopbackNameServer;

namespace Resile.LoadBalancing.Tests.NameServers;

/// <summary>Endpoints that are asked for in DNS, of a real name server.</summary>
public sealed class DnsTests
{
    private const string Name = "catalog.test.";
    private const string ServiceName = "_http._tcp.catalog.test.";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_address_of_a_host_is_an_endpoint_that_keeps_the_name()
    {
        await using var server = new LoopbackNameServer
        {
            Script = static (name, type) => (name, type) == (Name, A) ? Of(Host(Name, "10.0.0.1", 30), Host(Name, "10.0.0.2", 20)) : NoSuchName,
        };

        var answer = await AskAsync(server, "catalog.test", port: 8080);

        Assert.Equal(["10.0.0.1:8080", "10.0.0.2:8080"], answer.Endpoints.Select(static endpoint => endpoint.Target!.ToString()));
        Assert.All(answer.Endpoints, static endpoint => Assert.Equal((new Uri("https://catalog.test:8080"), 1, 0), (endpoint.Uri, endpoint.Weight, endpoint.Priority)));
        Assert.Equal(20, answer.TimeToLive.TotalSeconds);
    }

    [Fact]
    public async Task Host_without_an_A_record_is_asked_for_AAAA_records()
    {
        await using var server = new LoopbackNameServer { Script = static (_, type) => type == A ? Of() : Of(Host(Name, "2001:db8::1")) };

        var answer = await AskAsync(server, "catalog.test");

        Assert.Equal(new IPEndPoint(IPAddress.Parse("2001:db8::1"), 443), Assert.Single(answer.Endpoints).Target);
    }

    [Fact]
    public async Task Service_records_carry_hosts_ports_weights_and_priorities()
    {
        await using var server = new LoopbackNameServer
        {
            Script = static (name, type) => (name, type) switch
            {
                (ServiceName, Srv) => new(0,
                    [Service(ServiceName, 10, 60, 8001, "one.test."), Service(ServiceName, 10, 0, 8002, "two.test."), Service(ServiceName, 20, 5, 8003, "three.test.")],
                    [Host("one.test.", "10.0.0.1"), Host("two.test.", "10.0.0.2", 7), Host("two.test.", "2001:db8::2")]),
                ("three.test.", A) => Of(Host("three.test.", "10.0.0.3"), Host("three.test.", "10.0.0.4")),
                _ => NoSuchName,
            },
        };

        var answer = await AskAsync(server, "_http._tcp.catalog.test", scheme: "http");

        Assert.Equal(
            [("http://one.test:8001/", "10.0.0.1:8001", 60, 0), ("http://two.test:8002/", "10.0.0.2:8002", 1, 0),
                ("http://three.test:8003/", "10.0.0.3:8003", 5, 1), ("http://three.test:8003/", "10.0.0.4:8003", 5, 1)],
            answer.Endpoints.Select(static endpoint => (endpoint.Uri.ToString(), endpoint.Target!.ToString()!, endpoint.Weight, endpoint.Priority)));
        Assert.Equal(7, answer.TimeToLive.TotalSeconds);
        Assert.Equal([(ServiceName, Srv), ("three.test.", A)], server.Questions);
    }

    [Fact]
    public async Task Weights_of_service_records_are_made_to_fit()
    {
        await using var server = new LoopbackNameServer
        {
            Script = static (_, _) => new(0, [Service(ServiceName, 0, 65_535, 80, "a.test."), Service(ServiceName, 0, 6_553, 80, "b.test.")],
                [Host("a.test.", "10.0.0.1"), Host("b.test.", "10.0.0.2")]),
        };

        var answer = await AskAsync(server, "_http._tcp.catalog.test");

        Assert.Equal([10_000, 999], answer.Endpoints.Select(static endpoint => endpoint.Weight));
    }

    [Fact]
    public async Task Name_that_does_not_exist_has_no_endpoints()
    {
        await using var server = new LoopbackNameServer();
        await using var none = new LoopbackNameServer { Script = static (_, _) => Of(Service(ServiceName, 0, 0, 0, ".")) };

        Assert.Empty((await AskAsync(server, "catalog.test")).Endpoints);
        Assert.Empty((await AskAsync(none, "_http._tcp.catalog.test")).Endpoints);
    }

    [Theory, InlineData(true, "answers the question for A of 'catalog.test' with"), InlineData(false, "No name server answers the question for A of 'catalog.test'")]
    public async Task Name_server_that_cannot_tell_is_an_error_and_no_empty_list(bool isAnswering, string message)
    {
        await using var server = new LoopbackNameServer { Script = (_, _) => isAnswering ? ServerFailure : null };

        var exception = await Assert.ThrowsAsync<IOException>(() => AskAsync(server, "catalog.test", timeout: isAnswering ? 20_000 : 100));

        Assert.Contains(message, exception.Message);
    }

    [Theory, InlineData(0, 5), InlineData(60, 60), InlineData(100_000, 300)]
    public async Task Time_to_live_is_kept_within_bounds(uint seconds, int used)
    {
        await using var server = new LoopbackNameServer { Script = (_, _) => Of(Host(Name, "10.0.0.1", seconds)) };

        Assert.Equal(used, (await AskAsync(server, "catalog.test")).TimeToLive.TotalSeconds);
    }

    [Fact]
    public async Task Equal_questions_are_asked_once_until_the_answer_is_old()
    {
        await using var server = new LoopbackNameServer { Script = static (_, _) => Of(Host(Name, "10.0.0.1", 60)) };
        var clock = new FakeTimeProvider();
        var resolver = new DnsResolver(clock);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => resolver.ResolveAsync(Question(server, "catalog.test"))));
        clock.Advance(TimeSpan.FromSeconds(59));
        await resolver.ResolveAsync(Question(server, "catalog.test"));
        Assert.Single(server.Questions);

        clock.Advance(TimeSpan.FromSeconds(2));
        await resolver.ResolveAsync(Question(server, "catalog.test"));
        Assert.Equal(2, server.Questions.Count);
    }

    [Fact]
    public async Task Client_follows_the_name_and_keeps_what_it_knows_while_the_name_server_is_in_trouble()
    {
        Answer? answer = Of(Host(Name, "127.0.0.1", 10), Host(Name, "127.0.0.2", 10));
        await using var server = new LoopbackNameServer { Script = (_, type) => type == A ? Volatile.Read(ref answer) : NoSuchName };
        var clock = new FakeTimeProvider();
        await using var client = CatalogClient.Create(options =>
        {
            options.UseDns("catalog.test", 8080);
            options.Dns.Server = server.Address;
            options.Dns.Scheme = "http";
            options.Dns.Timeout = TimeSpan.FromMilliseconds(500);
            options.UsePrimaryHandler(static _ => new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai)));
        }, timeProvider: clock);
        Assert.Equal("Chai", (await client.Catalog.GetProductAsync(1, Cancellation)).Name);
        Assert.Equal(2, client.Snapshot.Endpoints.Count);

        foreach (var trouble in new[] { ServerFailure, NoSuchName, null })
        {
            Volatile.Write(ref answer, trouble);
            var asked = server.Questions.Count;
            await Until(clock, () => server.Questions.Count > asked + 1);
            Assert.Equal(2, client.Snapshot.Endpoints.Count);
        }

        Volatile.Write(ref answer, Of(Host(Name, "127.0.0.2", 10), Host(Name, "127.0.0.3", 10), Host(Name, "127.0.0.4", 10)));
        await Until(clock, () => client.Snapshot.Endpoints.Count == 3);
        Assert.Equal("Chai", (await client.Catalog.GetProductAsync(1, Cancellation)).Name);
    }

    private static Task<DnsAnswer> AskAsync(LoopbackNameServer server, string name, int port = 0, string scheme = "", int timeout = 20_000) =>
        new DnsLookup(Question(server, name, port, scheme, timeout)).AskAsync();

    private static DnsQuestion Question(LoopbackNameServer server, string name, int port = 0, string scheme = "", int timeout = 20_000) => DnsQuestion.Of(new()
    {
        Name = name,
        Port = port,
        Scheme = scheme,
        Server = server.Address,
        Timeout = TimeSpan.FromMilliseconds(timeout),
    }, Transport.Http)!;

    private static async Task Until(FakeTimeProvider clock, Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, limit.Token);
        }
    }
}
