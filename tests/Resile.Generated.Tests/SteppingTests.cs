using System.CodeDom.Compiler;
using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;

namespace Resile.Generated.Tests;

/// <summary>Whoever presses F11 on a call walks into generated code, and reads it.</summary>
public sealed class SteppingTests
{
    // The kind of what a portable PDB says of a document whose text it carries.
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    [Fact]
    public void Generated_files_have_lines_to_step_through_and_their_text_in_the_symbols()
    {
        using var file = File.OpenRead(Path.ChangeExtension(typeof(SteppingTests).Assembly.Location, ".pdb"));
        using var provider = MetadataReaderProvider.FromPortablePdbStream(file);
        var symbols = provider.GetMetadataReader();
        var stepped = symbols.MethodDebugInformation.Select(symbols.GetMethodDebugInformation).Where(static method => !method.Document.IsNil && method.GetSequencePoints().Any())
            .Select(static method => method.Document).ToHashSet();
        var generated = symbols.Documents.Where(document => symbols.GetString(symbols.GetDocument(document).Name) is var name
            && name.Contains("Resile.Generators", StringComparison.Ordinal) && name.EndsWith(".g.cs", StringComparison.Ordinal)).ToArray();

        Assert.True(generated.Length > 30, $"Only {generated.Length} generated files are in the symbols.");
        Assert.All(generated, document => Assert.Contains(
            symbols.GetCustomDebugInformation(document), handle => symbols.GetGuid(symbols.GetCustomDebugInformation(handle).Kind) == EmbeddedSource));
        Assert.All(generated, document => Assert.Contains(document, stepped));
    }

    [Fact]
    public void Generated_code_is_never_stepped_over()
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var types = typeof(SteppingTests).Assembly.GetTypes().Where(static type => type.GetCustomAttribute<GeneratedCodeAttribute>() is { Tool: "Resile.Generators" }).ToArray();

        Assert.NotEmpty(types);
        Assert.All(types.Concat(types.SelectMany(static type => type.GetMethods(Own).Cast<MemberInfo>())), static member => Assert.False(
            member.IsDefined(typeof(DebuggerStepThroughAttribute)) || member.IsDefined(typeof(DebuggerNonUserCodeAttribute)) || member.IsDefined(typeof(DebuggerHiddenAttribute))));
    }
}
