namespace Resile;

/// <summary>The root of the attributes that say how an operation travels over HTTP.</summary>
/// <remarks>
/// The route begins with a slash. A part in braces, as in <c>/products/{id}</c>, is filled by the parameter of that name.
/// Other parameters travel where their attribute says: <see cref="QueryAttribute"/>, <see cref="HeaderAttribute"/> or
/// <see cref="BodyAttribute"/>. Without one, the only complex parameter of a POST, PUT or PATCH is its body, and simple ones
/// go into the query.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public abstract class VerbAttribute : Attribute
{
    private protected VerbAttribute(string verb, string route)
    {
        Verb = verb;
        Route = route;
    }

    /// <summary>Gets the verb in capitals.</summary>
    public string Verb { get; }

    /// <summary>Gets the route's template.</summary>
    public string Route { get; }
}
