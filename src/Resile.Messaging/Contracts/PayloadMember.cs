namespace Resile.Messaging.Contracts;

/// <summary>A property that an upcaster looks for.</summary>
/// <param name="name">Its name.</param>
internal sealed class PayloadMember(string name)
{
    /// <summary>Gets its name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets or sets the place of the property that it is now; null where the name is a present one.</summary>
    public int? PresentName { get; set; }

    /// <summary>Gets or sets what it is where it is missing, as JSON.</summary>
    public byte[]? Default { get; set; }

    /// <summary>Gets or sets what turns its value.</summary>
    public Func<PayloadUpcaster>? Upcaster { get; set; }

    /// <summary>Gets or sets how many levels of maps stand around what is turned.</summary>
    public int Maps { get; set; }
}
