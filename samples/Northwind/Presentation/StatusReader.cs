using System.Data.Common;
using Northwind.Proof;
using Northwind.Running;

namespace Northwind.Presentation;

/// <summary>Reads how far a run is from what the services have stored.</summary>
internal sealed class StatusReader(IStage stage, int total, bool isCalm)
{
    private RunStatus? _last;

    /// <summary>Reads it; where a database does not answer at the moment, what was read before.</summary>
    public async Task<RunStatus> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var tallies = await Tallies.ReadAsync(stage, cancellationToken);
            _last = new RunStatus(
                total,
                await stage.Databases[Role.Storefront].CountAsync("select count(*) from orders", cancellationToken),
                await stage.Databases[Role.Billing].CountAsync("select count(*) from ledger", cancellationToken),
                await stage.Databases[Role.Shipping].CountAsync("select count(*) from shipments", cancellationToken),
                Rungs.Of(tallies).All,
                tallies.Sum(Tally.CallRetries) + tallies.Sum(Tally.MessageRetries),
                [.. stage.Catalogs.Select((address, index) => new ReplicaStatus(
                    Name(index), tallies.Sum(Tally.Calls + address), tallies.Sum(Tally.InRotation + address) > 0))],
                stage.Chronicle.Entries);
        }
        catch (DbException) when (_last is not null)
        {
        }

        return _last!;
    }

    private string Name(int index) => $"catalog-{index + 1}" + (isCalm ? "" : index switch
    {
        1 => " (slow)",
        2 => " (dies, returns)",
        _ => "",
    });
}
