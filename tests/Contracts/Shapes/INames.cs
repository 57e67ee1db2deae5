namespace Resile.Generated.Tests.Contracts.Shapes;

#pragma warning disable RSL0013 // What JSON makes of tuples matters nothing here; that their names tell methods apart does.

/// <summary>Operations and parameters that have the names of what is generated, or of what every type has.</summary>
[LoadBalanced("names"), AutoRecover]
public interface INames : IOtherNames, IMoreNames
{
    /// <summary>Is called like a property of the client, and like a member of every type.</summary>
    [Get("/contract")]
    Task<string> Contract(string ToString, CancellationToken cancellationToken = default);

    /// <summary>Is called like another one of every type.</summary>
    [Get("/text")]
    Task<string> ToString();

    /// <summary>Is called like the client.</summary>
    [Get("/client")]
    Task<int> NamesBalanced(int _channel, int _cell, int Write, int InvokeAsync);

    /// <summary>Has overloads, whose structures are numbered.</summary>
    [Get("/go/{id}")]
    Task<string> Go(int id);

    /// <summary>Has overloads, whose structures are numbered.</summary>
    [Get("/walk/{id}")]
    Task<string> Go(string id);

    /// <summary>Is called like such a structure.</summary>
    [Get("/call/{await}")]
    Task<string> Go2Call(int await);

    /// <summary>Is called like what is known of another.</summary>
    [Get("/operation")]
    Task<string> GoOperation([Query] string? @event = null, string? text = null);

    /// <summary>Must not be called any more.</summary>
    [Get("/old"), Obsolete("It is gone.", error: true)]
    Task<string> Old(int id);
}

/// <summary>Has a method that differs from another in nothing but the names of a tuple.</summary>
public interface IOtherNames
{
    /// <summary>Takes one kind of tuples.</summary>
    [Post("/one")]
    Task<string> SameAsync(List<(int Left, int Right)> pairs);
}

/// <summary>Has the other.</summary>
public interface IMoreNames
{
    /// <summary>Takes another kind of tuples.</summary>
    [Post("/two")]
    Task<string> SameAsync(List<(int First, int Second)> pairs);
}
