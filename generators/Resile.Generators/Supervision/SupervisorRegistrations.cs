using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>Writes the method by which a program adds a tree.</summary>
internal static class SupervisorRegistrations
{
    private const string Builder = "global::" + KnownTypes.ComponentsBuilder;

    /// <summary>Writes it; where nothing could be generated for the supervisor, its body says why.</summary>
    public static RegistrationModel Of(SupervisorModel model) => new(
        RegistrationModel.DependencyInjection,
        model.DisplayName,
        "Add" + model.Name,
        "Add" + new string(model.DisplayName.Where(static letter => char.IsLetterOrDigit(letter) || letter == '_').ToArray()),
        Builder,
        $"(\n    this {Builder} components,\n    global::System.Action<global::{KnownTypes.SupervisorOptions}>? configure = null)",
        model.Refusal is null
            ? $"{model.FullName}.{SupervisorEmitter.Method}(components, configure)"
            : $"throw new global::System.NotSupportedException({Literal.Of(model.Refusal)})",
        $"<summary>Adds the supervisor <c>{XmlDoc.Text(model.DisplayName)}</c> and all that stands under it.</summary>\n"
        + $"<remarks>Values: section <c>Resile:Supervisors:{model.Name}</c>, and those of its components.</remarks>\n"
        + "<param name=\"components\">The section to add to.</param>\n"
        + "<param name=\"configure\">Sets values, which the configuration may override.</param>\n"
        + "<returns>The same section.</returns>",
        model.IsPublic,
        model.IsObsolete,
        model.Warnings,
        NeedsAspNetCore: false);
}
