using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Resile.Generators.Tests;

/// <summary>
/// Compiles the C# that the documents show, with the generator: the snippets of a page together, so that a later one may use what
/// an earlier one declares. What a page leaves out for brevity stands in a comment <c>&lt;!-- csharp ... --&gt;</c>. Snippets of
/// statements may use <c>builder</c>, <c>app</c>, <c>services</c>, <c>configuration</c> and <c>cancellationToken</c>. A snippet that
/// names a rule (<c>// RSL0001</c>) shows a mistake and is left out.
/// </summary>
public sealed partial class DocumentationTests
{
    private const string Usings =
        """
        global using System.Data.Common;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.EntityFrameworkCore;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    public static TheoryData<string> Pages =>
    [
        .. new[] { "README.md" }
            .Concat(Under("docs")).Concat(Under(Path.Combine("analyzers", "docs")))
            .Where(static page => File.Exists(Path.Combine(TestPaths.Repository, page)) && Snippets(page).Any()),
    ];

    [Theory, MemberData(nameof(Pages))]
    public void Snippets_of_a_page_compile(string page)
    {
        var declarations = new List<string> { Usings };
        var statements = new List<string>();
        foreach (var snippet in Snippets(page))
        {
            var root = CSharpSyntaxTree.ParseText(snippet, new CSharpParseOptions(LanguageVersion.CSharp14),
                cancellationToken: TestContext.Current.CancellationToken).GetCompilationUnitRoot(TestContext.Current.CancellationToken);
            var globals = root.Members.OfType<GlobalStatementSyntax>().ToArray();
            statements.Add(string.Concat(globals.Select(static each => each.ToFullString())));
            var rest = root.RemoveNodes(globals, SyntaxRemoveOptions.KeepNoTrivia)!;
            declarations.Add(rest.ToFullString());
        }

        declarations.Add(InMethods(statements));
        var run = GeneratorRun.Over([.. declarations]);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(static diagnostic => diagnostic.ToString()));
    }

    private static string InMethods(IEnumerable<string> statements) =>
        "internal static class Snippets\n{\n" + string.Join("\n", statements.Where(static body => body.Length > 0).Select(static (body, index) =>
            $$"""
              #pragma warning disable CS1998, CS8321
              internal static async Task Snippet{{index}}(WebApplicationBuilder builder, WebApplication app, IServiceProvider services,
                  IConfiguration configuration, CancellationToken cancellationToken)
              {
              {{body}}
              }
              """)) + "\n}";

    private static IEnumerable<string> Snippets(string page)
    {
        var text = File.ReadAllText(Path.Combine(TestPaths.Repository, page)).ReplaceLineEndings("\n");
        return SnippetPattern().Matches(text).Select(static match => match.Groups["code"].Value)
            .Where(static code => !code.Contains("// RSL", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Under(string folder)
    {
        var path = Path.Combine(TestPaths.Repository, folder);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.md").Select(file => Path.Combine(folder, Path.GetFileName(file))).Order(StringComparer.Ordinal)
            : [];
    }

    [GeneratedRegex("(?:^```csharp\\n(?<code>.*?)^```$)|(?:<!-- csharp\\n(?<code>.*?)-->)", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex SnippetPattern();
}
