using Resile.Analyzers.CodeFixes.Balancing;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Mends balanced contracts, whatever they travel over.</summary>
public sealed class BalancingFixTests
{
    [Fact]
    public Task Service_is_named_after_its_contract() => VerifyAsync(
        "RSL1008.NameService",
        """[LoadBalanced("")] public interface {|RSL1008:IOrderLines|}; [LoadBalanced(" ", Transport = Transport.Tcp)] public interface {|RSL1008:Catalog|};""",
        """[LoadBalanced("order-lines")] public interface IOrderLines; [LoadBalanced("catalog", Transport = Transport.Tcp)] public interface Catalog;""");

    [Theory]
    [InlineData("RSL1008", "\"\"")]
    [InlineData("RSL1022", "LoadBalancingPolicies.Rendezvous")]
    public Task Policy_that_does_nothing_is_left_out(string rule, string policy) => VerifyAsync(
        rule + ".UseDefaultPolicy",
        $$"""[LoadBalanced("a", Policy = {{policy}})] public interface {|{{rule}}:IA|}; [LoadBalanced("b", Policy = {{policy}}, Transport = Transport.Tcp)] public interface {|{{rule}}:IB|};""",
        """[LoadBalanced("a")] public interface IA; [LoadBalanced("b", Transport = Transport.Tcp)] public interface IB;""");

    [Theory]
    [InlineData("RSL1020.KeepFirst", "[HashKey] string a, int b", "[HashKey, Query] int a, [Query] Guid b")]
    [InlineData("RSL1020.KeepSecond", "string a, [HashKey] int b", "[Query] int a, [Query, HashKey] Guid b")]
    public Task Hash_key_is_left_on_one_parameter(string key, string first, string second) => VerifyAsync(
        key,
        """[LoadBalanced("a")] public interface IA { [Get("/a")] Task AAsync([HashKey] string a, [HashKey] int {|RSL1020:b|}); [Get("/b")] Task BAsync([HashKey, Query] int a, [Query, HashKey] Guid {|RSL1020:b|}); }""",
        $$"""[LoadBalanced("a")] public interface IA { [Get("/a")] Task AAsync({{first}}); [Get("/b")] Task BAsync({{second}}); }""");

    [Theory]
    [InlineData("RSL1030.AddIdempotent", "[Post(\"/a\"), Hedge, Idempotent]", "[Hedge(MaxExtraLoad = 0.1)]\n    [Patch(\"/b\"), Idempotent]")]
    [InlineData("RSL1030.RemoveHedge", "[Post(\"/a\")]", "[Patch(\"/b\")]")]
    public Task Hedge_is_idempotent_or_none(string key, string first, string second) => VerifyAsync(
        key,
        """
        [LoadBalanced("a")]
        public interface IA
        {
            /// <summary>Adds.</summary>
            [Post("/a"), Hedge]
            Task {|RSL1030:AAsync|}();

            [Hedge(MaxExtraLoad = 0.1)]
            [Patch("/b")]
            Task {|RSL1030:BAsync|}();
        }
        """,
        $$"""
        [LoadBalanced("a")]
        public interface IA
        {
            /// <summary>Adds.</summary>
            {{first}}
            Task AAsync();

            {{second}}
            Task BAsync();
        }
        """);

    [Fact]
    public Task Percent_of_a_hedge_are_written_as_a_share() => VerifyAsync(
        "RSL1031.WriteAsShare",
        """[LoadBalanced("a")] public interface IA { [Get("/a"), Hedge(MaxExtraLoad = 5)] Task {|RSL1031:AAsync|}(); [Get("/b"), Hedge(MaxExtraLoad = 12.5)] Task {|RSL1031:BAsync|}(); }""",
        """[LoadBalanced("a")] public interface IA { [Get("/a"), Hedge(MaxExtraLoad = 0.05)] Task AAsync(); [Get("/b"), Hedge(MaxExtraLoad = 0.125)] Task BAsync(); }""");

    [Fact]
    public Task Load_of_a_hedge_is_left_out() => VerifyAsync(
        "RSL1031.UseDefaultLoad",
        """[LoadBalanced("a")] public interface IA { [Get("/a"), Hedge(MaxExtraLoad = 0)] Task {|RSL1031:AAsync|}(); [Get("/b"), Hedge(MaxExtraLoad = 0.7)] Task {|RSL1031:BAsync|}(); }""",
        """[LoadBalanced("a")] public interface IA { [Get("/a"), Hedge] Task AAsync(); [Get("/b"), Hedge] Task BAsync(); }""");

    [Fact]
    public Task Stream_of_items_is_not_hedged() => VerifyAsync(
        "RSL1061.RemoveHedge",
        """
        [LoadBalanced("a")] public interface IA
        {
            [Hedge] [Get("/a")] System.Collections.Generic.IAsyncEnumerable<int> {|RSL1061:AAsync|}();
            [Hedge, Get("/b")] System.Collections.Generic.IAsyncEnumerable<int> {|RSL1061:BAsync|}();
        }
        """,
        """
        [LoadBalanced("a")] public interface IA
        {
            [Get("/a")] System.Collections.Generic.IAsyncEnumerable<int> AAsync();
            [Get("/b")] System.Collections.Generic.IAsyncEnumerable<int> BAsync();
        }
        """);

    [Fact]
    public Task What_may_be_large_travels_over_TCP() => VerifyAsync(
        "RSL1051.TravelOverTcp",
        """[LoadBalanced("a", Transport = Transport.Udp)] public interface IA { Task<int[]> {|RSL1051:AAsync|}(); Task BAsync(byte[] {|RSL1051:b|}); }""",
        """[LoadBalanced("a", Transport = Transport.Tcp)] public interface IA { Task<int[]> AAsync(); Task BAsync(byte[] b); }""");

