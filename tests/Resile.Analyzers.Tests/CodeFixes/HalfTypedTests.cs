using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Analyzers.CodeFixes;
using Resile.Analyzers.Components;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Types faulty contracts a token at a time, and applies every remedy that is offered on the way.</summary>
public sealed class HalfTypedTests
{
    private const string Source =
        """
        namespace Acme;
        [LoadBalanced("", Policy = "Maglev"), Canary("next", Share = 5)]
        public interface IPrices : IDisposable;
        [LoadBalanced("catalog", Policy = "Maglev")]
        public interface ICatalog
        {
            [Get("a/{id?}"), Post("/b")] Task<int> AAsync([HashKey] int a, CancellationToken c, CancellationToken d);
            [Post("/c/{id}"), Hedge(MaxExtraLoad = 5), Deadline("5 sec")] Task BAsync([HashKey] string a, [HashKey] int b, [Header("My Tenant")] string c);
            int Count { get; }
            protected void C(ReadOnlySpan<byte> a);
        }
        [AutoRecover(HangAfterMs = -1), On<Exception>(FailureAction.Score), On<Exception>(FailureAction.Restart)]
        public interface IStore { [BackgroundLoop] Task GoAsync(int a); }
        public sealed class Store : IStore
        {
            private static int _count = 1;
            private readonly Timer _timer = new(static _ => { });
            public async Task GoAsync(int a) { Tidy(); await Task.Delay(_count++); }
            private async void Tidy() => await Task.Yield();
        }
        [Supervisor, SystemRoot, Child<IStore, Store>(Significant = true), Child<Store>]
        public sealed class App;
        [DurableMessage]
        public interface IEvents
        {
            [Event(ExpiresAfter = "5 minutes", OnFailure = OrderedFailure.Park), Command] Task<int> DAsync([OrderingKey, Secret] int a);
            [Event(ExpiresAfter = "5 minutes")] Task FAsync([OrderingKey] int a, [OrderingKey] int b);
            [Request(Timeout = "5 s")] Task EAsync();
        }
        """;

    [Fact]
    public async Task Remedies_of_half_typed_code_are_applied_or_not_offered()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Acme", "Acme", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14),
            metadataReferences: [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(ResileException).Assembly.Location)]));
        var providers = typeof(RemedyProvider).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(RemedyProvider)))
            .Select(static type => (RemedyProvider)Activator.CreateInstance(type)!).ToArray();
        var applied = new HashSet<string>(StringComparer.Ordinal);
        var tokens = (await CSharpSyntaxTree.ParseText(Source, cancellationToken: cancellationToken).GetRootAsync(cancellationToken)).DescendantTokens();
        foreach (var end in tokens.Select(static token => token.Span.End).Distinct())
        {
            var document = project.AddDocument("Acme.cs", "using System;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing Resile;\n" + Source[..end]);
            var compilation = await document.Project.GetCompilationAsync(cancellationToken);
            DiagnosticAnalyzer[] analyzers = [new ContractAnalyzer(), new ComponentAnalyzer()];
            foreach (var diagnostic in await compilation!.WithAnalyzers([.. analyzers]).GetAnalyzerDiagnosticsAsync(cancellationToken))
            {
                Assert.NotEqual("AD0001", diagnostic.Id);
                foreach (var provider in providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
                {
                    var actions = new List<CodeAction>();
                    await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), cancellationToken));
                    foreach (var action in actions)
                    {
                        Assert.NotEmpty(await action.GetOperationsAsync(cancellationToken));
                        applied.Add(action.EquivalenceKey!);
                    }
                }
            }
        }

        Assert.True(applied.Count >= 20, string.Join(", ", applied));
    }
}
