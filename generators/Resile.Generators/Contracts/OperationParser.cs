using Microsoft.CodeAnalysis;
using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>Turns a method symbol into a model.</summary>
internal static class OperationParser
{
    /// <summary>Reads a method that the rules have accepted.</summary>
    public static OperationModel Parse(INamedTypeSymbol contract, IMethodSymbol method, OperationNames names)
    {
        var result = ((INamedTypeSymbol)method.ReturnType).TypeArguments.FirstOrDefault();
        return new OperationModel(
            method.Name,
            names.UniqueName(method),
            names.DeclaringType(method),
            names.IsExplicit(method),
            AttributeReader.IsObsolete(method),
            Shape(method.ReturnType),
            TypeNames.Full(method.ReturnType),
            result is null ? null : TypeNames.Full(result),
            method.Parameters.Select(Parameter).ToEquatableArray(),
            AttributeReader.Find(method, KnownTypes.IdempotentAttribute) is not null,
            Deadline(method) ?? Deadline(contract));
    }

    /// <summary>Tells which of the shapes that calls may have a return type is. Each feature says which of them it carries.</summary>
    /// <returns>The shape, or null where the type is none of them.</returns>
    public static ReturnShape? ShapeOf(ITypeSymbol type) =>
        TypeNames.Is(type, KnownTypes.Task) ? ReturnShape.Task
        : TypeNames.Is(type, KnownTypes.TaskOfT) ? ReturnShape.TaskOfT
        : TypeNames.Is(type, KnownTypes.ValueTask) ? ReturnShape.ValueTask
        : TypeNames.Is(type, KnownTypes.ValueTaskOfT) ? ReturnShape.ValueTaskOfT
        : TypeNames.Is(type, KnownTypes.AsyncEnumerable) ? ReturnShape.Stream
        : null;

    /// <summary>Reads a parameter; one whose name is not typed yet gets one.</summary>
    public static ParameterModel Parameter(IParameterSymbol parameter) => new(
        parameter.Name.Length > 0 ? parameter.Name : "parameter" + Literal.Of(parameter.Ordinal),
        TypeNames.Full(parameter.Type),
        TypeNames.Is(parameter.Type, KnownTypes.CancellationToken));

    private static ReturnShape Shape(ITypeSymbol type) => ShapeOf(type)
        ?? throw new InvalidOperationException($"'{type}' is no task; ContractRules lets no such method through.");

    private static TimeSpan? Deadline(ISymbol symbol) =>
        Duration.TryParse(AttributeReader.Find(symbol, KnownTypes.DeadlineAttribute).Argument<string>(0), out var deadline)
            ? deadline
            : null;
}
