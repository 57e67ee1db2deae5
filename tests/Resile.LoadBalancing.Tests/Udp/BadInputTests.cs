using System.Security.Cryptography;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Udp;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>What a server does with datagrams that are broken, old or hostile: it refuses them, counts why, and goes on.</summary>
public sealed class BadInputTests
{
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(Datagram.SaltBytes);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Foreign_truncated_and_oversized_datagrams_get_no_answer()
    {
        using var rig = new ReceiverRig();
        var session = rig.Greet();
        var request = session.Request(1, "[\"x\"]");

        Assert.Empty(rig.Ask([]));
        Assert.Empty(rig.Ask("GET / HTTP/1.1\r\n\r\n"u8.ToArray()));
        Assert.Empty(rig.Ask([0x52, 2, .. request[2..]]));
        Assert.Empty(rig.Ask([0x52, 1, 99, 1]));
        Assert.Equal(4, rig.Refused(UdpRefusal.Foreign));

        Assert.Empty(rig.Ask(rig.Hello(_salt)[..^1]));
        Assert.Empty(rig.Ask([.. rig.Hello(_salt), 0]));
        Assert.Empty(rig.Ask(request[..(Datagram.SealedHeaderBytes + FrameHeader.Size - 1)]));
        Assert.Empty(rig.Ask([.. request, .. new byte[Datagram.MaxBytes]]));
        Assert.Equal(4, rig.Refused(UdpRefusal.BadLength));
        await AnswersAsync(rig, session);
    }

    [Fact]
    public void Hello_costs_the_server_nothing_to_remember_and_its_answer_is_shorter()
    {
        using var rig = new ReceiverRig();
        for (var hello = 0; hello < 10_000; hello++)
        {
            var (challenge, _) = rig.Ask(rig.Hello(RandomNumberGenerator.GetBytes(Datagram.SaltBytes))).Single();
            Assert.True(challenge.Length < Datagram.MaxBytes / 10);
        }

        Assert.Equal(0, rig.Receiver.Sessions.Count);
        Assert.Equal(0, rig.Receiver.Answers.Count);
    }

    [Fact]
    public void Cookie_that_is_forged_stolen_or_old_begins_no_session()
    {
        using var rig = new ReceiverRig();
        var challenge = rig.Ask(rig.Hello(_salt)).Single().Datagram;
        var forged = challenge.ToArray();
        forged[^1] ^= 1;

        Refused(rig, rig.Connect(forged, rig.Key), 408);
        Refused(rig, rig.Connect(challenge, rig.Key), 408, from: true);
        rig.Time.Advance(AddressCookies.Lifetime + TimeSpan.FromMilliseconds(1));
        Refused(rig, rig.Connect(challenge, rig.Key), 408);

        Assert.Equal(3, rig.Refused(UdpRefusal.BadCookie));
        Assert.Equal(0, rig.Receiver.Sessions.Count);
    }

    [Fact]
    public void Wrong_unknown_and_missing_keys_are_refused_each_with_its_reason()
    {
        using var rig = new ReceiverRig();
        Assert.True(PresharedKey.TryParse(1, UdpPricesServer.OtherKey, out var wrong));
        var challenge = rig.Ask(rig.Hello(_salt)).Single().Datagram;

        Refused(rig, rig.Connect(challenge, wrong), 401, "The client's key 1 is not the server's.");
        Refused(rig, rig.Hello(_salt, keyId: 2), 401, "The server has no key 2.");
        Refused(rig, rig.Hello(_salt, keyId: 0), 401, "A key is needed here.");
        Refused(rig, rig.Connect(challenge, null), 401, "A key is needed here.");

        Assert.Equal((1, 3), (rig.Refused(UdpRefusal.WrongKey), rig.Refused(UdpRefusal.UnknownKey)));
        Assert.Equal(0, rig.Receiver.Sessions.Count);
    }

    [Fact]
    public void Other_contract_is_refused_and_differences_are_told()
    {
        using var rig = new ReceiverRig();
        var challenge = rig.Ask(rig.Hello(_salt)).Single().Datagram;

        Refused(rig, rig.Connect(challenge, rig.Key, new(1, "Orders", [])), 404, "'Prices' is served here, not 'Orders'.");
        var refused = Refused(rig, rig.Connect(challenge, rig.Key, new(1, "Prices", [PricesBalanced.EchoAsyncOperation.MethodHash, 4711])), 409, "The contract 'Prices' differs.");
        Assert.Equal([4711u], refused.Methods);

        // A server may offer more than a client knows.
        Assert.Equal((byte)DatagramKind.Welcome, rig.Ask(rig.Connect(challenge, rig.Key, new(1, "Prices", [PricesBalanced.EchoAsyncOperation.MethodHash]))).Single().Datagram[2]);
    }

    [Fact]
    public void Greeting_that_breaks_off_is_refused()
    {
        using var rig = new ReceiverRig(isSealed: false);
        var challenge = rig.Ask(rig.Hello(_salt)).Single().Datagram;
        var connect = rig.Connect(challenge, null);
        connect.AsSpan(Datagram.ConnectHeaderBytes).Fill(0xFF);

        Refused(rig, connect, 400);
        Assert.Equal(1, rig.Refused(UdpRefusal.Malformed));
    }

