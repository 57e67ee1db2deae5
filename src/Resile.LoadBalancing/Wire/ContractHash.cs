using System.Text;

namespace Resile.LoadBalancing.Wire;

/// <summary>Makes the numbers by which the two sides of a connection find out whether they were built from the same contract (FNV-1a).</summary>
internal static class ContractHash
{
    private const uint Basis32 = 2166136261;
    private const uint Prime32 = 16777619;
    private const ulong Basis64 = 14695981039346656037;
    private const ulong Prime64 = 1099511628211;

    /// <summary>Hashes the signature of a method.</summary>
    public static uint OfMethod(string signature)
    {
        var hash = Basis32;
        foreach (var one in Encoding.UTF8.GetBytes(signature))
        {
            hash = (hash ^ one) * Prime32;
        }

        return hash;
    }

    /// <summary>Hashes the operations of a contract, whatever their order.</summary>
    public static ulong OfContract(IEnumerable<BalancedOperation> operations)
    {
        var hash = Basis64;
        foreach (var one in Encoding.UTF8.GetBytes(string.Join('\n', operations.Select(static operation => operation.Signature).Order(StringComparer.Ordinal))))
        {
            hash = (hash ^ one) * Prime64;
        }

        return hash;
    }
}
