namespace Northwind.Running;

/// <summary>Finds the servers that the environment names.</summary>
internal static class ServerAddress
{
    /// <summary>Reads a variable.</summary>
    /// <exception cref="InvalidOperationException">It is not set.</exception>
    public static string Of(string variable, string form) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } address
        ? address
        : throw new InvalidOperationException(
            $"No server is named: set {variable} ({form}), or run samples/run.sh, which starts one of its own.");
}
