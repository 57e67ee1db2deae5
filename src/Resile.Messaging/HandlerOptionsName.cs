namespace Resile.Messaging;

/// <summary>The names of handlers' options: each handler has its own, all of a contract share its configuration section.</summary>
internal static class HandlerOptionsName
{
    private const char Separator = '/';

    /// <summary>Names the options of a handler.</summary>
    public static string Of(string contract, Type handler) => $"{contract}{Separator}{handler.FullName}";

    /// <summary>Gets the contract that options are for.</summary>
    public static string ContractOf(string? name)
    {
        var end = name?.IndexOf(Separator, StringComparison.Ordinal) ?? -1;
        return end < 0 ? name ?? string.Empty : name![..end];
    }
}
