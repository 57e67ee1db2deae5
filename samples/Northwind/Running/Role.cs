namespace Northwind.Running;

/// <summary>What a process of the sample is.</summary>
[Flags]
internal enum Role
{
    /// <summary>A replica of the catalog.</summary>
    Catalog = 1,

    /// <summary>Takes orders.</summary>
    Storefront = 2,

    /// <summary>Bills them.</summary>
    Billing = 4,

    /// <summary>Ships them.</summary>
    Shipping = 8,

    /// <summary>A replica of the pricing.</summary>
    Pricing = 16,

    /// <summary>A replica of the presence.</summary>
    Presence = 32,

    /// <summary>All that shares a database in the default mode.</summary>
    Shop = Storefront | Billing | Shipping,
}
