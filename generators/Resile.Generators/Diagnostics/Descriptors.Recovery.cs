using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

internal static partial class Descriptors
{
    private const string Recovery = "Resile.Recovery";

    /// <summary>A value of an attribute makes no sense.</summary>
    public static readonly DiagnosticDescriptor BadValue = Error("RSL2001", Recovery,
        "The values of supervision make sense",
        "'{0}' sets {1} to {2}. Use {3}.");

    /// <summary>A contract says something of an exception that cannot be followed.</summary>
    public static readonly DiagnosticDescriptor BadException = Error("RSL2002", Recovery,
        "A contract says one thing of each exception",
        "'{0}' lists the exception '{1}', {2}.");

    /// <summary>A background loop cannot be run by a supervisor.</summary>
    public static readonly DiagnosticDescriptor BadLoop = Error("RSL2003", Recovery,
        "A background loop takes a token and returns a task",
        "'{0}' is a background loop, which {1}.");

    /// <summary>A class cannot declare a supervisor.</summary>
    public static readonly DiagnosticDescriptor NoSupervisor = Error("RSL2010", Recovery,
        "A supervisor is a partial class of its own",
        "'{0}' cannot declare a supervisor: it {1}. Write it as in: [Supervisor] public sealed partial class Ordering;");

    /// <summary>A child is nothing that can stand under a supervisor.</summary>
    public static readonly DiagnosticDescriptor BadChild = Error("RSL2011", Recovery,
        "A child is a supervised contract or a supervisor",
        "'{0}' has the child '{1}', {2}.");

    /// <summary>A tree goes round in a circle.</summary>
    public static readonly DiagnosticDescriptor TreeCycle = Error("RSL2012", Recovery,
        "A tree has no cycle",
        "The tree of '{0}' goes round in a circle: {1}.");

    /// <summary>Something stands in a tree twice.</summary>
    public static readonly DiagnosticDescriptor DuplicateChild = Error("RSL2013", Recovery,
        "A child stands in a tree once",
        "'{0}' has the child '{1}', {2}.");

    /// <summary>A permanent child is significant.</summary>
    public static readonly DiagnosticDescriptor SignificantPermanent = Error("RSL2014", Recovery,
        "A significant child can end for good",
        "'{1}' under '{0}' is significant, but what is permanent never ends for good. Set its Restart to Transient or Temporary, or take Significant away.");

    /// <summary>Significance has no effect.</summary>
    public static readonly DiagnosticDescriptor IdleSignificance = Warning("RSL2015", Recovery,
        "AutoShutdown and significant children go together",
        "'{0}' {1}.");

    /// <summary>The end of a tree takes longer than the host waits for it.</summary>
    public static readonly DiagnosticDescriptor ShutdownTooLong = Warning("RSL2016", Recovery,
        "A tree ends within the time that its host has",
        "The {1} components under '{0}' end one after the other, within {2} s at most, but a host waits 30 s (HostOptions.ShutdownTimeout). Set a smaller ShutdownMs on their contracts, or raise the host's limit and suppress this.");

    /// <summary>A tree gives up late.</summary>
    public static readonly DiagnosticDescriptor TooManyRestarts = Warning("RSL2017", Recovery,
        "A tree gives up while that helps",
        "'{1}' under '{0}' may fail {2} times before that is given up, which is more than 100. Lower MaxRestarts on one of the levels, or take a level out.");

    /// <summary>Generated code cannot make an implementation.</summary>
    public static readonly DiagnosticDescriptor NoConstructor = Error("RSL2018", Recovery,
        "Generated code can make the implementation of a child",
        "'{0}' cannot be made by generated code: it {1}.");

    /// <summary>A component takes the implementation of another one.</summary>
    public static readonly DiagnosticDescriptor RawInstance = Warning("RSL2019", Recovery,
        "A component takes the contracts of others",
        "'{0}' takes '{1}', but only a supervisor makes instances of that: there is none to inject, or one that nobody supervises. Take '{2}'.");

    /// <summary>A project has several roots.</summary>
    public static readonly DiagnosticDescriptor SeveralRoots = Error("RSL2020", Recovery,
        "A project has one system root",
        "'{0}' carries [SystemRoot], but so does '{1}', and a system restarts as a whole. Make one of them a [Supervisor] under the other.");

    /// <summary>A component keeps state that no restart resets.</summary>
    public static readonly DiagnosticDescriptor MutableStatic = Warning("RSL2030", Recovery,
        "A component keeps its state in itself",
        "The static '{1}' of '{0}' outlives every restart, and with it what went wrong. Keep it in the instance, or in a component of its own.");

    /// <summary>A component has a lock that outlives it.</summary>
    public static readonly DiagnosticDescriptor StaticLock = Warning("RSL2031", Recovery,
        "A component's locks end with it",
        "A generation of '{0}' that hangs while it holds the static '{1}' holds it for ever, and the next one waits for it. Keep the lock in the instance.");

    /// <summary>A component leaves something behind when it ends.</summary>
    public static readonly DiagnosticDescriptor UndisposedField = Warning("RSL2032", Recovery,
        "A component disposes of what it makes",
        "'{0}' makes what its field '{1}' holds, but is not disposable, so each restart leaves one behind. Implement IDisposable or IAsyncDisposable, and dispose of it there.");

    /// <summary>A component fails where no supervisor sees it.</summary>
    public static readonly DiagnosticDescriptor AsyncVoid = Warning("RSL2033", Recovery,
        "A component fails where its supervisor sees it",
        "'{1}' of '{0}' is async void: an exception of it ends the process instead of restarting the component. Return a task, and await it.");

    /// <summary>A component hands itself to its callers.</summary>
    public static readonly DiagnosticDescriptor ReturnsThis = Warning("RSL2034", Recovery,
        "A component does not hand itself out",
        "'{1}' of '{0}' returns the instance itself: whoever holds it calls a dead generation after a restart. Return what the caller needs of it; the contract is injected.");

    /// <summary>Gets the rules of implementations, which the generator does not ask for.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfComponents => [MutableStatic, StaticLock, UndisposedField, AsyncVoid, ReturnsThis];

    private static ImmutableArray<DiagnosticDescriptor> RecoveryRules =>
    [
        BadValue, BadException, BadLoop, NoSupervisor, BadChild, TreeCycle, DuplicateChild, SignificantPermanent, IdleSignificance, ShutdownTooLong,
        TooManyRestarts, NoConstructor, RawInstance, SeveralRoots, .. OfComponents,
    ];
}
