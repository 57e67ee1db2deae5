namespace Resile;

/// <summary>How the calls of a balanced contract travel.</summary>
public enum Transport
{
    /// <summary>As HTTP requests, by verb and route. The default.</summary>
    Http,

    /// <summary>As frames over one connection to each endpoint, which all calls share; no verbs and routes are needed.</summary>
    Tcp,

    /// <summary>As single datagrams, each with a whole call or reply: small ones, whose loss on the way is cheap to repair; no verbs and routes are needed.</summary>
    Udp,
}
