using Microsoft.CodeAnalysis;
using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>Turns a method symbol into a model.</summary>
internal static class OperationParser
{
    /// <summary>Writes what tells two methods of one class apart: the name and the parameter types.</summary>
    public static string Signature(IMethodSymbol method) =>
        method.Name + "(" + string.Join(",", method.Parameters.Select(static parameter =>
            parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat))) + ")";

    /// <summary>Reads a method that the rules have accepted.</summary>
    public static OperationModel Parse(INamedTypeSymbol contract, IMethodSymbol method, bool isExplicit)
    {
        var result = ((INamedTypeSymbol)method.ReturnType).TypeArguments.FirstOrDefault();
        return new OperationModel(
            TypeNames.Identifier(method.Name),
            TypeNames.Full(method.ContainingType),
            isExplicit || method.DeclaredAccessibility != Accessibility.Public,
            Shape(method.ReturnType),
            TypeNames.Full(method.ReturnType),
            result is null ? null : TypeNames.FullWithoutDynamic(result),
            method.Parameters.Select(Parameter).ToEquatableArray(),
            AttributeReader.Find(method, KnownTypes.IdempotentAttribute) is not null,
            Deadline(method) ?? Deadline(contract));
    }

    /// <summary>Tells which of the four task types a type is.</summary>
    /// <returns>The shape, or null where the type is none of them.</returns>
    public static ReturnShape? ShapeOf(ITypeSymbol type) => type is not INamedTypeSymbol named
        ? null
        : TypeNames.Metadata(named.OriginalDefinition) switch
        {
            KnownTypes.Task => ReturnShape.Task,
            KnownTypes.TaskOfT => ReturnShape.TaskOfT,
            KnownTypes.ValueTask => ReturnShape.ValueTask,
            KnownTypes.ValueTaskOfT => ReturnShape.ValueTaskOfT,
            _ => null,
        };

    private static ReturnShape Shape(ITypeSymbol type) => ShapeOf(type)
        ?? throw new InvalidOperationException($"'{type}' is no task; ContractRules lets no such method through.");

    /// <summary>Reads a parameter.</summary>
    public static ParameterModel Parameter(IParameterSymbol parameter) => new(
        TypeNames.Identifier(parameter.Name),
        TypeNames.Full(parameter.Type),
        TypeNames.Is(parameter.Type, KnownTypes.CancellationToken));

    private static TimeSpan? Deadline(ISymbol symbol) =>
        Duration.TryParse(AttributeReader.Find(symbol, KnownTypes.DeadlineAttribute).Argument<string>(0), out var deadline)
            ? deadline
            : null;
}
