using Resile.Generators.Text;

namespace Resile.Generators.Registration;

/// <summary>Writes the one registration file of an assembly.</summary>
internal static class RegistrationEmitter
{
    /// <summary>The name of the file.</summary>
    public const string HintName = "Resile.Registration.g.cs";

    /// <summary>Writes the methods, by namespace and contract, so that the order of the sources does not matter.</summary>
    /// <param name="facts">What is known of the project.</param>
    /// <param name="registrations">The methods of every contract.</param>
    /// <returns>The source, or null where there is nothing to register.</returns>
    public static string? Emit(CompilationFacts facts, IEnumerable<RegistrationModel> registrations)
    {
        var wanted = registrations.Where(each => facts.AspNetCore || !each.NeedsAspNetCore)
            .Distinct()
            .OrderBy(static each => each.Contract, StringComparer.Ordinal)
            .ThenBy(static each => each.Name, StringComparer.Ordinal)
            .ThenBy(static each => each.Signature, StringComparer.Ordinal)
            .ToList();
        if (wanted.Count == 0)
        {
            return null;
        }

        var writer = GeneratedFile.Begin(
            wanted.SelectMany(static each => each.Warnings).Distinct().OrderBy(static id => id, StringComparer.Ordinal),
            $"The registrations of {facts.AssemblyName}: what a program adds under AddResile, or maps (Resile.Generators).",
            "Changes are lost on the next build.");
        var isFirst = true;
        foreach (var space in wanted.GroupBy(static each => each.Namespace).OrderByDescending(static each => each.Key, StringComparer.Ordinal))
        {
            if (!isFirst)
            {
                writer.Line();
            }

            isFirst = false;
            EmitNamespace(writer, facts, space.Key, space.ToList());
        }

        return writer.ToString();
    }

    private static void EmitNamespace(
        SourceWriter writer, CompilationFacts facts, string space, IReadOnlyList<RegistrationModel> registrations)
    {
        var visibility = registrations.Any(static each => each.IsPublic) ? "public" : "internal";
        var names = RegistrationNames.Of(registrations);
        using (writer.Open($"namespace {space}"))
        {
            writer.Line($"/// <summary>What the contracts of {XmlDoc.Text(facts.AssemblyName)} add to a program.</summary>");
            GeneratedFile.Mark(writer, isObsolete: false);
            using (writer.Open($"{visibility} static class {ClassName(facts.AssemblyName)}"))
            {
                for (var index = 0; index < registrations.Count; index++)
                {
                    if (index > 0)
                    {
                        writer.Line();
                    }

                    EmitMethod(writer, registrations[index], names[index]);
                }
            }
        }
    }

    private static void EmitMethod(SourceWriter writer, RegistrationModel registration, string name)
    {
        writer.Line("/// " + registration.Documentation.Replace("\n", "\n/// "));
        GeneratedFile.MarkObsolete(writer, registration.IsObsolete);
        var visibility = registration.IsPublic ? "public" : "internal";
        writer.Line($"{visibility} static {registration.ReturnType} {name}{registration.Signature} =>");
        using (writer.Indent())
        {
            writer.Line(registration.Body + ";");
        }
    }

    private static string ClassName(string assemblyName)
    {
        var letters = assemblyName.Where(static letter => char.IsLetterOrDigit(letter)).ToArray();
        var name = new string(letters);
        return (name.Length == 0 || char.IsDigit(name[0]) ? "Assembly" + name : name) + "ResileExtensions";
    }
}
