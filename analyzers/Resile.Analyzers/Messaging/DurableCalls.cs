using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Messaging;
using Resile.Generators.Text;

namespace Resile.Analyzers.Messaging;

/// <summary>Tells which calls send durable messages, and which classes handle them.</summary>
internal static class DurableCalls
{
    /// <summary>Finds the contract whose message a call sends.</summary>
    /// <returns>Null where it calls something else: a request, a class that handles, a method with a body, or one that cannot be a message.</returns>
    public static INamedTypeSymbol? ContractOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method is not { IsStatic: false, IsAbstract: true, ContainingType.TypeKind: TypeKind.Interface }
            || OperationParser.ShapeOf(method.ReturnType) is not (ReturnShape.Task or ReturnShape.ValueTask)
            || call.Instance?.Type is not INamedTypeSymbol { TypeKind: TypeKind.Interface } type)
        {
            return null;
        }

        var contract = IsContract(type) ? type : IsContract(method.ContainingType) ? method.ContainingType : null;
        return contract is not null && !RequestRules.IsRequest(method) ? contract : null;
    }

    /// <summary>Names what a call calls, as a person does.</summary>
    public static string NameOf(IInvocationOperation call) => call.TargetMethod.ContainingType.Name + "." + call.TargetMethod.Name;

    /// <summary>Tells whether an interface carries <c>[DurableMessage]</c>.</summary>
    public static bool IsContract(INamedTypeSymbol type) => AttributeReader.Find(type, KnownTypes.DurableMessageAttribute) is not null;

    /// <summary>Tells whether an interface is a generated one that has one method of a contract.</summary>
    public static bool IsHandlerInterface(INamedTypeSymbol type) => type.TypeKind == TypeKind.Interface
        && type.Name.EndsWith("Handler", StringComparison.Ordinal)
        && AttributeReader.Find(type, KnownTypes.GeneratedCodeAttribute).Argument<string>(0) == GeneratedFile.Tool;

    /// <summary>Lists the methods that a class handles messages by; requests are none.</summary>
    public static bool HandlesMessages(INamedTypeSymbol? type) => type is not null && type.AllInterfaces.Any(static each =>
        (IsContract(each) && each.GetMembers().OfType<IMethodSymbol>().Any(static method => !RequestRules.IsRequest(method))) || IsHandlerInterface(each));

    /// <summary>Tells whether a class works within the transaction of a handler: it is one, or is given the <c>DurableContext</c> of one.</summary>
    public static bool WorksInHandler(INamedTypeSymbol? type) => type is not null
        && (HandlesMessages(type) || type.InstanceConstructors.SelectMany(static constructor => constructor.Parameters)
            .Any(static parameter => TypeNames.Is(parameter.Type, KnownTypes.DurableContext)));
}
