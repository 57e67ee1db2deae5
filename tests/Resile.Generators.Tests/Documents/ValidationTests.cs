namespace Resile.Generators.Tests.Documents;

/// <summary>What others' parsers say of the documents: nothing, unless they are broken.</summary>
/// <remarks>The parsers take longer to load than to read, so they read all documents at once.</remarks>
public sealed class ValidationTests(DocumentValidator validator) : IClassFixture<DocumentValidator>
{
    private const string Broken = "broken-";

    private static readonly Dictionary<string, string> BrokenDocuments = new()
    {
        ["a.openapi.json"] = Corpus.Documents["Northwind.Scenario.Catalog.openapi.json"].Replace("\"responses\"", "\"answers\""),
        ["b.openapi.json"] = Corpus.Documents["Northwind.Scenario.Catalog.openapi.json"].Replace("#/components/schemas/Product\"", "#/components/schemas/Missing\""),
        ["c.asyncapi.json"] = Corpus.Documents["Northwind.Scenario.asyncapi.json"].Replace("\"action\": \"send\"", "\"action\": \"shout\""),
        ["d.asyncapi.json"] = Corpus.Documents["Northwind.Scenario.asyncapi.json"].Replace("#/channels/OrderPlaced\"", "#/channels/Missing\""),
        ["e.mmd"] = Corpus.Documents["Northwind.Scenario.mmd"].Replace("subgraph", "subgraf ["),
    };

    [Fact]
    public async Task Documents_of_all_contracts_are_valid()
    {
        var complaints = await validator.ComplaintsOfAsync(All);

        Assert.DoesNotContain(complaints, static complaint => !complaint.StartsWith(Broken, StringComparison.Ordinal));
        Assert.All(["openapi.json", "asyncapi.json", "mmd"], static kind => Assert.Contains(Corpus.Documents.Keys, name => name.EndsWith(kind, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Documents_that_are_broken_are_complained_of()
    {
        var complaints = await validator.ComplaintsOfAsync(All);

        Assert.Equal(BrokenDocuments.Keys, complaints.Where(static complaint => complaint.StartsWith(Broken, StringComparison.Ordinal))
            .Select(static complaint => complaint[Broken.Length..].Split(':')[0]).Distinct());
    }

    // With the pictures of all projects joined as the guide says, and the picture in the guide.
    private static Dictionary<string, string> All()
    {
        var pictures = Corpus.Documents.Where(static document => document.Key.EndsWith(".mmd", StringComparison.Ordinal)).Select(static document => document.Value).ToArray();
        var page = File.ReadAllText(Path.Combine(TestPaths.Repository, "docs", "documents.md")).ReplaceLineEndings("\n");
        return new Dictionary<string, string>(Corpus.Documents.Concat(BrokenDocuments.Select(static document => KeyValuePair.Create(Broken + document.Key, document.Value))))
        {
            ["joined.mmd"] = pictures[0] + string.Concat(pictures.Skip(1).Select(static picture => picture[(picture.IndexOf('\n') + 1)..])),
            ["page.mmd"] = page.Split("```mermaid\n")[1].Split("```")[0],
        };
    }
}