    [Fact]
    public void Sessions_are_limited_and_silent_ones_make_room()
    {
        using var rig = new ReceiverRig(static options => options.MaxSessions = 2);
        rig.Greet();
        rig.Greet();
        var challenge = rig.Ask(rig.Hello(_salt)).Single().Datagram;
        Refused(rig, rig.Connect(challenge, rig.Key), 429, "2 clients are connected already (MaxSessions).");

        rig.Time.Advance(TimeSpan.FromMinutes(1.1));
        rig.Receiver.Sweep();
        Assert.Equal(0, rig.Receiver.Sessions.Count);
        rig.Greet();
    }

    [Fact]
    public void Repeated_connect_gets_the_same_welcome_and_no_second_session()
    {
        using var rig = new ReceiverRig();
        var connect = rig.Connect(rig.Ask(rig.Hello(_salt)).Single().Datagram, rig.Key);

        var first = rig.Ask(connect).Single().Datagram;
        var second = rig.Ask(connect).Single().Datagram;

        Assert.Equal(first, second);
        Assert.Equal(1, rig.Receiver.Sessions.Count);
    }

    [Fact]
    public async Task Forged_datagrams_and_those_from_elsewhere_do_nothing()
    {
        using var rig = new ReceiverRig();
        var session = rig.Greet();
        var request = session.Request(1, "[\"x\"]");
        for (var place = 0; place < request.Length; place++)
        {
            var forged = request.ToArray();
            forged[place] ^= 0x40;
            rig.Receiver.Receive(forged, ReceiverRig.Ada);
        }

        rig.Taken();
        Assert.Empty(rig.Ask(request, ReceiverRig.Eve));
        Assert.Equal(0, rig.Prices.Calls);
        Assert.Equal(1, rig.Refused(UdpRefusal.OtherAddress));
        Assert.True(rig.Refused(UdpRefusal.Forged) >= request.Length - Datagram.SealedHeaderBytes);
        rig.Receiver.Receive(request, ReceiverRig.Ada);
        await Eventually.HoldsAsync(() => rig.Prices.Calls == 1);
    }

    [Fact]
    public void Unknown_operation_call_without_time_and_frames_of_servers_are_refused()
    {
        using var rig = new ReceiverRig();
        var session = rig.Greet();

        var unknown = session.Open(rig.Ask(session.Request(1, "[]", method: 4711)).Single().Datagram);
        var late = session.Open(rig.Ask(session.Request(2, "[]", milliseconds: 0)).Single().Datagram);
        Assert.Empty(rig.Ask(session.Frame(FrameKind.Reply, 3)));
        Assert.Empty(rig.Ask(session.Seal(new byte[FrameHeader.Size])));

        Assert.Equal((FrameKind.NotProcessed, 1ul, 501), (unknown.Header.Kind, unknown.Header.CallId, WireError.Read(unknown.Payload, 10).Status));
        Assert.Equal((FrameKind.NotProcessed, 2ul, 504), (late.Header.Kind, late.Header.CallId, WireError.Read(late.Payload, 10).Status));
        Assert.Equal((1, 1, 2), (rig.Refused(UdpRefusal.UnknownOperation), rig.Refused(UdpRefusal.Expired), rig.Refused(UdpRefusal.Malformed)));
        Assert.Equal(0, rig.Prices.Calls);
    }

    [Fact]
    public void Cancellation_that_overtakes_its_request_keeps_it_from_being_begun()
    {
        using var rig = new ReceiverRig();
        var session = rig.Greet();

        Assert.Empty(rig.Ask(session.Frame(FrameKind.Cancel, 5)));
        rig.Ask(session.Request(5, "[\"x\"]"));

        Assert.Equal(0, rig.Prices.Calls);
    }

    [Fact]
    public void Ping_is_answered_by_its_number()
    {
        using var rig = new ReceiverRig();
        var session = rig.Greet();

        Assert.Equal(FrameHeader.Of(FrameKind.Pong, 9), session.Open(rig.Ask(session.Frame(FrameKind.Ping, 9)).Single().Datagram).Header);
    }

    private static async Task AnswersAsync(ReceiverRig rig, RawSession session)
    {
        rig.Receiver.Receive(session.Request(1_000, "[\"still here\"]"), ReceiverRig.Ada);
        await Eventually.HoldsAsync(() => rig.Receiver.InFlight == 0 && rig.Prices.Calls > 0);
        Assert.Equal(FrameKind.Reply, session.Open(rig.Taken().Single().Datagram).Header.Kind);
        Assert.False(Token.IsCancellationRequested);
    }

    private static UdpRefusedAnswer Refused(ReceiverRig rig, byte[] datagram, int status, string text = "", bool from = false)
    {
        var (answer, _) = rig.Ask(datagram, from ? ReceiverRig.Eve : null).Single();
        Assert.Equal((byte)DatagramKind.Refused, answer[2]);
        Assert.True(answer.Length < datagram.Length);
        var refused = UdpRefusedAnswer.Read(answer);
        Assert.Equal(status, (int)refused.Status);
        Assert.StartsWith(text, refused.Text);
        return refused;
    }
}
