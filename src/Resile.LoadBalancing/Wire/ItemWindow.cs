namespace Resile.LoadBalancing.Wire;

/// <summary>How many items of a stream may be on the way that their caller has not taken yet.</summary>
internal static class ItemWindow
{
    /// <summary>The items that a server may send before it is asked for more.</summary>
    public const int Size = 32;

    /// <summary>After how many items that it has taken a client asks for as many more.</summary>
    public const int Step = Size / 2;
}
