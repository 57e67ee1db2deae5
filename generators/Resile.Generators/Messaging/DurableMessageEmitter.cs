using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Messaging;

/// <summary>Writes what <c>[DurableMessage]</c> promises.</summary>
internal static class DurableMessageEmitter
{
    /// <summary>Lists the methods by which a program adds what was generated.</summary>
    public static EquatableArray<RegistrationModel> Registrations(DurableMessageModel model) => EquatableArray<RegistrationModel>.Empty;
}
