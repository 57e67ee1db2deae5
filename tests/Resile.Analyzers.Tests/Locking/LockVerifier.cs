using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;
using Resile.Analyzers.Locking;
using Resile.Generators.Documents;
using Resile.Generators.Locking;

namespace Resile.Analyzers.Tests.Locking;

/// <summary>Locks one version of contracts, and holds another against it.</summary>
internal static class LockVerifier
{
    private const string Name = "/Acme.contract.json";

    /// <summary>Fails unless the analyzer reports exactly what the second version marks.</summary>
    /// <param name="before">The contracts that are locked.</param>
    /// <param name="now">The contracts now.</param>
    /// <param name="isOutdated">Whether the lock is said to be out of date.</param>
    public static Task VerifyAsync(string before, string now, bool isOutdated = false) =>
        VerifyFileAsync(Lock(before), now, isOutdated ? [new DiagnosticResult("RSL0108", DiagnosticSeverity.Warning).WithSpan(Name, 1, 1, 1, 1).WithArguments("Acme.contract.json")] : []);

    /// <summary>Fails unless the analyzer reports exactly what a source marks, and what is expected of the file.</summary>
    public static Task VerifyFileAsync(string file, string now, params DiagnosticResult[] expected)
    {
        var test = ContractVerifier.Create<ContractLockAnalyzer>(now);
        test.TestState.Sources.Add("global using System.Collections.Generic;");
        test.TestState.AdditionalFiles.Add((Name, file));
        test.TestState.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Writes the lock of contracts.</summary>
    public static string Lock(string source) => LockWriter.Write(LockReader.Read(
        ProjectContracts.Of(Compile(source), TestContext.Current.CancellationToken).Types.Where(LockReader.IsContract), TestContext.Current.CancellationToken));

    /// <summary>Compiles contracts, or what is to be some.</summary>
    public static CSharpCompilation Compile(string source)
    {
        var tree = CSharpSyntaxTree.ParseText(
            "using System;\nusing System.Collections.Generic;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing Resile;\nnamespace Acme;\n" + source,
            new CSharpParseOptions(LanguageVersion.CSharp14), cancellationToken: TestContext.Current.CancellationToken);
        return CSharpCompilation.Create(
            "Acme", [tree], ContractVerifier.Create<ContractLockAnalyzer>("").TestState.AdditionalReferences,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }
}
