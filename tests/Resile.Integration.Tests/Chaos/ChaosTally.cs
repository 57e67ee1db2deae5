namespace Resile.Integration.Tests.Chaos;

/// <summary>What the oracle found: business rows against effects.</summary>
/// <param name="Rounds">How often a process was killed.</param>
/// <param name="Lost">Operations without an effect, and spoilt ones without a dead letter.</param>
/// <param name="Repeated">Effects that there were before, and dead letters too many.</param>
/// <param name="Misordered">Effects that came after a later one of their key.</param>
internal sealed record ChaosTally(int Rounds, long Lost, long Repeated, long Misordered)
{
    /// <summary>Writes it as the last line of a run.</summary>
    /// <param name="steps">How many steps there are.</param>
    public string Describe(int steps) => $"steps {steps} rounds {Rounds} lost {Lost} repeated {Repeated} misordered {Misordered}";
}
