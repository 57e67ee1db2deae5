namespace Resile.Analyzers.Tests;

public sealed class RecoveryRulesTests
{
    [Fact]
    public Task Contract_with_values_that_make_sense_is_accepted() => ContractVerifier.VerifyAsync(
        """
        [AutoRecover(HangAfterMs = 500, ShutdownMs = 0, Pending = PendingCalls.Fail, QueueLimit = 8)]
        [On<TimeoutException>(FailureAction.Restart), On<FormatException>(FailureAction.Pass)]
        public interface IOrders { Task GoAsync(CancellationToken cancellationToken = default); }
        """);

    [Theory]
    [InlineData("AutoRecover(HangAfterMs = -1)")]
    [InlineData("AutoRecover(ShutdownMs = int.MinValue)")]
    [InlineData("AutoRecover(QueueLimit = -1)")]
    [InlineData("AutoRecover(Pending = (PendingCalls)17)")]
    [InlineData("AutoRecover, On<Exception>((FailureAction)9)")]
    public Task Value_that_makes_no_sense_is_RSL2001(string attributes) => ContractVerifier.VerifyAsync(
        $$"""
          [{{attributes}}]
          public interface {|RSL2001:IOrders|};
          """);

    [Theory]
    [InlineData(-1)]
    [InlineData(11)]
    public Task Number_of_replays_that_makes_no_sense_is_RSL2001(int replays) => ContractVerifier.VerifyAsync(
        $$"""
          [AutoRecover]
          public interface IOrders
          {
              [Idempotent(Replays = {{replays}})] Task {|RSL2001:GoAsync|}();
              [Idempotent(Replays = 0)] Task StopAsync(System.IO.Stream content);
          }
          """);

    [Fact]
    public Task Exception_listed_twice_or_out_of_reach_is_RSL2002() => ContractVerifier.VerifyAsync(
        """
        [AutoRecover, On<TimeoutException>(FailureAction.Score), On<TimeoutException>(FailureAction.Restart)]
        public interface {|RSL2002:IOrders|};
        [AutoRecover, On<Hidden>(FailureAction.Restart)]
        public interface {|RSL2002:IBills|};
        file sealed class Hidden : Exception;
        """);

    [Fact]
    public Task Loop_that_takes_a_token_and_returns_a_task_is_accepted() => ContractVerifier.VerifyAsync(
        """
        [AutoRecover]
        public interface ICleaner
        {
            [BackgroundLoop] Task CleanAsync(CancellationToken cancellationToken);
            Task<int> CountAsync(CancellationToken cancellationToken = default);
        }
        [AutoRecover]
        public interface IReader { [BackgroundLoop] ValueTask ReadAsync(CancellationToken cancellationToken); }
        """);

    [Theory]
    [InlineData("Task {|RSL2003:CleanAsync|}(int limit, CancellationToken cancellationToken);")]
    [InlineData("Task<int> {|RSL2003:CleanAsync|}(CancellationToken cancellationToken);")]
    [InlineData("Task CleanAsync(CancellationToken cancellationToken); [BackgroundLoop] Task {|RSL2003:SweepAsync|}(CancellationToken cancellationToken);")]
    public Task Loop_that_no_supervisor_can_run_is_RSL2003(string loop) => ContractVerifier.VerifyAsync(
        $$"""
          [AutoRecover]
          public interface ICleaner { [BackgroundLoop] {{loop}} }
          """);
}
