using System.ComponentModel;

namespace Resile.Recovery.Calls;

/// <summary>The background work of a component. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ComponentLoop
{
    /// <summary>Refuses a call of a method that the supervisor runs by itself.</summary>
    /// <param name="component">The component's name.</param>
    /// <param name="operation">The method's name.</param>
    public static InvalidOperationException Refuse(string component, string operation) => new(
        $"'{component}.{operation}' is a background loop, which its supervisor runs for as long as the component lives. Do not call it.");
}
