namespace Resile.Packaging.Tests;

/// <summary>The targets of the package write a contract lock, hold a project against it, and compare it with another.</summary>
[Collection(nameof(DotNet))]
public sealed class ContractLockTests : IDisposable
{
    private const string Before = "public sealed record Placed([property: OrderingKey] int Id, string Name, decimal Total);";
    private const string Renamed = "public sealed record Placed([property: OrderingKey] int Id, string Buyer, decimal Total);";

    private readonly string _folder = Directory.CreateTempSubdirectory("resile-lock-").FullName;

    private string Lock => Path.Combine(_folder, "Shop.contract.json");

    [Fact]
    public async Task Lock_is_written_and_what_breaks_it_is_refused_by_name()
    {
        await WriteAsync("Shop.csproj", Project());
        await WriteAsync("Shop.cs", Source(Before));
        await DotNet.RunAsync(_folder, "build", "-t:ResileLockContracts");
        Assert.Equal(Expected, (await File.ReadAllTextAsync(Lock, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").TrimEnd());
        File.Copy(Lock, Path.Combine(_folder, "deployed.json"));

        await WriteAsync("Shop.cs", Source(Renamed));
        Assert.Contains("Shop.cs(2,68): error RSL0103: 'Placed.name' of version 1 is 'buyer' in version 2", await DotNet.FailAsync(_folder, "build"), StringComparison.Ordinal);
        Assert.Contains("error RSL0103", await DotNet.FailAsync(_folder, "build", "-t:ResileLockContracts"), StringComparison.Ordinal);

        await DotNet.RunAsync(_folder, "build", "-t:ResileLockContracts", "-p:ResileAcceptBreakingChanges=true");
        Assert.Contains("\"buyer\"", await File.ReadAllTextAsync(Lock, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await DotNet.RunAsync(_folder, "build", "-warnaserror");
        Assert.Contains("error RSL0103", await DotNet.FailAsync(_folder, "build", "-p:ResileContractBaseline=deployed.json"), StringComparison.Ordinal);
        Assert.Contains("Shop.contract.json(1,1): error RSL0103", await DotNet.FailAsync(
            _folder, "build", "-t:ResileCompareContracts", "-p:ResileContractBaseline=deployed.json", "-p:ResileContractCurrent=Shop.contract.json"), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private const string Expected =
        """
        {
          "format": 1,
          "contracts": {
            "Shop.IOrders": {
              "messages": {
                "Shop:Placed": {
                  "method": "PlacedAsync",
                  "payload": "Shop.Placed",
                  "orderingKey": "id"
                }
              }
            }
          },
          "types": {
            "Shop.Placed": {
              "members": {
                "id": { "type": "int32" },
                "name": { "type": "string" },
                "total": { "type": "decimal" }
              }
            }
          }
        }
        """;

    private static string Source(string message) =>
        $"namespace Shop; using Resile; using System.Threading.Tasks; [DurableMessage] public interface IOrders {{ Task PlacedAsync(Placed placed); }}\n{message}\n";

    // What the package brings, from where the build has put it: to pack and restore it costs more than all the builds of this test.
    private static string Project() =>
        $"""
         <Project Sdk="Microsoft.NET.Sdk">
           <PropertyGroup>
             <TargetFramework>net10.0</TargetFramework>
             <Nullable>enable</Nullable>
           </PropertyGroup>
           <ItemGroup>
             <Reference Include="{Built("src", "Resile.Abstractions", "net10.0")}" />
             <Analyzer Include="{Built("generators", "Resile.Generators", "netstandard2.0")}" />
             <Analyzer Include="{Built("analyzers", "Resile.Analyzers", "netstandard2.0")}" />
           </ItemGroup>
           <Import Project="{Path.Combine(BuildFacts.Repository, "src", "Resile", "buildTransitive", "Resile.targets")}" />
         </Project>
         """;

    private static string Built(string folder, string assembly, string framework) =>
        Path.Combine(BuildFacts.Repository, folder, assembly, "bin", BuildFacts.Configuration, framework, assembly + ".dll");

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder, name), text, TestContext.Current.CancellationToken);
}
