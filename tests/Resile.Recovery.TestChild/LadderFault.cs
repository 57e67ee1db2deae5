using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Resile.Recovery.TestChild;

/// <summary>Lets a fault happen as soon as the host has started.</summary>
internal sealed class LadderFault(IServiceProvider services, string? fault) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Ladder.PrintEvents(services.GetRequiredService<ISupervision>());
        if (fault == "start" && Ladder.Lives == 2)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        }

        if (fault == "slow")
        {
            Console.WriteLine("starts slowly");
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        if (fault == "first")
        {
            throw new IOException("The disk is not there yet.");
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started.SetResult);
        await started.Task;
        Console.WriteLine($"serves {Ladder.Lives}");
        var accident = services.GetRequiredService<IAccident>();
        switch (fault)
        {
            case "allocation":
                await accident.AskForTooMuchMemoryAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case "memory":
                await accident.ExhaustMemoryAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case "worker":
                throw new IOException("The worker has lost its disk.");
            case "environment":
                Console.WriteLine($"inherits [{string.Join(", ", new[] { "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "RESILE_WATCHDOG" }
                    .Where(static name => Environment.GetEnvironmentVariable(name) is not null))}]");
                break;
            case "once" when Ladder.Lives > 1:
            case "deaf,quiet" or null:
                break;
            default:
                await accident.HappenAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
        }
    }
}
