using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery;
using Resile.Recovery.Pools;
using Resile.Testing.Recovery;

namespace Resile.Testing.Tests.Recovery.Subjects;

/// <summary>A tree of all strategies and kinds, three supervisors deep, with a loop and a pool.</summary>
internal static class Garden
{
    public const int QueueLimit = 4;
    public const int ComponentRestarts = 3;
    public const int ServiceRestarts = 2;
    public static readonly TimeSpan ComponentWindow = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan ServiceWindow = TimeSpan.FromSeconds(60);

    /// <summary>Gets the supervisor above each; null stands for the system.</summary>
    public static IReadOnlyDictionary<string, string?> Parents { get; } = new Dictionary<string, string?>
    {
        ["Trunk"] = null,
        ["Branch"] = "Trunk",
        ["Bud"] = "Branch",
        ["Bush"] = null,
        ["SessionPool"] = "Bush",
    };

    public static Task<RecoveryHarness> StartAsync(Journal journal, int seed, int grace = 20) => RecoveryHarness.StartAsync(
        services =>
        {
            services.AddSingleton(journal);
            var components = new ComponentsBuilder(services);
            var trunk = components.Under("Trunk", Of(SupervisionStrategy.RestForOne)).AddStem<Stem>(Set()).AddTwig<Twig>(Set(ChildRestart.Transient));
            trunk.Under("Branch", Of(SupervisionStrategy.OneForAll)).AddFlower<Flower>(Set()).AddFruit<Fruit>(Set()).Under("Bud", Of(default)).AddSeed<Seed>(Set());
            trunk.AddLeaf<Leaf>(Set(ChildRestart.Temporary));
            components.Under("Bush", Of(default)).AddBerry<Berry>(Set()).AddNut<Nut>(Set(ChildRestart.Transient)).AddPool<ISession, int>(
                "Session", static cell => new SessionSupervised(cell), SessionSupervised.ExceptionActions,
                static (services, key) => new Session(
                    key, services.GetRequiredService<RecoveryContext>(), services.GetRequiredService<Journal>(), services.GetRequiredService<TimeProvider>()),
                SessionSupervised.SetDefaults, Set());
        },
        new RecoveryHarnessOptions
        {
            Seed = seed,
            Grace = TimeSpan.FromMilliseconds(grace),
            Configuration = new Dictionary<string, string?>
            {
                ["Resile:Supervisors:SessionPool:MaxRestarts"] = $"{ServiceRestarts}",
                ["Resile:Supervisors:SessionPool:RestartWindow"] = $"{ServiceWindow}",
            },
        });

    public static IReadOnlyList<ISubject> Subjects(RecoveryHarness harness)
    {
        var pool = harness.Services.GetRequiredService<IComponentPool<ISession, int>>();
        return
        [
            harness.Component<IStem>(), harness.Component<ITwig>(), harness.Component<ILeaf>(), harness.Component<IFlower>(), harness.Component<IFruit>(),
            harness.Component<ISeed>(), harness.Component<IBerry>(), harness.Component<INut>(), pool.Get(1), pool.Get(2),
        ];
    }

    private static Action<SupervisorOptions> Of(SupervisionStrategy strategy) => options =>
        (options.Strategy, options.MaxRestarts, options.RestartWindow) = (strategy, ServiceRestarts, ServiceWindow);

    private static Action<AutoRecoverOptions> Set(ChildRestart restart = ChildRestart.Permanent) => options =>
    {
        (options.Restart, options.MaxRestarts, options.RestartWindow) = (restart, ComponentRestarts, ComponentWindow);
        (options.QueueLimit, options.PendingTimeout, options.LongestPause) = (QueueLimit, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        (options.StartTimeout, options.SnapshotInterval, options.ZombieLimit) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 5);
    };
}
