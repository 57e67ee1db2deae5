namespace Resile.Recovery.Hosting;

/// <summary>The arguments that <see cref="SupervisedHost"/> takes for itself, and the others.</summary>
internal sealed record HostArguments(bool IsSupervised, bool PrintsUnit, bool PrintsProbes, string[] Rest)
{
    private const string Supervised = "--supervised";
    private const string Unit = "--print-systemd-unit";
    private const string Probes = "--print-kubernetes-probes";

    /// <summary>Gets whether something is printed instead of run.</summary>
    public bool IsPrint => PrintsUnit || PrintsProbes;

    public static HostArguments Parse(string[] args) => new(
        args.Contains(Supervised), args.Contains(Unit), args.Contains(Probes),
        [.. args.Where(static argument => argument is not (Supervised or Unit or Probes))]);
}
