using System.Text;
using Resile.LoadBalancing.Udp;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>Requests that come again, from the client or from whoever recorded them: none is carried out twice.</summary>
public sealed class ReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replayed_request_is_not_carried_out_again(bool isSealed)
    {
        using var rig = new ReceiverRig(isSealed: isSealed);
        var session = rig.Greet();
        var request = session.Request(7, "[\"once\"]");

        rig.Receiver.Receive(request, ReceiverRig.Ada);
        await Eventually.HoldsAsync(() => rig.Receiver.InFlight == 0 && rig.Prices.Calls == 1);
        rig.Taken();
        for (var replay = 0; replay < 10; replay++)
        {
            Assert.Empty(rig.Ask(request));
        }

        Assert.Equal(1, rig.Prices.Calls);
        Assert.Equal(10, rig.Refused(UdpRefusal.Replayed));
    }

    [Fact]
    public async Task Replayed_session_is_dead_after_a_restart_and_after_a_pause()
    {
        using var first = new ReceiverRig();
        var session = first.Greet();
        var request = session.Request(7, "[\"once\"]");
        first.Receiver.Receive(request, ReceiverRig.Ada);
        await Eventually.HoldsAsync(() => first.Receiver.InFlight == 0 && first.Prices.Calls == 1);
        first.Time.Advance(TimeSpan.FromMinutes(2));
        first.Receiver.Sweep();
        first.Taken();
        using var restarted = new ReceiverRig();

        foreach (var rig in new[] { first, restarted })
        {
            var (answer, _) = rig.Ask(request).Single();
            Assert.Equal((byte)DatagramKind.NoSession, answer[2]);
            Assert.True(answer.Length < request.Length);
        }

        Assert.Equal((1, 0), (first.Prices.Calls, restarted.Prices.Calls));
    }

    [Fact]
    public async Task Request_that_comes_again_is_answered_by_the_kept_answer()
    {
        using var rig = new ReceiverRig();
        var session = rig.Greet();
        rig.Receiver.Receive(session.Request(7, "[\"once\"]"), ReceiverRig.Ada);
        await Eventually.HoldsAsync(() => rig.Receiver.InFlight == 0 && rig.Prices.Calls == 1);
        var first = session.Open(rig.Taken().Single().Datagram);

        var again = session.Open(rig.Ask(session.Request(7, "[\"once\"]")).Single().Datagram);

        Assert.Equal((FrameKind.Reply, "\"once\""), (again.Header.Kind, Encoding.UTF8.GetString(again.Payload)));
        Assert.Equal(first.Header, again.Header);
        Assert.Equal(1, rig.Prices.Calls);
    }

    [Fact]
    public async Task Request_whose_answer_is_no_longer_kept_is_refused_and_not_carried_out_again()
    {
        using var rig = new ReceiverRig(static options => options.MaxKeptAnswers = 1);
        var session = rig.Greet();
        for (ulong call = 1; call <= 3; call++)
        {
            rig.Receiver.Receive(session.Request(call, "[\"once\"]"), ReceiverRig.Ada);
            await Eventually.HoldsAsync(() => rig.Receiver.InFlight == 0 && rig.Prices.Calls == (int)call);
        }

        rig.Taken();
        var (header, payload) = session.Open(rig.Ask(session.Request(1, "[\"once\"]")).Single().Datagram);

        Assert.Equal((FrameKind.Error, 503), (header.Kind, WireError.Read(payload, 100).Status));
        Assert.Equal(1, rig.Refused(UdpRefusal.Forgotten));
        Assert.Equal(3, rig.Prices.Calls);
        Assert.Equal(1, rig.Receiver.Answers.Count);
    }

    [Fact]
    public async Task Refusal_is_final_although_there_is_room_when_the_request_comes_again()
    {
        using var rig = new ReceiverRig(static options => options.MaxConcurrentCalls = 1);
        var session = rig.Greet();
        var released = new TaskCompletionSource<string?>();
        rig.Prices.Echo = (_, _) => released.Task;
        rig.Receiver.Receive(session.Request(1, "[\"first\"]"), ReceiverRig.Ada);
        await Eventually.HoldsAsync(() => rig.Prices.Calls == 1);
        Assert.Equal(FrameKind.NotProcessed, session.Open(rig.Ask(session.Request(2, "[\"second\"]")).Single().Datagram).Header.Kind);
        released.SetResult("first");
        await Eventually.HoldsAsync(() => rig.Receiver.InFlight == 0);
        rig.Taken();

        // Its caller has sent it elsewhere by now.
        Assert.Equal(FrameKind.NotProcessed, session.Open(rig.Ask(session.Request(2, "[\"second\"]")).Single().Datagram).Header.Kind);
        Assert.Equal(1, rig.Prices.Calls);
    }
}
