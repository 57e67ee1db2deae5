namespace Resile;

/// <summary>Puts any number of components of one contract, told apart by their keys, under the supervisor that a class declares.</summary>
/// <typeparam name="TContract">An interface with <see cref="AutoRecoverAttribute"/>.</typeparam>
/// <typeparam name="TImplementation">What stands behind each of them. A parameter of its constructor that is a <typeparamref name="TKey"/> gets the key.</typeparam>
/// <typeparam name="TKey">What tells them apart.</typeparam>
/// <remarks>The values set here are defaults: the configuration section <c>Resile:Components:&lt;Contract&gt;</c> overrides them.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ChildPoolAttribute<TContract, TImplementation, TKey> : Attribute
    where TContract : class
    where TImplementation : class, TContract
    where TKey : notnull
{
    /// <summary>Gets or sets when one of the components is started again.</summary>
    /// <value><see cref="ChildRestart.Permanent"/>.</value>
    public ChildRestart Restart { get; set; }

    /// <summary>Gets or sets how many restarts of one component are allowed within <see cref="WithinSeconds"/> before it leaves the pool.</summary>
    /// <value>5; from 0 to 1,000.</value>
    public int MaxRestarts { get; set; } = 5;

    /// <summary>Gets or sets the sliding window, in seconds, in which restarts are counted.</summary>
    /// <value>30; from 1 to 86,400.</value>
    public int WithinSeconds { get; set; } = 30;

    /// <summary>Gets or sets how many of them may exist at once; 0 keeps the default.</summary>
    public int MaxChildren { get; set; }
}
