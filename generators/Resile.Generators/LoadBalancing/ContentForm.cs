namespace Resile.Generators.LoadBalancing;

/// <summary>What an argument is where it does not travel as one text.</summary>
internal enum ContentForm
{
    /// <summary>A simple value, or several: text.</summary>
    Simple,

    /// <summary>An object that travels as JSON.</summary>
    Json,

    /// <summary>A text that travels as it is.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A stream.</summary>
    Stream,

    /// <summary>A file.</summary>
    File,

    /// <summary>Several files.</summary>
    Files,

    /// <summary>An object whose properties travel one by one.</summary>
    Object,

    /// <summary>A dictionary of texts.</summary>
    Map,
}
