using System.Collections.Frozen;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Hosting;

namespace Resile.LoadBalancing.Wire;

/// <summary>A contract as a server offers it.</summary>
internal sealed class ServedContract
{
    private const int MostNamed = 20;
    private const int LongestShown = 200;

    private readonly FrozenDictionary<uint, ServedOperation> _operations;

    private ServedContract(string name, Type type, IEnumerable<ServedOperation> operations)
    {
        Name = name;
        Type = type;
        _operations = operations.ToFrozenDictionary(static operation => operation.Operation.MethodHash);
        Hash = ContractHash.OfContract(_operations.Values.Select(static operation => operation.Operation));
    }

    /// <summary>Gets the interface's name without its <c>I</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the interface.</summary>
    public Type Type { get; }

    /// <summary>Gets the hash of its operations.</summary>
    public ulong Hash { get; }

    /// <summary>Makes it of what was generated.</summary>
    public static ServedContract Of<TContract>(ServiceSkeleton<TContract> skeleton)
        where TContract : class => new(skeleton.Contract, typeof(TContract), skeleton.Operations.Select(static operation =>
            new ServedOperation(operation.Operation, (services, call) => operation.InvokeAsync(services.GetRequiredService<TContract>, call))));

    /// <summary>Finds an operation.</summary>
    public ServedOperation? Find(uint methodHash) => _operations.GetValueOrDefault(methodHash);

    /// <summary>Finds out whether a client may call: it must know no operation that is not offered in the same shape.</summary>
    /// <remarks>A server may offer more than its clients know, so that it can be updated before them.</remarks>
    /// <param name="contract">The name of the client's contract.</param>
    /// <param name="contractHash">The hash of its operations.</param>
    /// <param name="operations">The hashes and signatures of its operations.</param>
    /// <returns>Null where it may.</returns>
    public WireError? Differences(string contract, ulong contractHash, IReadOnlyList<KeyValuePair<uint, string>> operations)
    {
        if (contract != Name)
        {
            return OtherContract(contract);
        }

        if (contractHash == Hash)
        {
            return null;
        }

        var differences = operations.Where(operation => Find(operation.Key) is null).Select(operation => Describe(operation.Value)).ToArray();
        return differences.Length == 0
            ? null
            : new((int)HttpStatusCode.Conflict, $"the contract '{Name}' differs: {string.Join("; ", differences.Take(MostNamed))}"
                + $"{(differences.Length > MostNamed ? $"; and {differences.Length - MostNamed} more" : "")}. Build both sides from the same contract.");
    }

    /// <summary>Says that another contract is served here than a client asks for.</summary>
    public WireError OtherContract(string contract) =>
        new((int)HttpStatusCode.NotFound, $"'{Name}' is served here, not '{Shown(contract)}'. Correct the client's endpoints.");

    // Anybody may have sent it, and it ends up in logs.
    private static string Shown(string text) =>
        string.Concat(text.Take(LongestShown).Select(static letter => char.IsControl(letter) ? '?' : letter));

    private string Describe(string sent)
    {
        var signature = Shown(sent);
        var name = signature[..Math.Max(0, signature.IndexOf('(', StringComparison.Ordinal))];
        var same = _operations.Values.Where(operation => operation.Operation.Name == name).Select(static operation => operation.Operation.Signature).ToArray();
        return same.Length == 0
            ? $"the client calls '{signature}', which is not offered"
            : $"the client calls '{signature}', and '{string.Join("' or '", same)}' is offered";
    }
}