    [Fact]
    public Task What_is_too_large_travels_over_TCP()
    {
        var type = $"public sealed record Large(int {string.Join(", int ", Enumerable.Range(0, 60).Select(static number => $"AVeryLongNameOfAProperty{number:00}"))});";
        return VerifyAsync(
            "RSL1050.TravelOverTcp",
            """[LoadBalanced("a", Transport = Resile.Transport.Udp)] public interface IA { Task {|RSL1050:AAsync|}(Large large); Task<Large> {|RSL1050:BAsync|}(); } """ + type,
            """[LoadBalanced("a", Transport = Resile.Transport.Tcp)] public interface IA { Task AAsync(Large large); Task<Large> BAsync(); } """ + type);
    }

    [Fact]
    public Task Items_travel_over_TCP() => VerifyAsync(
        "RSL1052.TravelOverTcp",
        """[LoadBalanced("a", Transport = Transport.Udp)] public interface IA { System.Collections.Generic.IAsyncEnumerable<int> {|RSL1052:AAsync|}(); }""",
        """[LoadBalanced("a", Transport = Transport.Tcp)] public interface IA { System.Collections.Generic.IAsyncEnumerable<int> AAsync(); }""");

    [Fact]
    public Task Answers_of_several_endpoints_are_replies() => VerifyAsync(
        "RSL1090.ReturnReplies",
        """[LoadBalanced("a")] public interface IA { [Get("/a"), Broadcast] Task<int> {|RSL1090:AAsync|}(); [Get("/b"), Scatter] ValueTask<string?> {|RSL1090:BAsync|}(); }""",
        """[LoadBalanced("a")] public interface IA { [Get("/a"), Broadcast] Task<Replies<int>> AAsync(); [Get("/b"), Scatter] ValueTask<Replies<string?>> BAsync(); }""");

    [Theory]
    [InlineData("RSL1091.AddBroadcast", "[Get(\"/a\"), Broadcast] Task<Replies<int>>", "[Get(\"/b\"), Broadcast] ValueTask<Resile.Replies<string>>")]
    [InlineData("RSL1091.AddScatter", "[Get(\"/a\"), Scatter] Task<Replies<int>>", "[Get(\"/b\"), Scatter] ValueTask<Resile.Replies<string>>")]
    [InlineData("RSL1091.ReturnReply", "[Get(\"/a\")] Task<int>", "[Get(\"/b\")] ValueTask<string>")]
    public Task Reply_of_one_endpoint_is_one(string key, string first, string second) => VerifyAsync(
        key,
        """[LoadBalanced("a")] public interface IA { [Get("/a")] Task<Replies<int>> {|RSL1091:AAsync|}(); [Get("/b")] ValueTask<Resile.Replies<string>> {|RSL1091:BAsync|}(); }""",
        $$"""[LoadBalanced("a")] public interface IA { {{first}} AAsync(); {{second}} BAsync(); }""");

    [Theory]
    [InlineData("RSL1092.RemoveFirst", "[Get(\"/a\")] Task AAsync([HashKey] int a); [Get(\"/b\"), Hedge] Task BAsync();")]
    [InlineData("RSL1092.RemoveSecond", "[Get(\"/a\"), Broadcast] Task AAsync(int a); [Get(\"/b\"), Scatter] Task BAsync();")]
    public Task Call_goes_to_several_endpoints_or_is_hedged_or_keyed(string key, string after) => VerifyAsync(
        key,
        """[LoadBalanced("a")] public interface IA { [Get("/a"), Broadcast] Task AAsync([HashKey] int {|RSL1092:a|}); [Get("/b"), Hedge, Scatter] Task {|RSL1092:BAsync|}(); }""",
        $$"""[LoadBalanced("a")] public interface IA { {{after}} }""");

    [Fact]
    public Task Quorum_is_the_majority() => VerifyAsync(
        "RSL1093.UseMajority",
        """[LoadBalanced("a")] public interface IA { [Get("/a"), Scatter(Quorum = -1)] Task {|RSL1093:AAsync|}(); }""",
        """[LoadBalanced("a")] public interface IA { [Get("/a"), Scatter] Task AAsync(); }""");

    [Theory]
    [InlineData("RSL1094.WriteAsShare", "\"next\", Share = 0.05", "\"next\", Share = 0.1")]
    [InlineData("RSL1094.UseDefaultShare", "\"next\"", "\"next\"")]
    public Task Share_of_another_service_is_one(string key, string first, string second) => VerifyAsync(
        key,
        """[LoadBalanced("a"), Canary("next", Share = 5)] public interface {|RSL1094:IA|}; [LoadBalanced("b"), Shadow("next", Share = 10)] public interface {|RSL1094:IB|};""",
        $$"""[LoadBalanced("a"), Canary({{first}})] public interface IA; [LoadBalanced("b"), Shadow({{second}})] public interface IB;""");

    [Fact]
    public Task Nothing_is_offered_where_a_person_has_to_decide() => FixVerifier.VerifyNoneAsync<BalancingCodeFixProvider>(
        """
        [LoadBalanced("a"), Canary("")] public interface {|RSL1094:IA|};
        [LoadBalanced(Known.Nothing)] public interface {|RSL1008:IB|};
        [LoadBalanced("c", Transport = Transport.Udp)] public interface IC { Task<System.IO.Stream> {|RSL1052:AAsync|}(); }
        public static class Known { public const string Nothing = ""; }
        """);

    private static Task VerifyAsync(string key, string before, string after) => FixVerifier.VerifyAsync<BalancingCodeFixProvider>(key, before, after);
}
