using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Benchmarks.Recovery.Restarts;
using Resile.Benchmarks.Reporting;
using Resile.Recovery.Pools;

namespace Resile.Benchmarks.Recovery;

/// <summary>The time from a crash to the next call that is served, beside that of an actor of Akka.NET.</summary>
/// <remarks>
/// Each component, and each actor, crashes once, in turn, and nobody logs it. On our side the time begins with the call that crashes, and its exception goes to the caller;
/// on that of Akka.NET it begins with the message, whose sender hears nothing. It ends when the next call, made at once, is answered.
/// </remarks>
internal sealed class RestartReport : IReportArea
{
    private const int WarmUp = 1_500;
    private const int Crashes = 1_000;

    /// <inheritdoc/>
    public string Name => "recovery-restart";

    /// <inheritdoc/>
    public async Task RunAsync(RatioReport report)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddResile(static resile => resile.Components.AddFragiles());
        using var host = builder.Build();
        await host.StartAsync();
        var pool = host.Services.GetRequiredService<IComponentPool<IFragile, int>>();
        using var system = ActorSystem.Create("peer", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }"));
        var (ours, theirs, thrown, shown) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var crash = 0; crash < WarmUp + Crashes; crash++)
        {
            var (component, actor, exception, barrier) = (await CrashAsync(pool, crash), await CrashAsync(system), Throw(), Interrupt());
            if (crash >= WarmUp)
            {
                ours.Add(component);
                theirs.Add(actor);
                thrown.Add(exception);
                shown.Add(barrier);
            }
        }

        await system.Terminate();
        await host.StopAsync();
        report.Note(string.Create(CultureInfo.InvariantCulture,
            $"crash to next served call, {Crashes} in turn, median (lower to upper quartile): component {Quartiles(ours)}, Akka.NET actor {Quartiles(theirs)}, and of what they do, an exception that is caught {Quartiles(thrown)}, the barrier over all threads that closes a generation {Quartiles(shown)}"));
        report.AtMost("recovery.crash-to-served/akka-restart-and-ask", At(ours, 0.5) / At(theirs, 0.5), 0.3);
    }

    private static async Task<double> CrashAsync(IComponentPool<IFragile, int> pool, int key)
    {
        var fragile = pool.Get(key);
        await fragile.EchoAsync(1);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await fragile.EchoAsync(-1);
        }
        catch (InvalidDataException)
        {
            // What is measured is what follows.
        }

        await fragile.EchoAsync(1);
        var took = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        await pool.RemoveAsync(key);
        return took;
    }

    private static async Task<double> CrashAsync(ActorSystem system)
    {
        var actor = system.ActorOf(Props.Create<FragileActor>());
        await actor.Ask<int>(1);
        var began = Stopwatch.GetTimestamp();
        actor.Tell(-1);
        await actor.Ask<int>(1);
        var took = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        await actor.GracefulStop(TimeSpan.FromSeconds(10));
        return took;
    }

    private static double Throw()
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            new Fragile().EchoAsync(-1).GetAwaiter().GetResult();
        }
        catch (InvalidDataException)
        {
            // What both do at least.
        }

        return Stopwatch.GetElapsedTime(began).TotalMicroseconds;
    }

    private static double Interrupt()
    {
        var began = Stopwatch.GetTimestamp();
        Interlocked.MemoryBarrierProcessWide();
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds;
    }

    private static string Quartiles(List<double> times) =>
        string.Create(CultureInfo.InvariantCulture, $"{At(times, 0.5):N1} us ({At(times, 0.25):N1} to {At(times, 0.75):N1})");

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));
}
