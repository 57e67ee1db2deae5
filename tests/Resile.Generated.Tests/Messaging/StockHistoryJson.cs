using System.Text.Json.Serialization;
using Resile.Generated.Tests.Contracts.Messaging;

namespace Resile.Generated.Tests.Messaging;

/// <summary>The messages of the history, and the shapes of old that upcasters take.</summary>
[JsonSerializable(typeof(StockCounted)), JsonSerializable(typeof(StockLotInGrams))]
internal sealed partial class StockHistoryJson : JsonSerializerContext;
