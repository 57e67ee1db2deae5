namespace Resile.Analyzers.Tests;

/// <summary>The rules of operations that go to several endpoints, and of services beside a contract's own.</summary>
public sealed class CallModeRulesTests
{
    [Fact]
    public Task What_cannot_be_put_together_is_RSL1090() => VerifyAsync(
        """
        [Get("/a"), Broadcast] Task<int> {|RSL1090:NumberAsync|}();
        [Get("/b"), Scatter] Task<int[]> {|RSL1090:ArrayAsync|}();
        [Get("/c"), Scatter] IAsyncEnumerable<int> {|RSL1090:StreamAsync|}();
        [Get("/d"), Broadcast] Task NothingAsync();
        [Post("/e"), Scatter] ValueTask NothingAtAllAsync();
        [Get("/f"), Broadcast] ValueTask<IReadOnlyList<int>> ListAsync();
        [Get("/g"), Scatter] Task<Replies<int?>> EachAsync();
        """);

    [Fact]
    public Task Replies_of_one_endpoint_are_RSL1091() => VerifyAsync("""[Get("/a")] Task<Replies<int>> {|RSL1091:OneAsync|}();""");

    [Fact]
    public Task Modes_that_contradict_each_other_are_RSL1092() => VerifyAsync(
        """
        [Get("/a"), Broadcast, Scatter] Task {|RSL1092:BothAsync|}();
        [Get("/b"), Broadcast, Hedge] Task {|RSL1092:HedgedAsync|}();
        [Get("/c"), Scatter] Task KeyedAsync([HashKey] int {|RSL1092:id|});
        """);

    [Fact]
    public Task Quorum_of_less_than_nobody_is_RSL1093() => VerifyAsync(
        """
        [Get("/a"), Scatter(Quorum = -1)] Task {|RSL1093:LessAsync|}();
        [Get("/b"), Scatter(Quorum = 0)] Task MajorityAsync();
        """);

    [Fact]
    public Task Canary_and_shadow_without_service_or_share_are_RSL1094() => ContractVerifier.VerifyAsync(
        """
        [LoadBalanced("a"), Canary("b", Share = 1.1)] public interface {|RSL1094:IMuch|} { [Get("/")] Task GetAsync(); }
        [LoadBalanced("a"), Canary(" ")] public interface {|RSL1094:INobody|} { [Get("/")] Task GetAsync(); }
        [LoadBalanced("a"), Shadow("b", Share = double.NaN)] public interface {|RSL1094:IUnknown|} { [Get("/")] Task GetAsync(); }
        [LoadBalanced("a"), Canary("b"), Shadow("c", Share = 1)] public interface IBoth { [Get("/")] Task GetAsync(); }
        """);

    private static Task VerifyAsync(string members) => ContractVerifier.VerifyAsync(
        $$"""
          [LoadBalanced("flock")]
          public interface IFlock
          {
              {{members.Replace("IAsyncEnumerable<", "System.Collections.Generic.IAsyncEnumerable<").Replace("IReadOnlyList<", "System.Collections.Generic.IReadOnlyList<")}}
          }
          """);
}
