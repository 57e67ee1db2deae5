namespace Resile.Analyzers.Tests;

public sealed class BalancingRulesTests
{
    [Fact]
    public Task Contract_that_can_travel_is_accepted() => VerifyAsync(
        """
        [Get("/products/{id}")] Task<string> GetAsync(int id, [Query] DayOfWeek[] days, [Header("X-Tenant")] string? tenant);
        [Post("/products")] Task AddAsync(Product product);
        [Delete("/products/{ID}")] Task RemoveAsync(Guid id);
        """);

    [Fact]
    public Task Missing_and_doubled_verbs_are_RSL1001() => VerifyAsync(
        """
        Task {|RSL1001:NoneAsync|}();
        [Get("/a"), Post("/a")] Task {|RSL1001:TwoAsync|}();
        """);

    [Theory]
    [InlineData("products")]
    [InlineData("/products/{id")]
    [InlineData("/products/{id?}")]
    [InlineData("/products/{id=1}")]
    [InlineData("/products/{*id}")]
    [InlineData("/products/{id:}")]
    [InlineData("/products/{id:regex(a)}")]
    [InlineData("/products/{id:int(1)}")]
    [InlineData("/products/{id:min}")]
    [InlineData("/products/{id:range(1)}")]
    [InlineData("/products/{id:min(x)}")]
    [InlineData("/products/{**id}/all")]
    [InlineData("/products/all{**id}")]
    [InlineData("/products/{**id:int}")]
    [InlineData("/products?all=1")]
    [InlineData("/products//all")]
    [InlineData("/products/{id}/{id}")]
    public Task Route_that_is_none_is_RSL1002(string route) => VerifyAsync($"[Get(\"{route}\")] Task {{|RSL1002:GetAsync|}}(int id);");

    [Fact]
    public Task Constraints_and_the_rest_of_a_path_are_no_violation() => VerifyAsync(
        """
        [Get("/products/{id:int}")] Task OneAsync(int id);
        [Get("/products/{id:guid}")] Task TwoAsync(System.Guid id);
        [Get("/products/{name}")] Task ThreeAsync(string name);
        [Get("/products/{**path}")] Task FourAsync(string path);
        [Get("/sold/{id:int:range(1,9)}/{name:length(2,8)}")] Task FiveAsync(int id, string name);
        [Get("/sold/{number:long}/{name:alpha}")] Task {|RSL1006:SixAsync|}(long number, string name);
        [Get("/Products/{**rest}")] Task {|RSL1006:SevenAsync|}(string rest);
        [Get("/bought/{**id}")] Task EightAsync(int {|RSL1005:id|});
        """);

    [Fact]
    public Task Hole_in_a_route_is_RSL1003() => VerifyAsync("""[Get("/products/{id}/{part}")] Task {|RSL1003:GetAsync|}(int id);""");

    [Fact]
    public Task Second_body_and_body_of_a_get_are_RSL1004() => VerifyAsync(
        """
        [Post("/a")] Task {|RSL1004:TwoAsync|}([Body] string left, [Body] string right);
        [Get("/b")] Task {|RSL1004:GetAsync|}([Body] string body);
        """);

    [Fact]
    public Task What_is_no_text_is_RSL1005() => VerifyAsync(
        """
        [Get("/a")] Task StreamAsync(System.IO.Stream {|RSL1005:stream|});
        [Get("/b/{id}")] Task MaybeAsync(int? {|RSL1005:id|});
        [Get("/c")] Task ListAsync([Header("X-Ids")] int[] {|RSL1005:ids|});
        """);

    [Fact]
    public Task Route_of_another_is_RSL1006() => VerifyAsync(
        """
        [Get("/products/{id}")] Task GetAsync(int id);
        [Get("/Products/{number}/")] Task {|RSL1006:TwinAsync|}(int number);
        [Put("/products/{id}")] Task PutAsync(int id, Product product);
        """);

    [Fact]
    public Task Name_that_cannot_be_sent_is_RSL1007() => VerifyAsync(
        """
        [Get("/a")] Task EmptyAsync([Header("")] string {|RSL1007:a|});
        [Get("/b")] Task SpacedAsync([Header("My Tenant")] string {|RSL1007:a|});
        [Get("/c")] Task QueryAsync([Query("")] string {|RSL1007:a|});
        [Get("/d")] Task EscapedAsync([Query("my tenant")] string a, [Header("X-Tenant")] string b);
        """);

