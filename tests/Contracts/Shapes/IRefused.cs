namespace Resile.Generated.Tests.Contracts.Shapes;

#pragma warning disable RSL0001, RSL0002, RSL0003, RSL0004, RSL0005, RSL0009, RSL0011 // Refused by name; all of it still compiles, and says why when it is called.

/// <summary>Members of every shape that generated code cannot carry, beside one that it can.</summary>
[AutoRecover]
internal interface IRefused
{
    /// <summary>Can be carried.</summary>
    Task<int> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Is a property.</summary>
    int Count { get; set; }

    /// <summary>Is an indexer.</summary>
    string this[int index, string name] { get; }

    /// <summary>Is an event.</summary>
    event EventHandler? Changed;

    /// <summary>Returns at once.</summary>
    ref readonly int Number();

    /// <summary>Has type parameters with every constraint.</summary>
    Task<T?> FindAsync<T, TClass, TStruct, TException>(T? first, TClass? second, TStruct? third, TException? fourth)
        where T : notnull
        where TClass : class
        where TStruct : struct
        where TException : Exception;

    /// <summary>Takes a reference, a span and an argument that is given back.</summary>
    Task ReadAsync(ref int position, ReadOnlySpan<byte> bytes, out int length);

    /// <summary>Cannot be called from outside.</summary>
    protected Task HiddenAsync();

    /// <summary>Is cancelled in two ways.</summary>
    Task TwiceAsync(CancellationToken one, CancellationToken other);
}

/// <summary>Is refused as a whole.</summary>
[AutoRecover, LoadBalanced("things"), DurableMessage]
internal interface IRefusedThings<T>
    where T : class
{
    /// <summary>Gets a thing.</summary>
    [Get("/things/{id}")]
    Task GetAsync(int id);
}
