namespace Resile.Messaging.Sending;

/// <summary>Tells which tenant the calling code works for.</summary>
/// <param name="read">Tells it; null where the program has no tenants.</param>
internal sealed class TenantSource(Func<string?>? read = null)
{
    /// <summary>Gets the tenant; null where there is none.</summary>
    public string? Current => read?.Invoke();
}
