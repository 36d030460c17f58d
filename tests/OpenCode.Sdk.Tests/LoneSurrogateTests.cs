using System.Reflection;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>A URL can't carry half of a surrogate pair: every text argument of every operation refuses it, instead of sending another text.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class LoneSurrogateTests
{
    private static readonly DocumentOperation[] s_operations = [.. DocumentOperation.All.Where(o => o.Parameters.Any())];

    [TestCaseSource(nameof(s_operations))]
    public void Every_argument_of_a_URL_refuses_half_a_character(DocumentOperation operation)
    {
        var sent = 0;
        using var client = TestClient.Create(_ =>
        {
            sent++;
            return TestClient.Json("{}");
        });
        var (group, send) = operation.Find(client);
        var (_, build) = operation.Find(client, name => $"To{name[..^"Async".Length]}RequestInformation");
        var (fieldsGroup, fields) = operation.Find(client.Fields);
        foreach (var (target, method) in new[] { (group, build), (group, send), (fieldsGroup, fields) })
        {
            foreach (var (name, set) in Places(method))
            {
                var values = new OperationArguments(operation, method, turn: 1).Values;
                foreach (var half in new[] { "\ud83d", "a\ude00b", "\ud83d\ud83d\ude00" })
                {
                    set(values, half);
                    var refusal = Assert.Throws<TargetInvocationException>(() => method.Invoke(target, values), $"{operation} {name}")!.InnerException as ArgumentException;
                    Assert.That(refusal?.ParamName, Is.EqualTo(name));
                    Assert.That(refusal!.Message, Does.StartWith($"{name} contains a lone surrogate (U+").And.Contain(" at index "));
                }
            }
        }

        Assert.That(sent, Is.Zero);
    }

    [Test]
    public void A_request_that_was_built_by_hand_is_checked_too()
    {
        using var client = TestClient.Create(_ => TestClient.Json("{}"));
        var request = client.Find.ToTextRequestInformation("x");
        request.QueryParameters["pattern"] = "\ud83d";
        Assert.That(Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(request))!.Message, Does.StartWith("pattern contains a lone surrogate (U+D83D at index 0)"));
    }

    /// <summary>The texts and open enumerations among the parameters of a method, and among the members of its query.</summary>
    private static IEnumerable<(string Name, Action<object?[], string> Set)> Places(MethodInfo method)
    {
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.Name == "body")
            {
                continue;
            }

            if (Value(parameter.ParameterType) is { } create)
            {
                yield return (parameter.Name!, (values, text) => values[parameter.Position] = create(text));
            }
            else if (parameter.ParameterType.Namespace == "OpenCode.Requests")
            {
                foreach (var property in parameter.ParameterType.GetProperties())
                {
                    if (Value(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { } createMember)
                    {
                        yield return (property.Name, (values, text) => property.SetValue(values[parameter.Position], createMember(text)));
                    }
                }
            }
        }
    }

    private static Func<string, object>? Value(Type type) =>
        type == typeof(string) ? text => text
        : type.Namespace == "OpenCode.Models" && type.IsValueType ? text => Activator.CreateInstance(type, text)!
        : null;
}
