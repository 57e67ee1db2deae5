using System.Globalization;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Tests.Policies;

/// <summary>Where the policies that hash send keys, when endpoints come and go, and when a key is popular.</summary>
public sealed class HashingTests
{
    private const int Keys = 20_000;

    public static TheoryData<string> Names => [LoadBalancingPolicies.Rendezvous, LoadBalancingPolicies.Maglev];

    [Theory, MemberData(nameof(Names))]
    public void Equal_keys_go_to_the_same_endpoint_in_every_client(string policy)
    {
        using var rig = Rig(policy, 20);
        using var other = Rig(policy, 20);
        other.List([.. Enumerable.Range(0, 20).Reverse().Select(static index => (NameOf(index), 1))]);

        Assert.Equal(Places(rig), Places(other));
    }

    [Theory, MemberData(nameof(Names))]
    public void Keys_spread_evenly(string policy)
    {
        using var rig = Rig(policy, 20);
        var counts = Places(rig).CountBy(static name => name).ToArray();

        Assert.Equal(20, counts.Length);
        Assert.All(counts, static pair => Assert.InRange(pair.Value, Keys / 20 * 0.85, Keys / 20 * 1.15));
    }

    [Theory, MemberData(nameof(Names))]
    public void Keys_spread_by_weight(string policy)
    {
        using var rig = new BalancerRig(policy, 6, 3, 1);
        var places = Places(rig);

        Assert.InRange(places.Count(static name => name == "a"), Keys * 0.58, Keys * 0.62);
        Assert.InRange(places.Count(static name => name == "c"), Keys * 0.09, Keys * 0.11);
    }

    [Theory, InlineData(LoadBalancingPolicies.Rendezvous, 0), InlineData(LoadBalancingPolicies.Maglev, 0.01)]
    public void Endpoint_that_goes_takes_hardly_more_than_its_own_keys_along(string policy, double mostMoved)
    {
        using var rig = Rig(policy, 20);
        var before = Places(rig);
        rig.List([.. Enumerable.Range(0, 20).Where(static index => index != 7).Select(static index => (NameOf(index), 1))]);
        var after = Places(rig);

        var moved = before.Zip(after).Count(static pair => pair.First != NameOf(7) && pair.First != pair.Second);
        TestContext.Current.TestOutputHelper?.WriteLine($"One of twenty goes, {policy}: {(double)moved / Keys:P2} of the keys of others move");
        Assert.InRange((double)moved / Keys, 0, mostMoved);
    }

    [Theory, MemberData(nameof(Names))]
    public void Popular_keys_fill_no_endpoint_beyond_its_bound(string policy)
    {
        using var idle = Rig(policy, 20);
        using var rig = Rig(policy, 20);
        var random = new RandomSource(3);
        var running = new Queue<Lease>();
        var (home, most) = (0, 0);
        for (var call = 0; call < 20_000; call++)
        {
            // Zipf: the key of rank r with the probability ~ 1/r, by the inverse of its distribution.
            var rank = (int)Math.Pow(1_000, random.NextDouble());
            var lease = rig.Acquire(KeyOf(rank));
            running.Enqueue(lease);
            most = Math.Max(most, lease.Endpoint!.InFlight);
            home += lease.Endpoint.Address.Host == Place(idle, rank) ? 1 : 0;
            if (running.Count == 400)
            {
                rig.Balancer.Release(running.Dequeue(), CallResult.Answered);
            }
        }

        // 400 in flight on 20: a quarter more than the mean of 20; unbounded, the first key alone would take more than 50.
        TestContext.Current.TestOutputHelper?.WriteLine($"Popular keys, {policy}: peak {most / 20.0:0.00} of the mean, {home / 20_000.0:P0} at home");
        Assert.InRange(most, 21, 25);
        Assert.InRange(home / 20_000.0, 0.6, 1);
    }

    [Theory, MemberData(nameof(Names))]
    public void Call_without_a_key_goes_anywhere(string policy)
    {
        using var rig = Rig(policy, 20);
        var counts = Enumerable.Range(0, Keys).Select(_ => rig.Call()).CountBy(static name => name).ToArray();

        Assert.Equal(20, counts.Length);
        Assert.All(counts, static pair => Assert.InRange(pair.Value, Keys / 20 * 0.85, Keys / 20 * 1.15));
    }

    [Theory, MemberData(nameof(Names))]
    public void Pick_and_observation_allocate_nothing(string policy) => Assert.Equal(0, AllocatedBy(policy));

    [Fact]
    public void Pick_and_observation_allocate_nothing_in_any_policy() =>
        Assert.All(new LoadBalancerCatalog([]).Names, static policy => Assert.Equal(0, AllocatedBy(policy)));

    [Fact]
    public void Key_is_that_of_its_invariant_text_whatever_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            Assert.Equal(HashKeys.Of("1.5"), HashKeys.Of(1.5m));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Key_of_null_is_none_and_of_a_nullable_that_of_its_value()
    {
        Assert.Null(HashKeys.Of((string?)null));
        Assert.Null(HashKeys.Of((int?)null));
        Assert.Equal(HashKeys.Of(5), HashKeys.Of((int?)5));
        Assert.Equal(HashKeys.Of(5), HashKeys.Of(5L));
        Assert.NotEqual(HashKeys.Of(5), HashKeys.Of(6));
        Assert.Equal(HashKeys.Of("2026-01-02T00:00:00.0000001Z"), HashKeys.Of(new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc).AddTicks(1)));
    }

    [Fact]
    public void Key_is_made_without_an_allocation()
    {
        var guid = Guid.NewGuid();
        KeysOf(guid, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        KeysOf(guid, 1);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static ulong? KeysOf(Guid guid, int time) => HashKeys.Of(guid) ^ HashKeys.Of(time) ^ HashKeys.Of("text") ^ HashKeys.Of(1.5m) ^ HashKeys.Of((long?)time)
            ^ HashKeys.Of(DateTimeOffset.UnixEpoch);
    }

    private static long AllocatedBy(string policy)
    {
        using var rig = Rig(policy, 8);
        for (var warm = 0; warm < 200; warm++)
        {
            rig.Balancer.Release(rig.Acquire(KeyOf(warm)), CallResult.Answered);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1_000; call++)
        {
            rig.Balancer.Release(rig.Acquire(KeyOf(call)), CallResult.Answered);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static BalancerRig Rig(string policy, int endpoints)
    {
        var rig = new BalancerRig(policy);
        rig.List([.. Enumerable.Range(0, endpoints).Select(static index => (NameOf(index), 1))]);
        return rig;
    }

    private static string NameOf(int index) => $"replica{index}";

    private static ulong? KeyOf(int key) => HashKeys.Of(key);

    private static string[] Places(BalancerRig rig) => [.. Enumerable.Range(0, Keys).Select(key => Place(rig, key))];

    private static string Place(BalancerRig rig, int key)
    {
        var lease = rig.Acquire(KeyOf(key));
        rig.Balancer.Release(lease, CallResult.Answered);
        return BalancerRig.NameOf(lease.Endpoint);
    }
}
