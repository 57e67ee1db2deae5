using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Resile.Recovery.Supervision;

namespace Resile.Recovery.Hosting;

/// <summary>How long the whole of what is supervised may take.</summary>
/// <param name="Components">How many components there are.</param>
/// <param name="Start">How long its start may take: components start one after the other.</param>
/// <param name="Shutdown">How long its components may take to end, one after the other.</param>
/// <param name="HostShutdown">How long the host lets all its services take.</param>
internal sealed record TreeTimes(int Components, TimeSpan Start, TimeSpan Shutdown, TimeSpan HostShutdown)
{
    private static readonly TimeSpan StartMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(10);

    /// <summary>Gets how long the process may take to serve, with what comes besides its components.</summary>
    public TimeSpan StartLimit => Start + StartMargin;

    /// <summary>Gets how long the process may take to end, with what comes besides.</summary>
    public TimeSpan StopLimit => (Shutdown > HostShutdown ? Shutdown : HostShutdown) + StopMargin;

    /// <summary>Gets a warning for where the host cuts its components off; null where it does not.</summary>
    public string? Warning => Shutdown <= HostShutdown ? null
        : FormattableString.Invariant($"The components may take {Shutdown.TotalSeconds} s to end, and the host cuts them off after {HostShutdown.TotalSeconds} s: raise HostOptions.ShutdownTimeout.");

    public static TreeTimes Of(IServiceProvider services)
    {
        var all = services.GetRequiredService<IOptionsMonitor<AutoRecoverOptions>>();
        AutoRecoverOptions[] components = [.. services.GetServices<ChildRegistration>().Select(registration => registration switch
        {
            ComponentRegistration component => all.Get(component.Name),

            // Those of a pool start and end beside one another.
            PoolRegistration pool => all.Get(pool.Component),
            _ => null,
        }).OfType<AutoRecoverOptions>()];
        return new TreeTimes(
            components.Length,
            components.Aggregate(TimeSpan.Zero, static (sum, component) => sum + component.StartTimeout),
            components.Aggregate(TimeSpan.Zero, static (sum, component) => sum + component.ShutdownTimeout),
            services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }
}
