using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Recovery.Hosting;

namespace Resile.Recovery.TestChild;

/// <summary>A supervised host in which the fault that the argument <c>fault=NAME</c> names happens. Each life of it says so.</summary>
internal static class Ladder
{
    private static readonly ConcurrentBag<Task> Printers = [];

    /// <summary>Gets how often a host was built in this process.</summary>
    public static int Lives { get; private set; }

    public static async Task<int> RunAsync(string[] args)
    {
        var fault = args.FirstOrDefault(static argument => argument.StartsWith("fault=", StringComparison.Ordinal))?["fault=".Length..];
        Console.WriteLine($"pid {Environment.ProcessId}");
        var code = await SupervisedHost.RunAsync(args, builder => Configure(builder, fault), static options => options.ConfigureWatchdog = static watch =>
        {
            watch.WatchdogTimeout = TimeSpan.FromSeconds(5);
            watch.StopTimeout = TimeSpan.FromSeconds(5);
        });
        await Task.WhenAny(Task.WhenAll(Printers), Task.Delay(TimeSpan.FromSeconds(1)));
        Console.WriteLine($"returns {code}");
        return code;
    }

    private static void Configure(HostApplicationBuilder builder, string? fault)
    {
        Lives++;
        Console.WriteLine($"life {Lives}");
        if (fault == "build" && Lives == 2)
        {
            throw new InvalidOperationException("This host cannot be built again.");
        }

        new ComponentsBuilder(builder.Services).Under("Service", static options => options.MaxRestarts = 0).AddAccident<Accident>();
        if (fault is "deaf" or "deaf,quiet")
        {
            builder.Services.AddHostedService(static _ => new DeafService());
        }

        builder.Services.AddHostedService(services => new LadderFault(services, fault));
    }

    /// <summary>Prints what happens under supervision until the host has stopped.</summary>
    public static void PrintEvents(ISupervision supervision) => Printers.Add(PrintAsync(supervision));

    private static async Task PrintAsync(ISupervision supervision)
    {
        await foreach (var happened in supervision.WatchAsync())
        {
            Console.WriteLine($"event {happened.Kind}");
        }
    }
}
