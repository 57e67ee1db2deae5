using Northwind.Contracts;

namespace Northwind.Shipping;

/// <summary>What restarts as a whole when shipping's papers are lost.</summary>
[Supervisor(SupervisionStrategy.RestForOne)]
[Child<IManifest, Manifest>]
internal sealed partial class ShippingOffice;
