namespace Resile.Generators.Tests.Documents;

/// <summary>What others' parsers say of the documents: nothing.</summary>
public sealed class ValidationTests(DocumentValidator validator) : IClassFixture<DocumentValidator>
{
    [Fact]
    public async Task Documents_of_all_contracts_are_valid()
    {
        var pictures = Corpus.Documents.Where(static document => document.Key.EndsWith(".mmd", StringComparison.Ordinal)).Select(static document => document.Value).ToArray();
        var page = File.ReadAllText(Path.Combine(TestPaths.Repository, "docs", "documents.md")).ReplaceLineEndings("\n");
        var documents = new Dictionary<string, string>(Corpus.Documents)
        {
            ["joined.mmd"] = pictures[0] + string.Concat(pictures.Skip(1).Select(static picture => picture[(picture.IndexOf('\n') + 1)..])),
            ["page.mmd"] = page.Split("```mermaid\n")[1].Split("```")[0],
        };

        var complaints = await validator.ComplaintsOfAsync(documents);

        Assert.Empty(complaints);
        Assert.Contains(Corpus.Documents, static document => document.Key.EndsWith("openapi.json", StringComparison.Ordinal));
        Assert.Contains(Corpus.Documents, static document => document.Key.EndsWith("asyncapi.json", StringComparison.Ordinal));
        Assert.Contains(Corpus.Documents, static document => document.Key.EndsWith("mmd", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Documents_that_are_broken_are_complained_of()
    {
        var broken = new Dictionary<string, string>
        {
            ["a.openapi.json"] = Corpus.Documents["Northwind.Scenario.Catalog.openapi.json"].Replace("\"responses\"", "\"answers\""),
            ["b.openapi.json"] = Corpus.Documents["Northwind.Scenario.Catalog.openapi.json"].Replace("#/components/schemas/Product\"", "#/components/schemas/Missing\""),
            ["c.asyncapi.json"] = Corpus.Documents["Northwind.Scenario.asyncapi.json"].Replace("\"action\": \"send\"", "\"action\": \"shout\""),
            ["d.asyncapi.json"] = Corpus.Documents["Northwind.Scenario.asyncapi.json"].Replace("#/channels/OrderPlaced\"", "#/channels/Missing\""),
            ["e.mmd"] = Corpus.Documents["Northwind.Scenario.mmd"].Replace("subgraph", "subgraf ["),
        };

        var complaints = await validator.ComplaintsOfAsync(broken);

        Assert.Equal(broken.Keys, complaints.Select(static complaint => complaint.Split(':')[0]).Distinct());
    }
}
