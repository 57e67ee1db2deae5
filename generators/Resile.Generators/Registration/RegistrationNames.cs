using Resile.Generators.Text;

namespace Resile.Generators.Registration;

/// <summary>Names the registration methods: after their contracts alone, or with the namespace where two would have one name.</summary>
internal static class RegistrationNames
{
    /// <summary>Names them, in the order given.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<RegistrationModel> registrations)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        return registrations.Select(each => Free(each, owners, IsShared(each, registrations) ? each.QualifiedName : each.Name)).ToList();
    }

    // The overloads of one contract share a name rightly; two contracts do not. A number is the last resort: Acme.IA.IBC and Acme.IAB.IC.
    private static string Free(RegistrationModel registration, Dictionary<string, string> owners, string name)
    {
        var free = name;
        for (var number = 2; ; number++)
        {
            var key = registration.ReturnType + " " + free;
            var owner = registration.Contract + " " + registration.Name;
            if (!owners.TryGetValue(key, out var other))
            {
                owners[key] = owner;
                return free;
            }

            if (other == owner)
            {
                return free;
            }

            free = name + Literal.Of(number);
        }
    }

    private static bool IsShared(RegistrationModel registration, IEnumerable<RegistrationModel> all) => all.Any(other =>
        other.Contract != registration.Contract && other.Name == registration.Name && other.ReturnType == registration.ReturnType);
}
