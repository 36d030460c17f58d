using Aspire.Hosting.ApplicationModel;

namespace OpenCode.Aspire.Connections;

/// <summary>The password in a connection string, quoted where it needs it, which a format cannot do.</summary>
internal sealed class PasswordPair(ParameterResource password) : IValueProvider, IManifestExpressionProvider, IValueWithReferences
{
    public string ValueExpression => $"{ConnectionString.Password}={password.ValueExpression}";

    public IEnumerable<object> References => [password];

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ConnectionString.Pair(ConnectionString.Password, await password.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? "");
}
