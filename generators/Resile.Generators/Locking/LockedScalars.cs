namespace Resile.Generators.Locking;

/// <summary>Which numbers take all values of which others.</summary>
internal static class LockedScalars
{
    // Each takes all that stand before it in its row.
    private static readonly string[][] Rows =
    [
        ["int8", "int16", "int32", "int64", "int128"],
        ["uint8", "uint16", "uint32", "uint64", "uint128"],
        ["uint8", "int16", "int32", "int64"],
        ["uint16", "int32", "int64"],
        ["uint32", "int64", "int128"],
        ["int8", "int16", "int32", "int64", "decimal"],
        ["uint8", "uint16", "uint32", "uint64", "decimal"],
        ["int8", "int16", "int32", "double"],
        ["uint8", "uint16", "uint32", "double"],
        ["float", "double"],
        ["char", "string"],
        ["uuid", "string"],
        ["uri-reference", "string"],
        ["date-time", "string"],
        ["date", "string"],
        ["time", "string"],
        ["duration", "string"],
        ["version", "string"],
        ["base64", "string"],
    ];

    /// <summary>Tells whether one takes all values of another.</summary>
    public static bool Takes(string wide, string narrow) =>
        Rows.Any(row => Array.IndexOf(row, narrow) is >= 0 and var one && Array.IndexOf(row, wide) > one);
}
