using System.Reflection;

namespace Resile.Generators.Tests;

/// <summary>The generator knows types by name alone; this holds the names against the real types.</summary>
public sealed class KnownTypesTests
{
    public static TheoryData<string> Names =>
    [
        .. typeof(ResileGenerator).Assembly.GetType("Resile.Generators.KnownTypes", throwOnError: true)!
            .GetFields(BindingFlags.Public | BindingFlags.Static).Where(static constant => constant.IsLiteral)
            .Select(static constant => (string)constant.GetRawConstantValue()!).Distinct(),
    ];

    [Theory, MemberData(nameof(Names))]
    public void Name_is_that_of_a_type(string name)
    {
        var compilation = GeneratorRun.Compile([]);

        Assert.NotNull(compilation.GetTypeByMetadataName(name));
    }

    [Fact]
    public void Enumerations_have_the_members_of_the_real_ones()
    {
        Assert.Equal(Enum.GetNames<FailureAction>(), Recovery.AutoRecoverParser.Actions);
        Assert.Equal(Enum.GetNames<PendingCalls>(), Recovery.AutoRecoverParser.Pending);
        Assert.Equal(Enum.GetNames<SupervisionStrategy>(), Supervision.SupervisorParser.Strategies);
        Assert.Equal(Enum.GetNames<ChildRestart>(), Supervision.SupervisorParser.Restarts);
        Assert.Equal(Enum.GetNames<AutoShutdown>(), Supervision.SupervisorParser.Shutdowns);
    }
}
