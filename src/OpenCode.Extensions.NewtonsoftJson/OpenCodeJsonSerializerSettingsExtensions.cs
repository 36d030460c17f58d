using Newtonsoft.Json;

namespace OpenCode;

/// <summary>Adds the models of the server to the settings of Newtonsoft.Json.</summary>
public static class OpenCodeJsonSerializerSettingsExtensions
{
    /// <summary>Adds an <see cref="OpenCodeModelConverter"/>, unless the settings already contain one.</summary>
    /// <param name="settings">The settings. All other settings are unchanged.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    /// <example><code>
    /// // For all of JsonConvert:
    /// JsonConvert.DefaultSettings = () =&gt; new JsonSerializerSettings().UseOpenCodeModels();
    ///
    /// // For controllers, with the package Microsoft.AspNetCore.Mvc.NewtonsoftJson:
    /// builder.Services.AddControllers().AddNewtonsoftJson(o =&gt; o.SerializerSettings.UseOpenCodeModels());
    /// </code></example>
    public static JsonSerializerSettings UseOpenCodeModels(this JsonSerializerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!settings.Converters.OfType<OpenCodeModelConverter>().Any())
        {
            settings.Converters.Add(new OpenCodeModelConverter());
        }

        return settings;
    }
}
