using Northwind.Billing;
using Northwind.Shipping;

namespace Northwind.Running;

/// <summary>The tree of all that is supervised behind the storefront. Where each service is a process of its own, each has its branch.</summary>
[SystemRoot(MaxRestarts = 3, WithinSeconds = 300)]
[Child<BillingOffice>, Child<ShippingOffice>]
internal sealed partial class House;
