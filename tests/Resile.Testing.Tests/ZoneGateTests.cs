namespace Resile.Testing.Tests;

/// <summary>What becomes of calls while a zone, or all endpoints of the first priority, stand still, and afterwards.</summary>
public sealed class ZoneGateTests
{
    private static readonly SimulatedServer Sound = new() { MeanTime = TimeSpan.FromMilliseconds(10) };
    private static readonly string[] Zones = ["a", "b", "c"];

    [Fact]
    public void Clients_stay_in_their_zone_while_all_are_well()
    {
        var report = Simulate(Outage(0, 0), TimeSpan.FromSeconds(20), 0.2, ["a"]).Run();

        Assert.Equal(1, report.Servers.Take(3).Sum(static server => server.Share), 6);
    }

    [Fact]
    public void Outage_of_a_zone_spills_to_the_others_and_ends()
    {
        var during = Simulate(Outage(5, 60), TimeSpan.FromSeconds(40), 0.5, Zones).Run();
        var after = Simulate(Outage(5, 10), TimeSpan.FromSeconds(40), 0.75, Zones).Run();

        Assert.InRange(ShareOfA(during), 0, 0.01);
        Assert.InRange(during.ShareAnsweredWithin(TimeSpan.FromMilliseconds(200)), 0.985, 1);
        Assert.InRange(ShareOfA(after), 0.31, 0.36);
        Assert.InRange(after.ShareAnsweredWithin(TimeSpan.FromMilliseconds(200)), 0.999, 1);
    }

    [Fact]
    public void Outage_of_the_first_priority_is_carried_by_the_second_and_ends()
    {
        SimulatedServer[] Servers(double start, double seconds) =>
            [.. Enumerable.Repeat(Sound with { Freezes = Freeze(start, seconds) }, 4), .. Enumerable.Repeat(Sound with { Priority = 1 }, 4)];
        var during = Simulate(Servers(5, 60), TimeSpan.FromSeconds(40), 0.5, []).Run();
        var after = Simulate(Servers(5, 10), TimeSpan.FromSeconds(40), 0.75, []).Run();

        Assert.InRange(during.Servers.Skip(4).Sum(static server => server.Share), 0.99, 1);
        Assert.InRange(during.ShareAnsweredWithin(TimeSpan.FromMilliseconds(200)), 0.985, 1);
        Assert.Equal(1, after.Servers.Take(4).Sum(static server => server.Share), 6);
    }

    private static double ShareOfA(BalancingReport report) => report.Servers.Take(3).Sum(static server => server.Share);

    private static SimulatedServer[] Outage(double start, double seconds) =>
        [.. Zones.SelectMany(zone => Enumerable.Repeat(Sound with { Zone = zone, Freezes = zone == "a" ? Freeze(start, seconds) : [] }, 3))];

    private static SimulatedFreeze[] Freeze(double start, double seconds) =>
        seconds == 0 ? [] : [new(TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(seconds))];

    private static BalancingSimulation Simulate(SimulatedServer[] servers, TimeSpan duration, double warmUp, string[] clientZones) => new()
    {
        Servers = servers,
        CallsPerSecond = 1_000,
        Clients = 6,
        ClientZones = clientZones,
        Duration = duration,
        WarmUpShare = warmUp,
        Deadline = TimeSpan.FromMilliseconds(500),
    };
}
