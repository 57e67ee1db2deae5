namespace Resile.Generators;

/// <summary>The metadata names of every type that generated code or a rule speaks of; a test checks them against the real ones.</summary>
/// <remarks>Each feature adds its own names in a file of its own.</remarks>
internal static partial class KnownTypes
{
    public const string Task = "System.Threading.Tasks.Task";
    public const string TaskOfT = "System.Threading.Tasks.Task`1";
    public const string ValueTask = "System.Threading.Tasks.ValueTask";
    public const string ValueTaskOfT = "System.Threading.Tasks.ValueTask`1";
    public const string CancellationToken = "System.Threading.CancellationToken";
    public const string IdempotentAttribute = "Resile.IdempotentAttribute";
    public const string DeadlineAttribute = "Resile.DeadlineAttribute";
}
