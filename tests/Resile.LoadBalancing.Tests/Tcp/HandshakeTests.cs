using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Hosting;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>Who may connect: contracts, tokens and certificates.</summary>
public sealed class HandshakeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Contract_that_differs_is_refused_by_an_error_that_names_the_difference()
    {
        var changed = new BalancedOperation("TotalAsync", "TotalAsync(decimal,long)->decimal");
        await using var server = await TcpPricesServer.StartAsync(skeleton: new ServiceSkeleton<IPrices>("Prices",
            new(changed, static (_, _) => Task.CompletedTask), PricesSkeleton.Table.Operations[1]));
        await using var services = TcpPricesServer.ClientOf(server.Address);

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => services.GetRequiredService<IPrices>().EchoAsync("x", Token));

        Assert.False(exception.MayHaveBeenSent);
        Assert.Contains("409: the contract 'Prices' differs: the client calls 'TotalAsync(decimal,int)->decimal', and 'TotalAsync(decimal,long)->decimal' is offered; "
            + "the client calls 'ForgetAsync()', which is not offered.", exception.Message);
    }

    [Fact]
    public async Task Program_whose_contract_differs_from_that_of_all_its_servers_does_not_start()
    {
        var changed = new BalancedOperation("TotalAsync", "TotalAsync(decimal,long)->decimal");
        await using var differing = await TcpPricesServer.StartAsync(skeleton: new ServiceSkeleton<IPrices>("Prices",
            new(changed, static (_, _) => Task.CompletedTask), PricesSkeleton.Table.Operations[1]));
        await using var same = await TcpPricesServer.StartAsync();
        await using var unreachable = await TcpPricesServer.StartAsync();
        await unreachable.KillAsync();

        await using var refused = TcpPricesServer.ClientOf(differing.Address, unreachable.Address);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(refused));
        Assert.StartsWith($"Client 'Prices' cannot call '{differing.Address}/': the server refuses the connection with 409: the contract 'Prices' differs: "
            + "the client calls 'TotalAsync(decimal,int)->decimal', and 'TotalAsync(decimal,long)->decimal' is offered", exception.Message);

        // While servers are being replaced, some are older; and some are not there yet.
        await using var mixed = TcpPricesServer.ClientOf(differing.Address, same.Address);
        await StartAsync(mixed);
        await using var early = TcpPricesServer.ClientOf(unreachable.Address);
        await StartAsync(early);
        await using var careless = TcpPricesServer.ClientOf(static options => options.CheckAtStart = false, differing.Address);
        await StartAsync(careless);
    }

    [Fact]
    public async Task Server_may_offer_more_than_its_clients_know()
    {
        var more = new BalancedOperation("NewAsync", "NewAsync()");
        await using var server = await TcpPricesServer.StartAsync(skeleton: new ServiceSkeleton<IPrices>("Prices",
            [.. PricesSkeleton.Table.Operations, new(more, static (_, _) => Task.CompletedTask)]));
        await using var services = TcpPricesServer.ClientOf(server.Address);

        Assert.Equal("x", await services.GetRequiredService<IPrices>().EchoAsync("x", Token));
    }

    [Fact]
    public async Task Endpoint_of_another_contract_is_refused()
    {
        await using var server = await TcpPricesServer.StartAsync(skeleton: new ServiceSkeleton<IPrices>("Stock", [.. PricesSkeleton.Table.Operations]));
        await using var services = TcpPricesServer.ClientOf(server.Address);

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => services.GetRequiredService<IPrices>().EchoAsync("x", Token));

        Assert.Contains("'Stock' is served here, not 'Prices'", exception.Message);
    }

    private static Task StartAsync(IServiceProvider services) =>
        Task.WhenAll(services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Select(static service => service.StartedAsync(Token)));

    [Theory]
    [InlineData("right", true)]
    [InlineData("wrong", false)]
    [InlineData(null, false)]
    public async Task Token_decides_who_may_call(string? token, bool isLetIn)
    {
        await using var listed = await TcpPricesServer.StartAsync(static options => options.Tokens.Add("right"));
        await using var asked = await TcpPricesServer.StartAsync(static options => options.Authenticate = static (given, _) => new(given == "right"));
        foreach (var server in new[] { listed, asked })
        {
            await using var services = TcpPricesServer.ClientOf(options => options.Tcp.Token = token, server.Address);
            var call = services.GetRequiredService<IPrices>().EchoAsync("x", Token);
            if (isLetIn)
            {
                Assert.Equal("x", await call);
            }
            else
            {
                var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => call);
                Assert.Contains("401: The token is missing or wrong", exception.Message);
                Assert.DoesNotContain("TotalAsync", exception.Message);
            }
        }
    }

    [Fact]
    public async Task Whoever_has_no_token_learns_nothing_of_the_contract()
    {
        await using var server = await TcpPricesServer.StartAsync(static options => options.Tokens.Add("right"));
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(FrameHeader.Of(FrameKind.Hello), new Hello(1_000, 1, "Other", "wrong", []).Write);

        var error = WireError.Read((await client.ReadAsync()).Payload, 1_000);

        Assert.Equal(401, error.Status);
        Assert.DoesNotContain("Prices", error.Text);
    }

    [Fact]
    public async Task Client_that_cannot_be_judged_is_told_so()
    {
        await using var server = await TcpPricesServer.StartAsync(static options => options.Authenticate = static (_, _) => throw new InvalidOperationException("secret"));
        await using var services = TcpPricesServer.ClientOf(server.Address);

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => services.GetRequiredService<IPrices>().EchoAsync("x", Token));

        Assert.Contains("503: The server cannot find out at present who may call", exception.Message);
        Assert.DoesNotContain("secret", exception.ToString());
    }

    [Fact]
    public async Task What_a_client_sends_is_told_cut_off_and_in_one_line()
    {
        await using var server = await TcpPricesServer.StartAsync();
        var names = Enumerable.Range(0, 100).Select(static number => KeyValuePair.Create((uint)number, $"Method{number}(\n{new string('x', 1_000)})"));
        foreach (var hello in new[] { new Hello(1_000, 1, "Other\n" + new string('x', 60_000), "", []), new Hello(1_000, 1, "Prices", "", [.. names]) })
        {
            using var client = await RawClient.ConnectAsync(server.EndPoint);
            await client.SendAsync(FrameHeader.Of(FrameKind.Hello), hello.Write);

            var (header, payload) = await client.ReadAsync();
            var text = WireError.Read(payload, int.MaxValue).Text;

            Assert.Equal(FrameKind.GoAway, header.Kind);
            Assert.True(text.Length < 12_000, $"{text.Length} letters");
            Assert.DoesNotContain('\n', text);
            Assert.True(hello.Operations.Count == 0 || text.Contains("; and 80 more. Build", StringComparison.Ordinal), text[^100..]);
        }
    }

    [Fact]
    public void Greeting_gets_no_memory_for_operations_that_do_not_follow()
    {
        using var buffer = new FrameBuffer();
        new Hello(1_000, 1, "Prices", "", []).Write(buffer);
        var greeting = buffer.Payload.ToArray();
        greeting.AsSpan(^2).Fill(0xFF);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FrameException>(() => Hello.Read(greeting));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public async Task Token_is_not_sent_in_the_clear()
    {
        await using var services = TcpPricesServer.ClientOf(static options => options.Tcp.Token = "secret", "tcp://192.0.2.1:9");

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => services.GetRequiredService<IPrices>().EchoAsync("x", Token));

        Assert.Contains("A token is not sent in the clear", exception.Message);
    }

    [Fact]
    public async Task Connections_are_encrypted_and_both_sides_prove_who_they_are()
    {
        using var server = Certificate("localhost");
        using var client = Certificate("storefront");
        using var stranger = Certificate("stranger");
        await using var prices = await TcpPricesServer.StartAsync(options => options.Tls = new()
        {
            ServerCertificate = server,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == client.GetCertHashString(),
        });
        var address = $"tcps://localhost:{prices.EndPoint.Port}";

        await using var known = ClientWith(client, server.GetCertHashString(), address);
        await using var unknown = ClientWith(stranger, server.GetCertHashString(), address);
        await using var trusting = ClientWith(client, client.GetCertHashString(), address);
        await using var clear = TcpPricesServer.ClientOf(prices.Address);

        Assert.Equal("x", await known.GetRequiredService<IPrices>().EchoAsync("x", Token));
        Assert.Equal(new string('y', 200_000), await known.GetRequiredService<IPrices>().EchoAsync(new string('y', 200_000), Token));
        foreach (var refused in new[] { unknown, trusting, clear })
        {
            var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => refused.GetRequiredService<IPrices>().EchoAsync("x", Token));
            Assert.False(exception.MayHaveBeenSent);
        }

        Assert.Equal(2, prices.Prices.Calls);
    }

    [Fact]
    public async Task Server_does_not_start_where_the_port_is_taken()
    {
        await using var first = await TcpPricesServer.StartAsync();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TcpPricesServer.StartAsync(port: first.EndPoint.Port));

        Assert.Contains($"127.0.0.1:{first.EndPoint.Port} cannot be listened on", exception.Message);
    }

    [Fact]
    public async Task Options_that_cannot_work_are_refused_by_key_and_value()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => TcpPricesServer.StartAsync(static options =>
        {
            options.Address = "localhost";
            options.MaxConnections = 0;
            options.FrameTimeout = TimeSpan.Zero;
        }));

        Assert.Contains("'Resile:Servers:Prices:Address' = 'localhost' is no IP address", exception.Message);
        Assert.Contains("'Resile:Servers:Prices:MaxConnections' = '0' must be at least 1", exception.Message);
        Assert.Contains("'Resile:Servers:Prices:FrameTimeout' = '00:00:00' must be at least 1 ms", exception.Message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:80")]
    [InlineData("tcp://127.0.0.1")]
    [InlineData("tcp://127.0.0.1:80/path")]
    public async Task Address_of_another_transport_is_refused(string address)
    {
        await using var services = TcpPricesServer.ClientOf(address);

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IPrices>());

        Assert.Contains("as in tcp://10.0.0.7:8080", exception.Message);
    }

    private static ServiceProvider ClientWith(X509Certificate2 own, string trusted, string address) => TcpPricesServer.ClientOf(options => options.Tcp.ConfigureTls(tls =>
    {
        tls.ClientCertificates = [own];
        tls.RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == trusted;
    }), address);

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
