using Resile.Analyzers.Logging;

namespace Resile.Analyzers.Tests;

/// <summary>What is marked as a secret, and logs.</summary>
public sealed class SecretLogTests
{
    private const string Contracts =
        """
        namespace Acme;

        [DurableMessage]
        public interface IPayments
        {
            Task PaidAsync(int id, [Secret] string iban, CancellationToken cancellationToken = default);
            Task CustomerAddedAsync(Customer customer, CancellationToken cancellationToken = default);
        }

        public sealed record Customer(int Id, [Secret] string Email, [property: Secret] string Phone);

        public sealed class Account { public int Id { get; set; } [Secret] public string Iban { get; set; } = ""; }

        public sealed record Masked(int Id, [Secret] string Email) { public override string ToString() => $"customer {Id}"; }
        """;

    [Fact]
    public Task Secret_that_is_written_is_RSL0016() => UsageVerifier<SecretLogAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        using System.Diagnostics;

        public sealed partial class Desk(ILogger<Desk> logger) : IPayments
        {
            public Task PaidAsync(int id, string iban, CancellationToken cancellationToken)
            {
                logger.LogInformation("Order {Id} was paid from {Iban}", id, {|RSL0016:iban|});
                logger.LogWarning("Paid from " + {|RSL0016:iban|}.ToString());
                logger.Log(LogLevel.Error, new Exception(), $"Paid from {{|RSL0016:iban|}}");
                Console.WriteLine($"{id}: {{|RSL0016:iban|}}");
                Console.WriteLine("{0} {1}", id, {|RSL0016:iban|} ?? "none");
                Debug.WriteLine({|RSL0016:iban|});
                Activity.Current?.SetTag("iban", {|RSL0016:iban|});
                return Task.CompletedTask;
            }

            public Task CustomerAddedAsync(Customer customer, CancellationToken cancellationToken)
            {
                logger.LogInformation("{Id} {Email} {Phone}", customer.Id, {|RSL0016:customer.Email|}, string.Format("{0}", {|RSL0016:customer.Phone|}));
                logger.LogInformation("{Customer}", {|RSL0016:customer|});
                Log(logger, {|RSL0016:customer|});
                Log(logger, new Account(), {|RSL0016:new Account().Iban|});
                return Task.CompletedTask;
            }

            [LoggerMessage(1, LogLevel.Information, "{Customer}")] private static partial void Log(ILogger logger, Customer customer);
            [LoggerMessage(2, LogLevel.Information, "{Account} {Iban}")] private static partial void Log(ILogger logger, Account account, string iban);
        }

        // What the generator of Microsoft.Extensions.Logging writes.
        public sealed partial class Desk
        {
            private static partial void Log(ILogger logger, Customer customer) { }
            private static partial void Log(ILogger logger, Account account, string iban) { }
        }
        """, Contracts);

    [Fact]
    public Task What_is_classified_is_redacted_and_left_alone() => UsageVerifier<SecretLogAnalyzer>.VerifyAsync(
        """
        namespace Microsoft.Extensions.Compliance.Classification { public abstract class DataClassificationAttribute : Attribute; }

        namespace Acme
        {
            public sealed class PersonalAttribute : Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute;

            public sealed partial class Desk(ILogger<Desk> logger)
            {
                public void Paid([Secret] string iban) => Log(logger, iban, {|RSL0016:iban|});

                [LoggerMessage(1, LogLevel.Information, "{Iban} {Other}")] private static partial void Log(ILogger logger, [Personal] string iban, string other);
            }

            // What the generator of Microsoft.Extensions.Logging writes.
            public sealed partial class Desk { private static partial void Log(ILogger logger, string iban, string other) { } }
        }
        """, Contracts);

    [Fact]
    public Task What_is_no_secret_or_made_of_one_is_left_alone() => UsageVerifier<SecretLogAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        using System.Diagnostics;

        public sealed class Desk(ILogger<Desk> logger) : IPayments
        {
            public Task PaidAsync(int id, string iban, CancellationToken cancellationToken)
            {
                logger.LogInformation("Order {Id} was paid from {Length} letters, {Mask} {Name}", id, iban.Length, Mask(iban), nameof(iban));
                Activity.Current?.SetTag("known", iban is not null);
                Store(iban!);
                return Task.CompletedTask;
            }

            public Task CustomerAddedAsync(Customer customer, CancellationToken cancellationToken)
            {
                logger.LogInformation("{Id} {Account} {Masked}", customer.Id, new Account(), new Masked(1, "a"));
                Console.WriteLine(customer.Email.GetHashCode());
                return Task.CompletedTask;
            }

            public void Other(string iban) => logger.LogInformation("{Iban}", iban);
            private static string Mask(string text) => text[^4..];
            private static void Store(string text) => _ = text;
        }
        """, Contracts);
}
