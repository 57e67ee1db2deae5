namespace Resile.Integration.Tests.Servers;

/// <summary>The real servers, as tests/run.sh or the developer provides them.</summary>
internal static class TestServers
{
    /// <summary>Gets <c>amqp://user:password@host:port/vhost</c>; skips the test when there is no broker.</summary>
    public static Uri RabbitMq => new(Require("RESILE_RABBITMQ"));

    /// <summary>Gets an Npgsql connection string; skips the test when there is no database.</summary>
    public static string PostgreSql => Require("RESILE_POSTGRES");

    private static string Require(string variable)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(value), $"No server: run tests/run.sh or set {variable}.");
        return value!;
    }
}
