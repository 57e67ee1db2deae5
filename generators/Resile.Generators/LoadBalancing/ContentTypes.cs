using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.LoadBalancing;

/// <summary>Tells what a parameter is that travels in a body, a form or a header of any name.</summary>
internal static class ContentTypes
{
    private static readonly string[] Maps = [KnownTypes.Dictionary, KnownTypes.DictionaryInterface, KnownTypes.ReadOnlyDictionary];

    /// <summary>Finds out what a parameter of a place is.</summary>
    /// <param name="type">The type of the value, or of each of several.</param>
    /// <param name="place">Where it travels.</param>
    /// <param name="form">What it is as text.</param>
    /// <param name="contentType">Its content type as a body.</param>
    public static ContentForm Of(ITypeSymbol type, ArgumentPlace place, ArgumentForm form, string? contentType) => place switch
    {
        ArgumentPlace.Body => IsStream(type) ? ContentForm.Stream
            : IsBytes(type) && !IsJson(contentType) ? ContentForm.Bytes
            : type.SpecialType == SpecialType.System_String && contentType is not null && !IsJson(contentType) ? ContentForm.Text
            : ContentForm.Json,
        ArgumentPlace.Part => IsStream(type) ? ContentForm.Stream
            : IsBytes(type) ? ContentForm.Bytes
            : IsFile(type) ? form.IsCollection ? ContentForm.Files : ContentForm.File
            : form.IsSimple ? ContentForm.Simple
            : ContentForm.Json,
        ArgumentPlace.HeaderMap => ContentForm.Map,
        ArgumentPlace.Frame => ContentForm.Json,
        ArgumentPlace.Route or ArgumentPlace.Header => ContentForm.Simple,
        _ => form.IsSimple || form.IsCollection ? ContentForm.Simple
            : IsMap(type) ? ContentForm.Map
            : type.TypeKind is TypeKind.Class or TypeKind.Struct && !IsStream(type) ? ContentForm.Object
            : ContentForm.Simple,
    };

    /// <summary>Tells whether a type is a dictionary of texts.</summary>
    public static bool IsMap(ITypeSymbol type) => type is INamedTypeSymbol { TypeArguments.Length: 2 } named && Maps.Any(name => TypeNames.Is(named, name))
        && named.TypeArguments.All(static each => each.SpecialType == SpecialType.System_String && each.NullableAnnotation != NullableAnnotation.Annotated);

    /// <summary>Tells whether a type is the stream class itself: a derived one could not be made on the other side.</summary>
    public static bool IsStream(ITypeSymbol type) => TypeNames.Is(type, KnownTypes.Stream);

    /// <summary>Tells whether a type is a file of a form.</summary>
    public static bool IsFile(ITypeSymbol type) => TypeNames.Is(type, KnownTypes.FilePart);

    private static bool IsBytes(ITypeSymbol type) => type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte };

    private static bool IsJson(string? contentType) =>
        contentType?.Split(';')[0].Trim() is { } type && (type.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
