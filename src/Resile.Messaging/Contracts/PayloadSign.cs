using System.ComponentModel;
using System.Text.Json;

namespace Resile.Messaging.Contracts;

/// <summary>What tells an object of an older version from one of now; generated code names it.</summary>
/// <param name="Name">A property that it has.</param>
/// <param name="Kind">What its value is; <see cref="JsonValueKind.Undefined"/> for anything.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct PayloadSign(string Name, JsonValueKind Kind = JsonValueKind.Undefined);
