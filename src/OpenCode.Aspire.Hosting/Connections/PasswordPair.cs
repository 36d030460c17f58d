using Aspire.Hosting.ApplicationModel;

namespace OpenCode.Aspire.Connections;

/// <summary>Represents the password in a connection string. It is quoted if necessary, which a format string can't do.</summary>
internal sealed class PasswordPair(ParameterResource password) : IValueProvider, IManifestExpressionProvider, IValueWithReferences
{
    public string ValueExpression => $"{ConnectionString.Password}={password.ValueExpression}";

    public IEnumerable<object> References => [password];

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ConnectionString.Pair(ConnectionString.Password, await password.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? "");
}
