using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Tests;

/// <summary>Any interface is either carried or refused by name, and the refusals compile.</summary>
public sealed class ContractShapeTests
{
    [Theory]
    [InlineData("int Add(int left, int right);", "RSL0001")]
    [InlineData("void Forget();", "RSL0001")]
    [InlineData("int Count { get; set; }", "RSL0002")]
    [InlineData("string this[int index] { get; }", "RSL0002")]
    [InlineData("event EventHandler Changed;", "RSL0002")]
    [InlineData("Task<T?> GetAsync<T>(T? value) where T : class;", "RSL0003")]
    [InlineData("Task<T?> GetAsync<T>(T? value);", "RSL0003")]
    [InlineData("Task GetAsync(ref int value);", "RSL0004")]
    [InlineData("Task GetAsync(in int value);", "RSL0004")]
    [InlineData("Task GetAsync(out int value);", "RSL0004")]
    [InlineData("Task GetAsync(ReadOnlySpan<byte> bytes);", "RSL0004")]
    [InlineData("unsafe Task GetAsync(int* pointer);", "RSL0004")]
    [InlineData("ref int Number();", "RSL0001")]
    public void Member_that_cannot_be_carried_is_refused_and_still_compiles(string member, string rule)
    {
        var refused = Refused(member);

        Assert.StartsWith(rule + ": ", refused.Reason);
        Assert.Contains("'Acme.IOdd.", refused.Reason);
        Assert.Empty(Compile(member, refused));
    }

    [Fact]
    public void Default_member_is_left_to_the_interface()
    {
        var contract = Contract("int Twice() => 2;");

        Assert.Empty(ContractMembers.ToImplement(contract));
    }

    [Fact]
    public void Diamond_with_equal_members_implements_the_second_explicitly()
    {
        var contract = Contract("",
            ": ILeft, IRight { } public interface ILeft { Task GoAsync(); } public interface IRight { Task GoAsync(); } public interface IUnused");

        var members = ContractMembers.Read(contract, static _ => null, TestContext.Current.CancellationToken);

        Assert.Equal([false, true], members.Operations.Select(static pair => pair.Value.IsExplicit));
    }

    private static RefusedMember Refused(string member)
    {
        var members = ContractMembers.Read(Contract(member), static _ => null, TestContext.Current.CancellationToken);
        Assert.Empty(members.Operations);
        return Assert.Single(members.Refused);
    }

    private static INamedTypeSymbol Contract(string member, string bases = "") =>
        GeneratorRun.Compile([GeneratorRun.Parse(Source(member, bases), "Odd.cs")]).GetTypeByMetadataName("Acme.IOdd")!;

    private static IEnumerable<string> Compile(string member, RefusedMember refused)
    {
        var writer = new SourceWriter();
        using (writer.Open("internal sealed class Odd : Acme.IOdd"))
        {
            RefusedMemberEmitter.Emit(writer, [refused]);
        }

        return GeneratorRun.Compile([GeneratorRun.Parse(Source(member), "Odd.cs"), GeneratorRun.Parse("#nullable enable\n" + writer, "Class.cs")])
            .GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning
                && diagnostic.Id != "CS1591").Select(static diagnostic => diagnostic.ToString());
    }

    private static string Source(string member, string bases = "") =>
        $$"""
          namespace Acme;
          public interface IOdd {{bases}} { {{member}} }
          """;
}
