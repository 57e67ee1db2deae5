namespace Resile.Analyzers.Tests;

public sealed class ShapeRulesTests
{
    public static TheoryData<string> Attributes => ["AutoRecover", "DurableMessage", "LoadBalanced(\"catalog\")"];

    [Theory, MemberData(nameof(Attributes))]
    public Task Contract_of_asynchronous_methods_is_accepted(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface IOrders
          {
              {{Operation(attribute)}} Task PlaceAsync(Order order, CancellationToken cancellationToken = default);
              int Twice(int value) => 2 * value;
          }
          public sealed record Order(int Id);
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Synchronous_method_is_RSL0001(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface IOrders { int {|RSL0001:Count|}(); }
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Property_indexer_and_event_are_RSL0002(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface IOrders
          {
              int {|RSL0002:Count|} { get; }
              int {|RSL0002:this|}[int index] { get; set; }
              event EventHandler {|RSL0002:Changed|};
          }
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Generic_method_is_RSL0003(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface IOrders { Task {|RSL0003:PlaceAsync|}<T>(T order); }
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Parameter_by_reference_is_RSL0004(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface IOrders
          {
              Task PlaceAsync(ref int {|RSL0004:id|});
              Task ParseAsync(ReadOnlySpan<byte> {|RSL0004:bytes|});
          }
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Generic_contract_is_RSL0005(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface {|RSL0005:IRepository|}<T>;
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Hidden_contract_is_RSL0006(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          file interface {|RSL0006:IHidden|};
          public class Outer
          {
              [{{attribute}}]
              private interface {|RSL0006:INested|};
          }
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Static_abstract_member_is_RSL0007(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface IOrders { static abstract IOrders {|RSL0007:Create|}(); }
          """);

    [Fact]
    public Task Interface_without_an_attribute_is_left_alone() => ContractVerifier.VerifyAsync(
        """
        public interface IOrders { int Count { get; } void Forget<T>(ref T value); }
        """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Inherited_member_is_reported_where_it_stands(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          public interface ICounted { int {|RSL0002:Count|} { get; } }
          [{{attribute}}]
          public interface IOrders : ICounted;
          """);

    private static string Operation(string attribute) => attribute.StartsWith("Load", StringComparison.Ordinal) ? "[Post(\"/orders\")]" : "";
}
