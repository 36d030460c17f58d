using StackExchange.Redis;

namespace OpenCode.Fleet.Tool.Cluster;

/// <summary>Reads the address of a store.</summary>
internal static class StoreAddress
{
    public const int DefaultPort = 6399;

    public const string Default = "127.0.0.1:6399";

    /// <summary>The environment variable with the default, so that a password doesn't appear in a command line.</summary>
    public const string Variable = "OPENCODE_FLEET_STORE";

    /// <summary>Reads an address with options of Redis clients, for example <c>redis:6379,password=secret</c>.</summary>
    /// <exception cref="ArgumentException">The text is not an address.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        var options = ConfigurationOptions.Parse(text);
        return options.EndPoints.Count > 0 ? options : throw new ArgumentException($"'{options.ToString(includePassword: false)}' is not the address of a store. Use the form HOST:PORT, for example {Default}.", nameof(text));
    }

    /// <summary>Describes a store without its password.</summary>
    public static string Describe(ConfigurationOptions store) => string.Join(',', store.EndPoints.Select(Describe));

    /// <summary>Checks that a store responds.</summary>
    /// <exception cref="FleetToolException">The store doesn't respond.</exception>
    public static async Task CheckAsync(ConfigurationOptions store)
    {
        try
        {
            var connection = await ConnectionMultiplexer.ConnectAsync(store).ConfigureAwait(false);
            await using var closing = connection.ConfigureAwait(false);
            await connection.GetDatabase().PingAsync().ConfigureAwait(false);
        }
        catch (RedisException e)
        {
            throw new FleetToolException($"The store at {Describe(store)} doesn't respond.", e);
        }
    }

    private static string Describe(System.Net.EndPoint endpoint) => endpoint is System.Net.DnsEndPoint name ? FormattableString.Invariant($"{name.Host}:{name.Port}") : $"{endpoint}";
}
