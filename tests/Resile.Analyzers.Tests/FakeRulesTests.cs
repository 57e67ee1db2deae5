namespace Resile.Analyzers.Tests;

/// <summary>The rule of classes whose rest is written for tests.</summary>
public sealed class FakeRulesTests
{
    [Fact]
    public Task Class_that_cannot_be_completed_is_RSL0014() => ContractVerifier.VerifyAsync(
        """
        public interface ICatalog { int Count { get; } }
        [Resile.Testing.Fakes.Fake] public sealed class {|RSL0014:NotPartial|} : ICatalog { public int Count => 0; }
        [Resile.Testing.Fakes.Fake] public sealed partial class {|RSL0014:Generic|}<T> : ICatalog { public int Count => 0; }
        [Resile.Testing.Fakes.Fake] public sealed partial class {|RSL0014:Nothing|};
        [Resile.Testing.Fakes.Fake] public static partial class {|RSL0014:Static|};
        public static partial class Outer
        {
            [Resile.Testing.Fakes.Fake] public sealed partial class {|RSL0014:Nested|} : ICatalog { public int Count => 0; }
        }
        [Resile.Testing.Fakes.Fake] public sealed partial class CatalogFake : ICatalog { public int Count => 0; }
        """);
}
