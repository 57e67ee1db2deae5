namespace Resile.Generators.LoadBalancing;

/// <summary>The constraints of routes that every server of ASP.NET Core knows. Clients do not look at them.</summary>
internal static class RouteConstraints
{
    private static readonly string[] Numbers = ["int", "long", "decimal", "double", "float", "min", "max", "range"];

    private static readonly string[] Others = ["guid", "datetime", "bool", "alpha", "length", "minlength", "maxlength", "required"];

    /// <summary>Finds one that cannot be: the rest of a sentence, or null.</summary>
    /// <param name="constraints">What stands behind the name, if anything does: <c>:int:min(1)</c>.</param>
    public static string? ComplaintOf(string constraints) => constraints.Split(':').Skip(1).FirstOrDefault(static each => !IsKnown(each)) is not { } wrong ? null
        : $"has the constraint '{wrong}', which is none of {string.Join(", ", Numbers.Concat(Others))}";

    /// <summary>Tells what kind of values they let through; routes that differ in nothing else must let different kinds through.</summary>
    public static string KindOf(string constraints)
    {
        var names = constraints.Split(':').Select(NameOf).ToArray();
        return names.Any(Numbers.Contains) ? ":number" : names.FirstOrDefault(static name => name is "guid" or "datetime") is { } kind ? ":" + kind
            : constraints.Length == 0 ? "" : ":text";
    }

    private static bool IsKnown(string constraint)
    {
        var name = NameOf(constraint);
        var argument = constraint.Substring(name.Length);
        var (least, most) = name switch { "min" or "max" or "minlength" or "maxlength" => (1, 1), "length" => (1, 2), "range" => (2, 2), _ => (0, 0) };
        var numbers = argument.Length < 2 || argument[0] != '(' || argument[argument.Length - 1] != ')' ? [] : argument.Substring(1, argument.Length - 2).Split(',');
        return (Numbers.Contains(name) || Others.Contains(name)) && numbers.Length >= least && numbers.Length <= most
            && (argument.Length == 0 || numbers.Length > 0) && numbers.All(static number => long.TryParse(number, out _));
    }

    private static string NameOf(string constraint) => constraint.Split('(')[0];
}
