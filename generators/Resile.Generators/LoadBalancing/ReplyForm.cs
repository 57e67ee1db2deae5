namespace Resile.Generators.LoadBalancing;

/// <summary>What an operation gets back.</summary>
internal enum ReplyForm
{
    /// <summary>A value, items or nothing, as its return type says.</summary>
    Plain,

    /// <summary>A stream.</summary>
    Stream,

    /// <summary>Status, headers and a value.</summary>
    Whole,

    /// <summary>Status, headers and a stream.</summary>
    WholeStream,

    /// <summary>Status and headers.</summary>
    Head,
}
