using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Configuration;

/// <summary>What is refused when a program starts: each message names the key and the value.</summary>
public sealed class OptionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Endpoints:0:Address", "nonsense", "'Resile:Clients:Catalog:Endpoints:0:Address' = 'nonsense' is no address")]
    [InlineData("Endpoints:0:Address", "ftp://a", "'Resile:Clients:Catalog:Endpoints:0:Address' = 'ftp://a' is no address")]
    [InlineData("Endpoints:0:Address", "http://user:pw@a", "Endpoints:0:Address'")]
    [InlineData("Endpoints:0:Weight", "-1", "'Resile:Clients:Catalog:Endpoints:0:Weight' = '-1' must be 1 to 10000")]
    [InlineData("Endpoints:0:Weight", "0", "'Resile:Clients:Catalog:Endpoints:0:Weight' = '0' must be 1 to 10000")]
    [InlineData("Endpoints:0:Weight", "heavy", "'Resile:Clients:Catalog:Endpoints:0:Weight' = 'heavy' is not a whole number")]
    [InlineData("Policy", "Fastest", "'Resile:Clients:Catalog:Policy' = 'Fastest' names no policy. Known: LeastRequests, Maglev, PeakEwma, PowerOfTwoChoices, Prequal, Random, Rendezvous, RoundRobin, WeightedRoundRobin")]
    [InlineData("Ejection:PanicShare", "2", "'Resile:Clients:Catalog:Ejection:PanicShare' = '2' must be 0 to 1")]
    [InlineData("Ejection:SuccessRateCalls", "0", "'Resile:Clients:Catalog:Ejection:SuccessRateCalls' = '0' must be at least 1")]
    [InlineData("Ejection:SuccessRateInterval", "-1s", "'Resile:Clients:Catalog:Ejection:SuccessRateInterval' = '-00:00:01' must be zero")]
    [InlineData("Ejection:SlowStart", "2d", "'Resile:Clients:Catalog:Ejection:SlowStart' = '2d' is no duration")]
    [InlineData("Ejection:SlowStart", "48h", "'Resile:Clients:Catalog:Ejection:SlowStart' = '2.00:00:00' must be zero")]
    [InlineData("Deadline", "10", "'Resile:Clients:Catalog:Deadline' = '10' is no duration")]
    [InlineData("Deadline", "0s", "'Resile:Clients:Catalog:Deadline' = '00:00:00' must be at least a millisecond")]
    [InlineData("AttemptTimeout", "-1s", "'Resile:Clients:Catalog:AttemptTimeout' = '-00:00:01' must be")]
    [InlineData("ConnectTimeout", "2d", "'Resile:Clients:Catalog:ConnectTimeout' = '2d' is no duration")]
    [InlineData("Ejection:Enabled", "yes", "'Resile:Clients:Catalog:Ejection:Enabled' = 'yes' is neither 'true' nor 'false'")]
    [InlineData("Retry:MaxAttempts", "0", "'Resile:Clients:Catalog:Retry:MaxAttempts' = '0' must be 1 to 5")]
    [InlineData("Retry:MaxAttempts", "6", "'Resile:Clients:Catalog:Retry:MaxAttempts' = '6' must be 1 to 5")]
    [InlineData("Retry:Budget", "20", "'Resile:Clients:Catalog:Retry:Budget' = '20' must be 0 to 1")]
    [InlineData("Retry:MinPerSecond", "-1", "'Resile:Clients:Catalog:Retry:MinPerSecond' = '-1' must be 0 to 10000")]
    [InlineData("Retry:BaseDelay", "1s", "'Resile:Clients:Catalog:Retry:MaxDelay' = '00:00:00.2500000' must be at least Retry:BaseDelay")]
    [InlineData("Retry:BaseDelay", "-1s", "'Resile:Clients:Catalog:Retry:BaseDelay' = '-00:00:01' must not be less than zero")]
    [InlineData("MaxReplyBytes", "0", "'Resile:Clients:Catalog:MaxReplyBytes' = '0' must be at least 1")]
    [InlineData("Ejection:MaxShare", "1.5", "'Resile:Clients:Catalog:Ejection:MaxShare' = '1.5' must be")]
    [InlineData("Ejection:ConsecutiveFailures", "0", "'Resile:Clients:Catalog:Ejection:ConsecutiveFailures' = '0' must be at least 1")]
    [InlineData("Operations:GetProductAsync:Deadline", "soon", "'Resile:Clients:Catalog:Operations:GetProductAsync:Deadline' = 'soon' is no duration")]
    [InlineData("Operations:GetProductAsync:MaxExtraLoad", "0.9", "'Resile:Clients:Catalog:Operations:GetProductAsync:MaxExtraLoad' = '0.9' must be 0 to 0.5")]
    [InlineData("Operations:GetProductAsync:MaxExtraLoad", "0.1", "'Resile:Clients:Catalog:Operations:GetProductAsync:MaxExtraLoad' = '0.1' cannot be: the operation is not hedged")]
    [InlineData("Operations:Nonsense:Deadline", "1s", "'Resile:Clients:Catalog:Operations:Nonsense' is no operation of the contract")]
    [InlineData("Probe:Path", "healthz", "'Resile:Clients:Catalog:Probe:Path' = 'healthz' is no path")]
    [InlineData("Probe:Path", "//other/healthz", "'Resile:Clients:Catalog:Probe:Path' = '//other/healthz' is no path")]
    [InlineData("Probe:Interval", "50ms", "'Resile:Clients:Catalog:Probe:Interval' = '00:00:00.0500000' must be at least 100 milliseconds")]
    [InlineData("Probe:Timeout", "20s", "'Resile:Clients:Catalog:Probe:Timeout' = '00:00:20' must be more than zero and at most Probe:Interval")]
    [InlineData("Probe:FailuresBeforeOut", "0", "'Resile:Clients:Catalog:Probe:FailuresBeforeOut' = '0' must be at least 1")]
    [InlineData("Probe:SuccessesBeforeIn", "0", "'Resile:Clients:Catalog:Probe:SuccessesBeforeIn' = '0' must be at least 1")]
    [InlineData("Probe:Enable", "true", "'Resile:Clients:Catalog:Probe:Enable' = 'true': there is no such setting")]
    [InlineData("Endpoints:0:Priority", "101", "'Resile:Clients:Catalog:Endpoints:0:Priority' = '101' must be 0 to 100")]
    [InlineData("ZoneLeastEndpoints", "0", "'Resile:Clients:Catalog:ZoneLeastEndpoints' = '0' must be at least 1")]
    [InlineData("Subset:Size", "-1", "'Resile:Clients:Catalog:Subset:Size' = '-1' must not be less than zero")]
    [InlineData("Subset:ClientIndex", "1", "'Resile:Clients:Catalog:Subset:ClientIndex' = '1' must be 0 to one less than Subset:ClientCount, which is 1")]
    [InlineData("Subset:ClientCount", "0", "'Resile:Clients:Catalog:Subset:ClientCount' = '0' must be 1 to 1000000")]
    [InlineData("Dns:Name", "cat alog", "'Resile:Clients:Catalog:Dns:Name' = 'cat alog' is no name that DNS can know")]
    [InlineData("Polcy", "Random", "'Resile:Clients:Catalog:Polcy' = 'Random': there is no such setting. Known here: AttemptTimeout")]
    [InlineData("ClientCertificatePassword", "hidden", "'Resile:Clients:Catalog:ClientCertificatePassword': there is no such setting")]
    [InlineData("Ejection", "false", "'Resile:Clients:Catalog:Ejection' = 'false': a section is expected here")]
    public async Task Value_that_cannot_work_is_refused_at_start_by_key_and_value(string key, string value, string message)
    {
        var failure = await FailureToStartAsync(("Resile:Clients:Catalog:Endpoints:0:Address", "http://a"), ("Resile:Clients:Catalog:" + key, value));

        Assert.Contains(message, failure);
    }

    [Theory]
    [InlineData(null, null, "'Resile:Clients:Catalog:Endpoints' lists no endpoint, and 'Services:catalog' does not exist")]
    [InlineData("Services:catalog:http:0", "not an address", "'Services:catalog:http:0' = 'not an address' is no address")]
    [InlineData("Services:catalog:http:0", "ftp://a", "'Services:catalog:http:0' = 'ftp://a' is no address")]
    [InlineData("Resile:Clients:Catalog:Service", "grpc://catalog", "'Resile:Clients:Catalog:Service' = 'grpc://catalog' names no service")]
    public async Task Service_that_cannot_be_found_is_refused_at_start(string? key, string? value, string message)
    {
        var failure = await FailureToStartAsync(key is null ? [] : [(key, value)]);

        Assert.Contains(message, failure);
    }

    [Theory]
    [InlineData("Scheme", "tcp", "'Resile:Clients:Catalog:Dns:Scheme' = 'tcp' must be https or http")]
    [InlineData("Port", "70000", "'Resile:Clients:Catalog:Dns:Port' = '70000' must be 1 to 65535")]
    [InlineData("Server", "dns.example.com", "'Resile:Clients:Catalog:Dns:Server' = 'dns.example.com' is no IP address")]
    [InlineData("MinRefresh", "0s", "'Resile:Clients:Catalog:Dns:MinRefresh' = '00:00:00' must be at least a second")]
    [InlineData("MaxRefresh", "1s", "'Resile:Clients:Catalog:Dns:MaxRefresh' = '00:00:01' must be at least Dns:MinRefresh")]
    [InlineData("Timeout", "2m", "'Resile:Clients:Catalog:Dns:Timeout' = '00:02:00' must be 1 millisecond to 1 minute")]
    public async Task Way_to_ask_DNS_that_cannot_work_is_refused_at_start(string key, string value, string message)
    {
        var failure = await FailureToStartAsync(("Resile:Clients:Catalog:Dns:Name", "catalog.example.com"), ("Resile:Clients:Catalog:Dns:" + key, value));

        Assert.Contains(message, failure);
        Assert.DoesNotContain("lists no endpoint", failure);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var failure = await FailureToStartAsync(("Resile:Clients:Catalog:Policy", "Fastest"), ("Resile:Clients:Catalog:Deadline", "soon"));

        Assert.Contains("'Fastest'", failure);
        Assert.Contains("'soon'", failure);
        Assert.Contains("lists no endpoint", failure);
    }

    [Theory, InlineData("250ms", 250), InlineData("5s", 5_000), InlineData("2m", 120_000), InlineData("1h", 3_600_000), InlineData("00:00:01.5", 1_500), InlineData("0.5s", 500)]
    public async Task Duration_is_read_as_people_write_it(string text, double milliseconds)
    {
        await using var client = CatalogClient.Create(configuration: new SettableConfiguration(
            ("Resile:Clients:Catalog:Endpoints:0:Address", "http://a"), ("Resile:Clients:Catalog:Deadline", text)).Root);

        var options = client.Services.GetRequiredService<IOptionsMonitor<LoadBalancedOptions>>().Get("Catalog");
        Assert.Equal(milliseconds, options.Deadline.TotalMilliseconds);
    }

    [Fact]
    public async Task Endpoints_of_the_configuration_replace_those_of_the_code()
    {
        await using var client = CatalogClient.Create(
            static options => options.AddEndpoint("http://code").Policy = LoadBalancingPolicies.Random,
            new SettableConfiguration(("Resile:Clients:Catalog:Endpoints:0:Address", "http://configured"), ("Resile:Clients:Catalog:Endpoints:0:Weight", "3")).Root);

        var endpoint = Assert.Single(client.Snapshot.Endpoints);
        Assert.Equal((new Uri("http://configured"), 3, LoadBalancingPolicies.Random), (endpoint.Address, endpoint.Weight, client.Snapshot.Policy));
    }

    private static async Task<string> FailureToStartAsync(params (string Key, string? Value)[] values)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddConfiguration(new SettableConfiguration([.. values.Reverse().DistinctBy(static value => value.Key)]).Root);
        new ClientsBuilder(builder.Services).Add<ICatalog>(CatalogBalanced.Contract, static channel => new CatalogBalanced(channel));
        using var host = builder.Build();
        return (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation))).Message;
    }
}