    [Fact]
    public Task Hedged_stream_is_RSL1061() => ContractVerifier.VerifyAsync(
        """
        [LoadBalanced("prices", Transport = Transport.Tcp)] public interface IPrices
        {
            IAsyncEnumerable<int> SoundAsync();
            [Idempotent, Hedge] IAsyncEnumerable<int> {|RSL1061:WatchAsync|}();
        }
        [LoadBalanced("quotes")] public interface IQuotes
        {
            [Get("/quotes"), Hedge] IAsyncEnumerable<int> {|RSL1061:WatchAsync|}();
            [Get("/sound")] IAsyncEnumerable<int> SoundAsync(CancellationToken cancellationToken = default);
        }
        [AutoRecover] public interface ISupervised { IAsyncEnumerable<int> WatchAsync(); }
        [DurableMessage] public interface IEvents { IAsyncEnumerable<int> {|RSL3002:WatchAsync|}(); }
        """.Replace("IAsyncEnumerable", "System.Collections.Generic.IAsyncEnumerable"));

    [Fact]
    public Task Tuple_as_JSON_is_RSL0013() => VerifyAsync(
        """
        [Post("/a")] Task {|RSL0013:BodyAsync|}([Body] (int, string) pair);
        [Get("/b")] Task<System.Collections.Generic.List<(int Id, string Name)?>> {|RSL0013:ResultAsync|}();
        [Post("/c")] Task<Product[]> SoundAsync(Product product);
        """);

    [Fact]
    public Task Contract_without_a_service_or_policy_is_RSL1008() => ContractVerifier.VerifyAsync(
        """
        [LoadBalanced("")] public interface {|RSL1008:INowhere|};
        [LoadBalanced("catalog", Policy = " ")] public interface {|RSL1008:INohow|};
        [LoadBalanced("catalog", Policy = "Mine")] public interface IMine;
        """);

    [Fact]
    public Task Second_hash_key_is_RSL1020() => VerifyAsync(
        """
        [Get("/a/{left}/{right}")] Task TwoAsync([HashKey] int left, [HashKey] string {|RSL1020:right|});
        [Get("/b/{left}/{right}")] Task OneAsync([HashKey] int left, string right);
        """);

    [Fact]
    public Task Hash_key_that_cannot_be_hashed_is_RSL1021() => VerifyAsync(
        """
        [Post("/a")] Task BodyAsync([HashKey] Product {|RSL1021:product|});
        [Get("/b")] Task FlagAsync([HashKey] bool {|RSL1021:flag|});
        [Get("/c")] Task TokenAsync([HashKey] CancellationToken {|RSL1021:token|});
        [Get("/d/{id}")] Task GuidAsync([HashKey] Guid id);
        [Get("/e")] Task DayAsync([HashKey] DayOfWeek? day);
        [Get("/f")] Task TimeAsync([HashKey] DateTimeOffset? time);
        """);

    [Fact]
    public Task Hashing_policy_without_a_key_is_RSL1022() => ContractVerifier.VerifyAsync(
        """
        [LoadBalanced("a", Policy = "maglev")] public interface {|RSL1022:INone|} { [Get("/{id}")] Task GetAsync(int id); }
        [LoadBalanced("b", Policy = "Maglev")] public interface IKeyed { [Get("/{id}")] Task GetAsync([HashKey] int id); }
        [LoadBalanced("c")] public interface IOther { [Get("/{id}")] Task GetAsync(int id); }
        """);

    [Fact]
    public Task Hedge_of_what_may_not_be_done_twice_is_RSL1030() => VerifyAsync(
        """
        [Post("/a"), Hedge] Task {|RSL1030:PostAsync|}(Product product);
        [Patch("/b"), Hedge] Task {|RSL1030:PatchAsync|}(Product product);
        [Post("/c"), Idempotent, Hedge] Task OnceAsync(Product product);
        [Get("/d"), Hedge] Task<int> GetAsync();
        """);

    [Fact]
    public Task Hedge_that_adds_no_load_or_too_much_is_RSL1031() => VerifyAsync(
        """
        [Get("/a"), Hedge(MaxExtraLoad = 0)] Task {|RSL1031:NoneAsync|}();
        [Get("/b"), Hedge(MaxExtraLoad = 0.51)] Task {|RSL1031:MuchAsync|}();
        [Get("/c"), Hedge(MaxExtraLoad = double.NaN)] Task {|RSL1031:UnknownAsync|}();
        [Get("/d"), Hedge(MaxExtraLoad = 0.5)] Task HalfAsync();
        """);

