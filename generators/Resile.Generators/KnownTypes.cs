namespace Resile.Generators;

/// <summary>The metadata names of every type that generated code or a rule speaks of; a test checks them against the real ones.</summary>
/// <remarks>Each feature adds its own names in a file of its own.</remarks>
internal static partial class KnownTypes
{
    public const string Task = "System.Threading.Tasks.Task";
    public const string TaskOfT = "System.Threading.Tasks.Task`1";
    public const string ValueTask = "System.Threading.Tasks.ValueTask";
    public const string ValueTaskOfT = "System.Threading.Tasks.ValueTask`1";
    public const string AsyncEnumerable = "System.Collections.Generic.IAsyncEnumerable`1";
    public const string CancellationToken = "System.Threading.CancellationToken";
    public const string Disposable = "System.IDisposable";
    public const string AsyncDisposable = "System.IAsyncDisposable";
    public const string ObsoleteAttribute = "System.ObsoleteAttribute";
    public const string GeneratedCodeAttribute = "System.CodeDom.Compiler.GeneratedCodeAttribute";
    public const string CLSCompliantAttribute = "System.CLSCompliantAttribute";
    public const string ExperimentalAttribute = "System.Diagnostics.CodeAnalysis.ExperimentalAttribute";
    public const string AllowNullAttribute = "System.Diagnostics.CodeAnalysis.AllowNullAttribute";
    public const string DisallowNullAttribute = "System.Diagnostics.CodeAnalysis.DisallowNullAttribute";
    public const string MaybeNullAttribute = "System.Diagnostics.CodeAnalysis.MaybeNullAttribute";
    public const string NotNullAttribute = "System.Diagnostics.CodeAnalysis.NotNullAttribute";
    public const string IdempotentAttribute = "Resile.IdempotentAttribute";
    public const string DeadlineAttribute = "Resile.DeadlineAttribute";
}
