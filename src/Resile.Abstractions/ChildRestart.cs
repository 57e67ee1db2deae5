namespace Resile;

/// <summary>Says when a supervised component, or a supervisor under another one, is started again.</summary>
/// <remarks>The restart types of Erlang/OTP's supervisors.</remarks>
public enum ChildRestart
{
    /// <summary>Always: after a failure, and after an end that it chose itself.</summary>
    Permanent,

    /// <summary>After a failure alone. One that ends by itself has done its work.</summary>
    Transient,

    /// <summary>Never. It starts with its supervisor, and whatever ends it ends it until that one restarts as a whole.</summary>
    Temporary,
}