    [Fact]
    public Task What_means_something_over_HTTP_alone_is_RSL1040_on_a_contract_for_TCP() => ContractVerifier.VerifyAsync(
        """
        [LoadBalanced("pricing", Transport = Transport.Tcp)]
        public interface IPricing
        {
            [Get("/totals")] Task {|RSL1040:VerbAsync|}();
            Task QueryAsync([Query] int {|RSL1040:id|});
            Task HeaderAsync([Header("X-Tenant")] string {|RSL1040:tenant|});
            Task BodyAsync([Body] string {|RSL1040:body|});
            [Idempotent] Task<decimal> SoundAsync(decimal price, int[] days, string? tenant, System.Threading.CancellationToken token);
        }
        [LoadBalanced("pricing", Transport = Transport.Http)]
        public interface IHttpPricing
        {
            [Get("/totals")] Task VerbAsync([Query] int id);
        }
        """);

    [Fact]
    public Task What_means_something_over_HTTP_alone_is_RSL1040_on_a_contract_for_UDP() => ContractVerifier.VerifyAsync(
        """
        [LoadBalanced("presence", Transport = Transport.Udp)]
        public interface IPresence
        {
            [Get("/totals")] Task {|RSL1040:VerbAsync|}();
            Task QueryAsync([Query] int {|RSL1040:id|});
            [Idempotent] Task SoundAsync([HashKey] int product, string visitor, System.Threading.CancellationToken token);
        }
        """);

    [Fact]
    public Task What_cannot_fit_into_a_datagram_is_RSL1050() => ContractVerifier.VerifyAsync(
        $$"""
          [LoadBalanced("presence", Transport = Transport.Udp)]
          public interface IPresence
          {
              Task {|RSL1050:SaveAsync|}(Wide wide);
              Task<Wide> {|RSL1050:LoadAsync|}(int id);
              Task PerhapsAsync(Wide? wide, Half half);
              Task OddAsync(Converted converted);
          }
          [LoadBalanced("presence", Transport = Transport.Tcp)]
          public interface IOther
          {
              Task SaveAsync(Wide wide);
          }
          public sealed class Wide { {{Properties(28)}} }
          public sealed class Half { {{Properties(14)}} public Half? Next { get; set; } }
          [System.Text.Json.Serialization.JsonConverter(typeof(object))]
          public sealed class Converted { {{Properties(28)}} }
          """);

    [Fact]
    public Task What_may_be_of_any_size_in_a_datagram_is_RSL1051() => ContractVerifier.VerifyAsync(
        """
        [LoadBalanced("presence", Transport = Transport.Udp)]
        public interface IPresence
        {
            Task SendAsync(byte[] {|RSL1051:bytes|});
            Task TellAsync(int id, System.Collections.Generic.Dictionary<string, int> {|RSL1051:all|});
            Task<System.Collections.Generic.IReadOnlyList<string>> {|RSL1051:ListAsync|}(int id);
            Task<string?> SoundAsync(string text, decimal number, System.Guid? id);
        }
        """);

    [Fact]
    public Task Stream_over_UDP_is_RSL1052() => ContractVerifier.VerifyAsync(
        """
        [LoadBalanced("presence", Transport = Transport.Udp)]
        public interface IPresence
        {
            Task<System.IO.Stream> {|RSL1052:ExportAsync|}();
            Task {|RSL1052:ImportAsync|}(System.IO.MemoryStream stream);
            System.Collections.Generic.IAsyncEnumerable<int> {|RSL1052:WatchAsync|}();
            Task<int> SoundAsync(int id);
        }
        """);

    private static string Properties(int count) => string.Join(" ", Enumerable.Range(10, count).Select(static number =>
        $"public System.DateTimeOffset SeenAtTheTime{number} {{ get; set; }}"));

    private static Task VerifyAsync(string members) => ContractVerifier.VerifyAsync(
        $$"""
          [LoadBalanced("catalog")]
          public interface ICatalog
          {
              {{members}}
          }
          public sealed record Product(int Id);
          """);
}
