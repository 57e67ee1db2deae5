namespace Resile.Generators;

internal static partial class KnownTypes
{
    public const string LoadBalancedAttribute = "Resile.LoadBalancedAttribute";
}
