using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Resile.Analyzers.Flow;

/// <summary>Finds what an operation stands in, and what it speaks of.</summary>
internal static class Functions
{
    /// <summary>Finds the innermost lambda, local function or body that an operation stands in.</summary>
    public static IOperation Of(IOperation operation)
    {
        var each = operation;
        do
        {
            each = each.Parent ?? each;
        }
        while (each.Parent is not null && each is not (IAnonymousFunctionOperation or ILocalFunctionOperation));

        return each;
    }

    /// <summary>Lists the operations of a kind in a lambda, local function or body, without those of functions within it.</summary>
    public static IEnumerable<T> In<T>(IOperation function)
        where T : IOperation => function.Descendants().OfType<T>().Where(operation => Of(operation) == function);

    /// <summary>Takes away what changes the type of a value alone.</summary>
    public static IOperation? Plain(IOperation? operation) => operation switch
    {
        IConversionOperation { OperatorMethod: null } conversion => Plain(conversion.Operand),
        IParenthesizedOperation inner => Plain(inner.Operand),
        IConditionalAccessInstanceOperation access => Plain(ReceiverOf(access)),
        _ => operation,
    };

    /// <summary>Finds the variable, parameter, field or property that holds a value; null where it is none of them.</summary>
    public static ISymbol? RootOf(IOperation? operation) => Plain(operation) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => property.Property,
        _ => null,
    };

    /// <summary>Finds the body that an operation stands in, with all functions within it.</summary>
    public static IOperation BodyOf(IOperation operation)
    {
        var each = operation;
        while (each.Parent is { } parent)
        {
            each = parent;
        }

        return each;
    }

    /// <summary>Finds the value that a variable is declared with; null where it may get another later.</summary>
    public static IOperation? InitializerOf(ILocalReferenceOperation reference)
    {
        IOperation? value = null;
        foreach (var operation in BodyOf(reference).Descendants())
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, reference.Local))
            {
                value = declarator.Initializer?.Value;
            }
            else if (operation is IAssignmentOperation { Target: ILocalReferenceOperation target } && SymbolEqualityComparer.Default.Equals(target.Local, reference.Local))
            {
                return null;
            }
        }

        return value;
    }

    /// <summary>Gets the object that a method is called on, be it an extension or not.</summary>
    public static IOperation? ReceiverOf(IInvocationOperation call) => Plain(call.Instance
        ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null));

    private static IOperation? ReceiverOf(IConditionalAccessInstanceOperation instance)
    {
        for (IOperation? each = instance; each is not null; each = each.Parent)
        {
            if (each is IConditionalAccessOperation access && access.WhenNotNull.Syntax.Span.Contains(instance.Syntax.Span))
            {
                return access.Operation;
            }
        }

        return null;
    }
}
