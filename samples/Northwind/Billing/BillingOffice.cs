using Northwind.Contracts;

namespace Northwind.Billing;

/// <summary>What billing consists of. It does not restart as a whole: what its ledger alone does not mend goes to the next rung.</summary>
[Supervisor(SupervisionStrategy.RestForOne, MaxRestarts = 0)]
[Child<ILedger, Ledger>]
internal sealed partial class BillingOffice;
