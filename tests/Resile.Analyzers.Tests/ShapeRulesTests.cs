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

    [Theory, MemberData(nameof(Attributes))]
    public Task Contract_whose_names_are_taken_is_RSL0008(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          public class OrdersBalanced;
          public class OrdersSupervised;
          public class OrdersSender;
          [{{attribute}}]
          public interface {|RSL0008:IOrders|};
          [{{attribute}}]
          public interface IBills;
          [{{attribute}}]
          public interface {|RSL0008:Bills|};
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Type_that_was_generated_is_in_nobody_s_way(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [System.CodeDom.Compiler.GeneratedCode("Resile.Generators", "1.0.0")]
          public class OrdersBalanced;
          [System.CodeDom.Compiler.GeneratedCode("Resile.Generators", "1.0.0")]
          public class OrdersSupervised;
          [System.CodeDom.Compiler.GeneratedCode("Resile.Generators", "1.0.0")]
          public class OrdersSender;
          [{{attribute}}]
          public interface IOrders;
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Protected_method_is_RSL0009(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface IOrders
          {
              protected Task {|RSL0009:HiddenAsync|}();
              private protected Task {|RSL0009:MoreHiddenAsync|}();
              {{Operation(attribute)}} internal Task GoAsync(int id);
          }
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Disposable_contract_is_RSL0010(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface {|RSL0010:IOrders|} : IDisposable;
          [{{attribute}}]
          public interface {|RSL0010:IBills|} : IAsyncDisposable;
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Second_cancellation_token_is_RSL0011(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface IOrders { Task GoAsync(CancellationToken one, CancellationToken {|RSL0011:other|}); }
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Deadline_that_is_none_is_RSL0012(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}, Deadline("soon")]
          public interface {|RSL0012:IOrders|};
          [{{attribute}}, Deadline("5s")]
          public interface IBills
          {
              [Deadline("5")] Task {|RSL0012:GoAsync|}(int id);
              [Deadline("250ms")] {{Operation(attribute)}} Task StopAsync(int id);
          }
          """);

    [Theory, MemberData(nameof(Attributes))]
    public Task Contract_of_the_wrong_shape_is_reported_once(string attribute) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attribute}}]
          public interface {|RSL0005:IRepository|}<T> { Task<T> FindAsync(ref int id); int Count { get; } }
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
