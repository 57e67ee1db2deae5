using System.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Generated.Tests.Contracts.Recovery;
using Resile.Generated.Tests.Contracts.Shapes;
using Resile.Messaging;
using Resile.Recovery;

namespace Resile.Generated.Tests.Shapes;

/// <summary>Calls the proxies of odd contracts.</summary>
public sealed class SupervisedShapeTests : IAsyncLifetime
{
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddResile(static resile => resile.Components
            .AddEmpty<Empty>()
            .AddGlobal<Pong>()
            .AddInherited<Notes>()
            .AddNames<Names>()
            .AddObsolete<Old>()
            .AddOverloads<Overloads>()
            .AddRefused<Refused>()
            .AddTuples<Tuples>()
            .AddWarehouseStock<Stock>());
        _host = builder.Build();
        await _host.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(Token);
        _host.Dispose();
    }

    [Fact]
    public async Task Contracts_without_a_member_in_no_namespace_and_within_a_type_are_supervised()
    {
        await Get<IGlobal>().PingAsync(Token);

        Assert.IsNotType<Empty>(Get<IEmpty>());
        Assert.Equal(3, await Get<Warehouse.IStock>().CountAsync(Token));
    }

    [Fact]
    public async Task Inherited_members_and_those_of_a_diamond_reach_their_own_implementation()
    {
        await Get<IInherited>().WriteAsync(1, new Note("first"), Token);
        IOverloads overloads = Get<IOverloads>();

        Assert.Equal(new Note("first"), await Get<IInherited>().ReadAsync(1, Token));
        Assert.Null(await Get<IInherited>().ReadAsync(2, Token));
        Assert.Equal("left", await ((ILeft)overloads).NameAsync(Token));
        Assert.Equal("right", await ((IRight)overloads).NameAsync(Token));
    }

    [Fact]
    public async Task Overloads_default_members_and_keywords_are_told_apart()
    {
        var overloads = Get<IOverloads>();

        Assert.Equal(3, await overloads.AddAsync(1, 2));
        Assert.Equal(3.5m, await overloads.AddAsync(1.5m, 2m, Token));
        Assert.Equal((4, "4"), await overloads.@return(4));
        Assert.Equal((0, null), await overloads.@return());
        Assert.Equal(8, await overloads.TwiceAsync(4));
    }

    [Fact]
    public async Task Obsolete_members_and_payloads_are_carried()
    {
#pragma warning disable CS0618 // That they are obsolete is what is tested.
        await Get<IObsolete>().OldAsync(new OldPayload(1), Token);
#pragma warning restore CS0618
        await Get<IObsolete>().NewAsync("new", Token);
    }

    [Fact]
    public async Task Tuples_arrays_and_dynamic_values_arrive_as_they_were_sent()
    {
        var tuples = Get<ITuples>();

        Assert.Equal((1, "one"), Assert.Single((await tuples.PairAsync((1, "one"), new() { ["one"] = [1, null] }, Token))!));
        Assert.Equal(new BigInteger(6), await tuples.AddAsync(1, 2, 3));
        Assert.Equal("Tuesday 2.5 x", (string)(await tuples.WhateverAsync("x", DayOfWeek.Tuesday, 2.5m))!);
    }

    [Fact]
    public async Task Names_of_generated_code_hide_nothing()
    {
        var names = Get<INames>();

        Assert.Equal("a", await names.Contract("a", Token));
        Assert.Equal("names", await names.ToString());
        Assert.Equal(10, await names.NamesBalanced(1, 2, 3, 4));
        Assert.Equal("int 1", await names.Go(1));
        Assert.Equal("text 1", await names.Go("1"));
        Assert.Equal("call 2", await names.Go2Call(2));
        Assert.Equal("operation 3 x", await names.GoOperation("3", "x"));
        Assert.Equal("other 1", await ((IOtherNames)names).SameAsync([(1, 2)]));
        Assert.Equal("more 1", await ((IMoreNames)names).SameAsync([(1, 2)]));
    }

    [Fact]
    public async Task Refused_members_say_why_when_they_are_called_and_the_others_work()
    {
        var refused = Get<IRefused>();
        var position = 0;

        Assert.Equal(1, await refused.CountAsync(Token));
        Assert.StartsWith("RSL0002: ", Assert.Throws<NotSupportedException>(() => refused.Count = 1).Message);
        Assert.StartsWith("RSL0002: ", Assert.Throws<NotSupportedException>(() => refused[0, ""]).Message);
        Assert.StartsWith("RSL0002: ", Assert.Throws<NotSupportedException>(() => refused.Changed += null).Message);
        Assert.StartsWith("RSL0001: ", Assert.Throws<NotSupportedException>(() => { refused.Number(); }).Message);
        Assert.StartsWith("RSL0003: ", Assert.Throws<NotSupportedException>(() => { _ = refused.FindAsync<int, string, int, Exception>(0, "", 0, null); }).Message);
        Assert.StartsWith("RSL0004: ", Assert.Throws<NotSupportedException>(() => { _ = refused.ReadAsync(ref position, [], out _); }).Message);
        Assert.StartsWith("RSL0011: ", Assert.Throws<NotSupportedException>(() => { _ = refused.TwiceAsync(Token, Token); }).Message);
    }

    [Fact]
    public void Refused_contract_says_why_when_it_is_added()
    {
        var services = new ServiceCollection();

        var refusal = Assert.Throws<NotSupportedException>(() => new ComponentsBuilder(services).AddRefusedThings<object>());
        Assert.Throws<NotSupportedException>(() => services.AddResile(static resile => resile.Clients.AddRefusedThings()));
        Assert.Throws<NotSupportedException>(() => new MessagingBuilder(services).AddRefusedThingsSender());

        Assert.StartsWith("RSL0005: 'Resile.Generated.Tests.Contracts.Shapes.IRefusedThings<T>' has type parameters", refusal.Message);
    }

    private T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    private sealed class Empty : IEmpty;

    private sealed class Stock : Warehouse.IStock
    {
        public ValueTask<long> CountAsync(CancellationToken cancellationToken = default) => new(3);
    }

    private sealed class Old : IObsolete
    {
        [Obsolete("As in the contract.")]
        public Task OldAsync(OldPayload payload, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task NewAsync(string payload, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    private sealed class Overloads : IOverloads
    {
        public Task<int> AddAsync(int left, int right) => Task.FromResult(left + right);

        public Task<decimal> AddAsync(decimal @class, decimal component, CancellationToken cancellationToken) => Task.FromResult(@class + component);

        public Task<(int Count, string? Name)> @return(int? @default = null) => Task.FromResult((@default ?? 0, @default?.ToString()));

        Task<string?> ILeft.NameAsync(CancellationToken cancellationToken) => Task.FromResult<string?>("left");

        Task<string?> IRight.NameAsync(CancellationToken cancellationToken) => Task.FromResult<string?>("right");
    }

    private sealed class Tuples : ITuples
    {
        public Task<(int Left, string? Right)[]?> PairAsync(
            (int, string?) pair, Dictionary<string, List<int?>?>? map, CancellationToken cancellationToken = default) =>
            Task.FromResult<(int Left, string? Right)[]?>(map is null ? null : [pair]);

        public ValueTask<BigInteger> AddAsync(params int[] numbers) => new(numbers.Sum());

        public Task<dynamic?> WhateverAsync(object? value = null, DayOfWeek day = DayOfWeek.Monday, decimal price = 1.5m) =>
            Task.FromResult<dynamic?>(FormattableString.Invariant($"{day} {price} {value}"));
    }

    private sealed class Refused : IRefused
    {
        private int _number;

        public event EventHandler? Changed
        {
            add => _number++;
            remove => _number--;
        }

        public int Count { get; set; }

        public string this[int index, string name] => name;

        public Task<int> CountAsync(CancellationToken cancellationToken = default) => Task.FromResult(1);

        public ref readonly int Number() => ref _number;

        public Task<T?> FindAsync<T, TClass, TStruct, TException>(T? first, TClass? second, TStruct? third, TException? fourth)
            where T : notnull
            where TClass : class
            where TStruct : struct
            where TException : Exception => Task.FromResult(first);

        public Task ReadAsync(ref int position, ReadOnlySpan<byte> bytes, out int length)
        {
            length = bytes.Length;
            return Task.CompletedTask;
        }

        Task IRefused.HiddenAsync() => Task.CompletedTask;

        public Task TwiceAsync(CancellationToken one, CancellationToken other) => Task.CompletedTask;
    }
}
