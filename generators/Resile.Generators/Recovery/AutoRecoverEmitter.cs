using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>Writes what <c>[AutoRecover]</c> promises.</summary>
internal static class AutoRecoverEmitter
{
    /// <summary>Lists the methods by which a program adds what was generated.</summary>
    public static EquatableArray<RegistrationModel> Registrations(AutoRecoverModel model) => EquatableArray<RegistrationModel>.Empty;
}
