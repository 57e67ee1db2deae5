using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

internal static partial class Descriptors
{
    private const string Shape = "Resile.Shape";

    /// <summary>An operation returns neither a task nor a stream.</summary>
    public static readonly DiagnosticDescriptor NotAsynchronous = Error("RSL0001", Shape,
        "An operation returns a task or a stream of items",
        "'{0}' returns '{1}', but a call that crosses a boundary takes time. Return Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>.");

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

    /// <summary>A name that generated code needs belongs to another type.</summary>
    public static readonly DiagnosticDescriptor NameTaken = Error("RSL0008", Shape,
        "Generated types have names of their own",
        "The code of '{0}' needs the name '{1}', but '{2}' stands in its way. Rename one of the two.");

    /// <summary>An operation is protected.</summary>
    public static readonly DiagnosticDescriptor HiddenOperation = Error("RSL0009", Shape,
        "An operation can be called",
        "'{0}' is protected, so generated code cannot call it. Make it public or internal, or give it a default implementation.");

    /// <summary>A contract is disposable.</summary>
    public static readonly DiagnosticDescriptor DisposableContract = Error("RSL0010", Shape,
        "A contract is not disposable",
        "'{0}' is an '{1}', but no caller owns what stands behind it. Let the implementation have that interface; it is disposed of with its scope.");

    /// <summary>An operation has several cancellation tokens.</summary>
    public static readonly DiagnosticDescriptor SeveralTokens = Error("RSL0011", Shape,
        "An operation has at most one cancellation token",
        "'{0}' has the cancellation tokens '{1}' and '{2}', but a call is cancelled in one way. Remove one of them; the caller can link the two.");

    /// <summary>A deadline cannot be read.</summary>
    public static readonly DiagnosticDescriptor BadDeadline = Error("RSL0012", Shape,
        "A deadline is a number and its unit",
        "The deadline '{1}' of '{0}' cannot be read. Write a number and its unit, from 1ms to 24h, as in '250ms', '5s', '2m' or '1h'.");

    /// <summary>A tuple goes through JSON.</summary>
    public static readonly DiagnosticDescriptor TupleAsJson = Warning("RSL0013", Shape,
        "What travels as JSON is no tuple",
        "'{0}' sends the tuple '{1}' as JSON, which leaves its elements out: they are fields. Declare a record for it.");

    /// <summary>The rest of a fake cannot be written.</summary>
    public static readonly DiagnosticDescriptor NoFake = Error("RSL0014", Shape,
        "A fake is a partial class that implements a contract",
        "'{0}' carries [Fake], but {1}. Write it as in: [Fake] internal sealed partial class CatalogFake : ICatalog;");

    /// <summary>A type can be named by an extern alias alone.</summary>
    public static readonly DiagnosticDescriptor ExternAlias = Error("RSL0017", Shape,
        "A contract names types that every file can name",
        "'{0}' names '{1}', whose assembly is referenced under an alias alone, so generated files, which have no extern alias, cannot name it. Add 'global' to the Aliases of the reference, or declare a type of your own for it.");

    private static ImmutableArray<DiagnosticDescriptor> ShapeRules =>
    [
        NotAsynchronous, NotAMethod, GenericOperation, ByReferenceParameter, GenericContract, InaccessibleContract, StaticAbstractMember,
        NameTaken, HiddenOperation, DisposableContract, SeveralTokens, BadDeadline, TupleAsJson,
        NoFake, ExternAlias,
    ];
}
