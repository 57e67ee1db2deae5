using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

internal static partial class Descriptors
{
    private const string Shape = "Resile.Shape";

    /// <summary>An operation does not return a task.</summary>
    public static readonly DiagnosticDescriptor NotAsynchronous = Error("RSL0001", Shape,
        "An operation returns a task",
        "'{0}' returns '{1}', but a call that crosses a boundary takes time. Return Task, Task<T>, ValueTask or ValueTask<T>.");

    /// <summary>A property, indexer or event stands on a contract.</summary>
    public static readonly DiagnosticDescriptor NotAMethod = Error("RSL0002", Shape,
        "A contract consists of methods",
        "'{0}' is {1}, and generated code carries methods alone. Replace it by a method that returns a task, or give it a default implementation.");

    /// <summary>An operation has type parameters.</summary>
    public static readonly DiagnosticDescriptor GenericOperation = Error("RSL0003", Shape,
        "An operation has no type parameters",
        "'{0}' has type parameters, so its payload is not known when the code is generated. Declare one method for each type it is called with.");

    /// <summary>A parameter is passed by reference, or lives on the stack.</summary>
    public static readonly DiagnosticDescriptor ByReferenceParameter = Error("RSL0004", Shape,
        "A parameter is passed by value",
        "Parameter '{1}' of '{0}' is a reference, a pointer or a ref struct, which cannot outlive the call. Pass it by value, and spans as Memory<T> or an array.");

    /// <summary>A contract, or the type around it, is generic.</summary>
    public static readonly DiagnosticDescriptor GenericContract = Error("RSL0005", Shape,
        "A contract has no type parameters",
        "'{0}' has type parameters, so no single client, component or sender can be generated for it. Derive an interface without type parameters and move the attribute there.");

    /// <summary>A contract cannot be named by generated code.</summary>
    public static readonly DiagnosticDescriptor InaccessibleContract = Error("RSL0006", Shape,
        "A contract is visible in its project",
        "'{0}' is file-local, or private or protected within another type, so generated code cannot name it. Make it internal or public.");

    /// <summary>A contract has static abstract members.</summary>
    public static readonly DiagnosticDescriptor StaticAbstractMember = Error("RSL0007", Shape,
        "A contract has no static abstract members",
        "'{0}' has the static abstract member '{1}', so it cannot be a service's type. Move the static member to an interface without the attribute.");

    private static ImmutableArray<DiagnosticDescriptor> ShapeRules =>
    [
        NotAsynchronous, NotAMethod, GenericOperation, ByReferenceParameter, GenericContract, InaccessibleContract, StaticAbstractMember,
    ];
}
