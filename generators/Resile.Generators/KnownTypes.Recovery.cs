namespace Resile.Generators;

internal static partial class KnownTypes
{
    public const string AutoRecoverAttribute = "Resile.AutoRecoverAttribute";
    public const string BackgroundLoopAttribute = "Resile.BackgroundLoopAttribute";
    public const string OnAttribute = "Resile.OnAttribute`1";
    public const string ComponentCell = "Resile.Recovery.Calls.ComponentCell`1";
    public const string ComponentCall = "Resile.Recovery.Calls.IComponentCall`1";
    public const string ComponentCallOfResult = "Resile.Recovery.Calls.IComponentCall`2";
    public const string ComponentsBuilder = "Resile.Recovery.ComponentsBuilder";
    public const string AutoRecoverOptions = "Resile.Recovery.AutoRecoverOptions";
}
