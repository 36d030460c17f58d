namespace OpenCode.Models;

/// <summary>Provides the type information of a model, and of lists and dictionaries of it, for System.Text.Json.</summary>
internal static class ModelTypeInfo
{
    /// <summary>Returns the item type of a list or dictionary; null if the type is neither.</summary>
    public static Type? ItemOf(Type type)
    {
        if (type.IsArray)
        {
            return type.GetElementType();
        }

        return type.IsGenericType && type.GetGenericArguments() is [.., var last] ? last : null;
    }

    /// <returns>Null if the type is another collection of the model.</returns>
    public static JsonTypeInfo? Create<T>(Type type, JsonSerializerOptions options, ModelConverter<T> model)
        where T : IJsonModel
    {
        if (type == typeof(T))
        {
            return JsonMetadataServices.CreateValueInfo<T>(options, model);
        }

        return CreateList(type, options, model) ?? CreateDictionary(type, options, model);
    }

    private static JsonTypeInfo? CreateList<T>(Type type, JsonSerializerOptions options, ModelConverter<T> model)
        where T : IJsonModel
    {
        JsonTypeInfo Info<TList>(Func<IReadOnlyList<T>, TList> create)
            where TList : class, IEnumerable<T> =>
            JsonMetadataServices.CreateValueInfo<TList>(options, new ModelListConverter<TList, T>(model, create));

        return type == typeof(IReadOnlyList<T>) ? Info(static list => list)
            : type == typeof(IReadOnlyCollection<T>) ? Info<IReadOnlyCollection<T>>(static list => list)
            : type == typeof(IEnumerable<T>) ? Info<IEnumerable<T>>(static list => list)
            : type == typeof(List<T>) ? Info(static list => list.ToList())
            : type == typeof(IList<T>) ? Info<IList<T>>(static list => list.ToList())
            : type == typeof(T[]) ? Info(static list => list.ToArray())
            : null;
    }

    private static JsonTypeInfo? CreateDictionary<T>(Type type, JsonSerializerOptions options, ModelConverter<T> model)
        where T : IJsonModel
    {
        JsonTypeInfo Info<TMap>(Func<IReadOnlyDictionary<string, T>, TMap> create)
            where TMap : class, IEnumerable<KeyValuePair<string, T>> =>
            JsonMetadataServices.CreateValueInfo<TMap>(options, new ModelDictionaryConverter<TMap, T>(model, create));

        return type == typeof(IReadOnlyDictionary<string, T>) ? Info(static map => map)
            : type == typeof(Dictionary<string, T>) ? Info(static map => map.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal))
            : type == typeof(IDictionary<string, T>) ? Info<IDictionary<string, T>>(static map => map.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal))
            : null;
    }
}
