using System.Globalization;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Http;

namespace Resile.LoadBalancing.Tests.Clients;

/// <summary>A client of gRPC, balanced call by call over real servers.</summary>
public sealed class GrpcTests
{
    private static readonly Marshaller<string> Text = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);
    private static readonly Method<string, string> EchoMethod = new(MethodType.Unary, "echo", "Echo", Text, Text);
    private static readonly Method<string, string> CountMethod = new(MethodType.ServerStreaming, "echo", "Count", Text, Text);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_of_gRPC_is_balanced_call_by_call_and_loses_at_most_one_call_when_a_server_dies()
    {
        await using var servers = await StartAsync();
        await using var services = Services(servers);
        using var channel = ChannelOf(services);
        var client = channel.CreateCallInvoker();

        var answers = new List<string>();
        for (var call = 0; call < 30; call++)
        {
            answers.Add(await client.AsyncUnaryCall(EchoMethod, null, new CallOptions(cancellationToken: Cancellation), "x").ResponseAsync);
        }

        Assert.Equal([("x from 0", 10), ("x from 1", 10), ("x from 2", 10)], answers.GroupBy(static answer => answer).Select(static each => (each.Key, each.Count())).Order());
        await servers.KillAsync(1);
        var lost = new List<string>();
        for (var call = 0; call < 30; call++)
        {
            try
            {
                Assert.NotEqual("x from 1", await client.AsyncUnaryCall(EchoMethod, null, new CallOptions(cancellationToken: Cancellation), "x").ResponseAsync);
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
            {
                lost.Add(exception.Status.Detail);
            }
        }

        // One that left before the end of the connection was seen may have been carried out, so it is not sent again.
        Assert.All(lost, static detail => Assert.Contains("The endpoint may have done what it was asked to.", detail));
        Assert.InRange(lost.Count, 0, 1);
        Assert.Equal(2, Snapshot(services).EndpointsInRotation);
    }

    [Fact]
    public async Task Stream_keeps_its_endpoint_busy_until_it_ends()
    {
        await using var servers = await StartAsync();
        await using var services = Services(servers);
        using var channel = ChannelOf(services);

        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(CountMethod, null, new CallOptions(cancellationToken: Cancellation), "5");
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(1, Snapshot(services).InFlight);
        var read = 1;
        while (await call.ResponseStream.MoveNext(Cancellation))
        {
            read++;
        }

        Assert.Equal((5, 0), (read, Snapshot(services).InFlight));
    }

    [Fact]
    public async Task Refusal_of_a_server_keeps_its_status()
    {
        await using var servers = await StartAsync();
        await using var services = Services(servers);
        using var channel = ChannelOf(services);

        var exception = await Assert.ThrowsAsync<RpcException>(() =>
            channel.CreateCallInvoker().AsyncUnaryCall(EchoMethod, null, new CallOptions(cancellationToken: Cancellation), "refuse").ResponseAsync);

        Assert.Equal((StatusCode.FailedPrecondition, "no"), (exception.StatusCode, exception.Status.Detail));
    }

    private static Task<ReplicaSet> StartAsync() => ReplicaSet.StartAsync(3, HttpProtocols.Http2,
        static (server, number) => server.MapGrpcService<EchoService>(),
        static services =>
        {
            services.AddGrpc();
            services.AddSingleton(new Number());
        });

    private static ServiceProvider Services(ReplicaSet servers)
    {
        var services = new ServiceCollection();
        new ClientsBuilder(services).AddHandler("echo", options =>
        {
            options.Policy = LoadBalancingPolicies.RoundRobin;
            options.Deadline = options.ConnectTimeout = TimeSpan.FromMinutes(1);
            foreach (var address in servers.Addresses)
            {
                options.AddEndpoint(address);
            }
        });
        return services.BuildServiceProvider();
    }

    private static GrpcChannel ChannelOf(IServiceProvider services) =>
        GrpcChannel.ForAddress("http://echo", new GrpcChannelOptions { HttpHandler = services.GetRequiredKeyedService<BalancingHandler>("echo") });

    private static ClientSnapshot Snapshot(IServiceProvider services) => services.GetRequiredService<IBalancedClients>().Snapshot().Single();

    internal sealed class Number
    {
        private static int _last = -1;

        public int Value { get; } = Interlocked.Increment(ref _last) % 3;
    }

    [BindServiceMethod(typeof(EchoContract), nameof(Bind))]
    internal abstract class EchoContract
    {
        public static void Bind(ServiceBinderBase binder, EchoContract? service)
        {
            binder.AddMethod(EchoMethod, service is null ? null : service.Echo);
            binder.AddMethod(CountMethod, service is null ? null : service.Count);
        }

        public abstract Task<string> Echo(string text, ServerCallContext context);

        public abstract Task Count(string text, IServerStreamWriter<string> writer, ServerCallContext context);
    }

    internal sealed class EchoService(Number number) : EchoContract
    {
        public override Task<string> Echo(string text, ServerCallContext context) => text == "refuse"
            ? throw new RpcException(new Status(StatusCode.FailedPrecondition, "no"))
            : Task.FromResult(string.Create(CultureInfo.InvariantCulture, $"{text} from {number.Value}"));

        public override async Task Count(string text, IServerStreamWriter<string> writer, ServerCallContext context)
        {
            for (var count = 0; count < int.Parse(text, CultureInfo.InvariantCulture); count++)
            {
                await writer.WriteAsync("item", context.CancellationToken);
            }
        }
    }
}
