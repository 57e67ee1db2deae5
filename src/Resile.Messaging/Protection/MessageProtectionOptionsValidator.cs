using Microsoft.Extensions.Options;

namespace Resile.Messaging.Protection;

/// <summary>Refuses keys that are none, and protection without keys; never shows a key.</summary>
internal sealed class MessageProtectionOptionsValidator : IValidateOptions<MessageProtectionOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MessageProtectionOptions options)
    {
        const string Section = MessageProtectionOptions.Section;
        var failures = new List<string>();
        foreach (var (key, value) in options.Keys)
        {
            if (key.Length is 0 or > 32 || !key.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            {
                failures.Add($"{Section}:Keys has a key named '{key}'; a name has 1 to 32 letters, digits, hyphens and underscores.");
            }

            if (!KeyRing.TryReadKey(value, out _))
            {
                failures.Add($"{Section}:Keys:{key} is not base64 of 32 bytes. Make one by 'openssl rand -base64 32'.");
            }
        }

        if (options.CurrentKey is { } current ? !options.Keys.ContainsKey(current) : options.Keys.Count > 1)
        {
            failures.Add($"{Section}:CurrentKey is '{options.CurrentKey}'; it has to be the name of one of the {options.Keys.Count} keys.");
        }

        if (!Enum.IsDefined(options.Signing))
        {
            failures.Add($"{Section}:Signing is '{options.Signing}'; it has to be None, Sign or Require.");
        }

        if (options.Keys.Count == 0 && (options.EncryptMessages || options.Signing != MessageSigning.None))
        {
            failures.Add($"{Section}:Keys is empty, but messages are to be {(options.EncryptMessages ? "encrypted" : "signed")}. Add a key: its name, and base64 of 32 random bytes.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
