namespace Resile.Messaging.Transport;

/// <summary>What a transport promises when it confirms a publication.</summary>
public enum ConfirmMeaning
{
    /// <summary>A broker keeps the message durably.</summary>
    Stored,

    /// <summary>Every subscription of this process has settled the message durably.</summary>
    Handled,
}
