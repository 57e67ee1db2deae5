using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.Logging;

/// <summary>Finds what is marked <c>[Secret]</c> in what becomes a text.</summary>
internal static class Secrets
{
    /// <summary>Lists the secrets whose text is part of a value's: where, its name, and why it is one.</summary>
    public static IEnumerable<(IOperation Place, string Name, string Complaint)> WrittenBy(IOperation? value)
    {
        switch (value)
        {
            case IParameterReferenceOperation { Parameter: var parameter } when IsSecret(parameter):
                return [(value, parameter.Name, "is marked [Secret]")];
            case IPropertyReferenceOperation { Property: var property } when IsSecret(property):
                return [(value, property.ContainingType.Name + "." + property.Name, "is marked [Secret]")];
            case ILocalReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation or IFieldReferenceOperation
                when PrintedSecretOf(value.Type) is { } printed:
                return [(value, value.Syntax.ToString(), $"is a record that prints its [Secret] property '{printed.Name}'")];
            default:
                return PartsOf(value).SelectMany(WrittenBy);
        }
    }

    // What hands a text on as it is.
    private static IEnumerable<IOperation?> PartsOf(IOperation? value) => value switch
    {
        IConversionOperation conversion => [conversion.Operand],
        IParenthesizedOperation inner => [inner.Operand],
        IInterpolatedStringOperation text => text.Parts.OfType<IInterpolationOperation>().Select(static part => (IOperation?)part.Expression),
        IInterpolatedStringHandlerCreationOperation handler => [handler.Content],
        IInterpolatedStringAdditionOperation addition => [addition.Left, addition.Right],
        IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation append } => append.Arguments.Take(1).Select(static argument => (IOperation?)argument.Value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => [sum.LeftOperand, sum.RightOperand],
        ICoalesceOperation either => [either.Value, either.WhenNull],
        IConditionalOperation either => [either.WhenTrue, either.WhenFalse],
        IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues,
        ICollectionExpressionOperation elements => elements.Elements,
        IInvocationOperation { TargetMethod: { Name: "ToString", Parameters.Length: 0 } } text => [text.Instance],
        IInvocationOperation { TargetMethod: { Name: "Format" or "Concat" or "Join", ContainingType.SpecialType: SpecialType.System_String } } text =>
            text.Arguments.Select(static argument => (IOperation?)argument.Value),
        _ => [],
    };

    private static bool IsSecret(IParameterSymbol parameter) => IsMarked(parameter) || CounterpartsOf(parameter).Any(IsMarked);

    // The attribute stands in the contract, and what implements it does not repeat it.
    private static IEnumerable<IParameterSymbol> CounterpartsOf(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method
            ? method.ContainingType.AllInterfaces.Where(static type => AttributeReader.Find(type, KnownTypes.DurableMessageAttribute) is not null)
                .SelectMany(static type => type.GetMembers()).OfType<IMethodSymbol>()
                .Where(member => member.Parameters.Length == method.Parameters.Length
                    && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
                .Select(member => member.Parameters[parameter.Ordinal])
            : [];

    private static bool IsSecret(IPropertySymbol property) => IsMarked(property)
        || (property.ContainingType.IsRecord && property.ContainingType.InstanceConstructors.SelectMany(static constructor => constructor.Parameters)
            .Any(parameter => parameter.Name == property.Name && IsMarked(parameter)));

    private static IPropertySymbol? PrintedSecretOf(ITypeSymbol? type)
    {
        for (var each = type as INamedTypeSymbol; each is { IsRecord: true }; each = each.BaseType)
        {
            if (each.GetMembers("ToString").Concat(each.GetMembers("PrintMembers")).Any(static member => !member.IsImplicitlyDeclared))
            {
                return null;
            }

            if (each.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(static property => property.DeclaredAccessibility == Accessibility.Public && IsSecret(property)) is { } secret)
            {
                return secret;
            }
        }

        return null;
    }

    private static bool IsMarked(ISymbol symbol) => AttributeReader.Find(symbol, KnownTypes.SecretAttribute) is not null;
}
