using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Writes what <c>[LoadBalanced]</c> promises.</summary>
internal static class LoadBalancedEmitter
{
    /// <summary>Lists the methods by which a program adds what was generated.</summary>
    public static EquatableArray<RegistrationModel> Registrations(LoadBalancedModel model) => EquatableArray<RegistrationModel>.Empty;
}
