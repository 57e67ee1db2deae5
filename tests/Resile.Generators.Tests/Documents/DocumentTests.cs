using Microsoft.CodeAnalysis.CSharp;
using Resile.Generators.Documents;
using Resile.Generators.Text;

namespace Resile.Generators.Tests.Documents;

public sealed class DocumentTests
{
    private const string Contract =
        """
        namespace Acme;
        [LoadBalanced("orders")]
        public interface IOrders { [Get("/orders/{id}")] Task<string> GetAsync(int id, CancellationToken cancellationToken); }
        """;

    [Fact]
    public void Documents_are_not_written_where_nobody_asks()
    {
        var compilation = GeneratorRun.Compile([GeneratorRun.Parse(Contract, "A.cs")]);

        Assert.Empty(DocumentRun.Run(compilation).GeneratedSources);
        Assert.Empty(DocumentRun.Run(compilation, ("build_property.ResileDocuments", "false")).GeneratedSources);
    }

    [Fact]
    public void Documents_are_those_of_what_the_project_has()
    {
        Assert.Equal(["Scenario.Orders.openapi.json", "Scenario.mmd"], DocumentRun.Over(Contract).Keys.Order(StringComparer.Ordinal));
        Assert.Empty(DocumentRun.Over("internal sealed class Nothing;"));
        Assert.Equal(["Scenario.asyncapi.json", "Scenario.mmd"], DocumentRun.Over(
            "namespace Acme; [DurableMessage] public interface IEvents { Task HappenedAsync(int id, CancellationToken cancellationToken); }").Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Contracts_of_one_name_have_documents_of_their_own()
    {
        var documents = DocumentRun.Over(Contract, Contract.Replace("Acme", "Other"));

        Assert.Equal(["Scenario.Acme.IOrders.openapi.json", "Scenario.Other.IOrders.openapi.json", "Scenario.mmd"], documents.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Documents_are_the_same_in_whatever_order_the_files_come()
    {
        var trees = Corpus.Northwind.Select((source, index) => GeneratorRun.Parse(source, $"Source{index}.cs")).ToArray();
        var forward = DocumentRun.Over(GeneratorRun.Compile(trees));
        var backward = DocumentRun.Over(GeneratorRun.Compile(trees.Reverse()));

        Assert.Equal(forward, backward);
        Assert.Equal(4, forward.Count);
    }

    [Fact]
    public void Service_describes_the_contracts_of_its_references_that_it_serves_and_handles()
    {
        var contracts = GeneratorRun.Compile([GeneratorRun.Parse(Contract + """
            [LoadBalanced("other")]
            public interface IOther { [Get("/other")] Task<string> GetAsync(CancellationToken cancellationToken); }
            [DurableMessage]
            public interface IEvents { Task HappenedAsync(int id, CancellationToken cancellationToken); }
            [DurableMessage]
            public interface IMore { Task HappenedAsync(int id, CancellationToken cancellationToken); }
            """, "Contracts.cs")]).WithAssemblyName("Contracts");
        var service = GeneratorRun.Compile([GeneratorRun.Parse(
            """
            using Acme;
            using Microsoft.AspNetCore.Builder;
            using Microsoft.Extensions.DependencyInjection;
            var builder = WebApplication.CreateBuilder();
            builder.Services.AddResile(resile =>
            {
                resile.Clients.AddOther();
                resile.Messaging.UseInMemory().AddEventsHandler<Desk>();
            });
            var app = builder.Build();
            app.MapOrders();
            internal sealed class Desk : IEvents { public Task HappenedAsync(int id, CancellationToken cancellationToken) => Task.CompletedTask; }
            internal sealed class Orders(IOther other) : IOrders { public Task<string> GetAsync(int id, CancellationToken cancellationToken) => other.GetAsync(cancellationToken); }
            """, "Service.cs")]).AddReferences(contracts.ToMetadataReference());

        var documents = DocumentRun.Over(service);

        Assert.Equal(["Scenario.Orders.openapi.json", "Scenario.asyncapi.json", "Scenario.mmd"], documents.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("\"Events.Happened.receive.Desk\"", documents["Scenario.asyncapi.json"], StringComparison.Ordinal);
        Assert.DoesNotContain(".send\"", documents["Scenario.asyncapi.json"], StringComparison.Ordinal);
        Assert.DoesNotContain("IMore", documents["Scenario.mmd"], StringComparison.Ordinal);
        Assert.Contains("  end\n  class project_Scenario project\n  message_Acme_x3a_EventsHappened[/\"EventsHappened\"/]:::message\n  type_Acme_IOrders{{", documents["Scenario.mmd"], StringComparison.Ordinal);
        Assert.Contains("  type_Orders -->|\"Get\"| type_Acme_IOther\n", documents["Scenario.mmd"], StringComparison.Ordinal);
        Assert.Contains("  message_Acme_x3a_EventsHappened --> type_Desk\n", documents["Scenario.mmd"], StringComparison.Ordinal);
    }

    // A file cannot hold a line that the compiler would take for the end of what it reads past.
    [Fact]
    public void Documents_are_read_past_by_the_compiler()
    {
        foreach (var (name, text) in Corpus.Documents)
        {
            var file = DocumentFile.Of(new Document(name, text));
            var tree = CSharpSyntaxTree.ParseText(file, cancellationToken: TestContext.Current.CancellationToken);

            Assert.Empty(tree.GetDiagnostics(TestContext.Current.CancellationToken));
            Assert.Empty(tree.GetRoot(TestContext.Current.CancellationToken).ChildNodes());
            Assert.DoesNotContain(text.Split('\n'), static line => line.TrimStart().StartsWith('#'));
        }
    }

    [Fact]
    public void Json_is_written_as_others_read_it()
    {
        const string Odd = "a \"b\" \\ \n\r\t\u0000\u0085\u2028 */ # é 漢 😀 \ud800";
        var json = new JsonText();
        using (json.Object())
        {
            json.Property(Odd, Odd).Property("yes", true).Property("number", -5).Property("texts", ["a", "b"]);
            using (json.Array("empty"))
            {
            }

            using (json.Object("inner"))
            {
                json.Raw("raw", "1.5");
            }
        }

        var read = System.Text.Json.Nodes.JsonNode.Parse(json.ToString().Replace("\\ud800", "?"))!.AsObject();

        Assert.Equal(Odd.Replace('\ud800', '?'), read.First().Key);
        Assert.Equal(Odd.Replace('\ud800', '?'), (string?)read.First().Value);
        Assert.EndsWith("\"yes\": true,\n  \"number\": -5,\n  \"texts\": [\"a\", \"b\"],\n  \"empty\": [],\n  \"inner\": {\n    \"raw\": 1.5\n  }\n}\n", json.ToString(), StringComparison.Ordinal);
    }
}
