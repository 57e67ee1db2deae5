namespace Resile.Generators.Documents.OpenApi;

/// <summary>An answer that says that something went wrong.</summary>
/// <param name="Status">Its status, or <c>default</c> for all that are not named.</param>
/// <param name="Name">Its name among the components of a document.</param>
/// <param name="Description">What it means.</param>
internal sealed record ErrorReply(string Status, string Name, string Description)
{
    public static readonly ErrorReply BadRequest = new("400", "BadRequest", "An argument is missing, or is no such value.");
    public static readonly ErrorReply ContentTooLarge = new("413", "ContentTooLarge", "The body is larger than the server reads.");
    public static readonly ErrorReply UnsupportedMediaType = new("415", "UnsupportedMediaType", "The body is of another content type.");
    public static readonly ErrorReply Unavailable = new("503", "Unavailable", "The component behind this operation is being restarted.");
    public static readonly ErrorReply GatewayTimeout = new("504", "GatewayTimeout", "The time that the caller gave the call is over.");
    public static readonly ErrorReply Refused = new("default", "Refused", "The call was refused, with a status of 400 to 599, or failed, with 500.");
    public static readonly ErrorReply Other = new("default", "Other", "Another status that the implementation chose, with a text or nothing; or the call was refused or failed.");
}
