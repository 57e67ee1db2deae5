namespace Resile.Generators;

internal static partial class KnownTypes
{
    public const string HeadAttribute = "Resile.HeadAttribute";
    public const string OptionsAttribute = "Resile.OptionsAttribute";
    public const string SendAttribute = "Resile.SendAttribute";
    public const string FormAttribute = "Resile.FormAttribute";
    public const string PartAttribute = "Resile.PartAttribute";
    public const string HeadersAttribute = "Resile.HeadersAttribute";
    public const string HeaderCollectionAttribute = "Resile.HeaderCollectionAttribute";
    public const string FilePart = "Resile.FilePart";
    public const string Reply = "Resile.Reply";
    public const string ReplyOfT = "Resile.Reply`1";
    public const string Dictionary = "System.Collections.Generic.Dictionary`2";
    public const string DictionaryInterface = "System.Collections.Generic.IDictionary`2";
    public const string ReadOnlyDictionary = "System.Collections.Generic.IReadOnlyDictionary`2";
    public const string JsonPropertyNameAttribute = "System.Text.Json.Serialization.JsonPropertyNameAttribute";
    public const string JsonIgnoreAttribute = "System.Text.Json.Serialization.JsonIgnoreAttribute";
    public const string Stream = "System.IO.Stream";
}
