namespace Resile.Generators;

internal static partial class KnownTypes
{
    public const string SinceAttribute = "Resile.SinceAttribute";
    public const string RenamedFromAttribute = "Resile.RenamedFromAttribute";
    public const string RetiredAttribute = "Resile.RetiredAttribute";
    public const string UpcasterAttribute = "Resile.UpcasterAttribute";
    public const string PayloadUpcaster = "Resile.Messaging.Contracts.PayloadUpcaster";
    public const string PayloadSign = "Resile.Messaging.Contracts.PayloadSign";
}
