using System.Reflection;
using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;

namespace OpenCode.NetStandard.Tests;

public sealed class LibraryTests
{
    private static readonly Type[] s_types = [typeof(OpenCodeJson), typeof(OpenCodeClient), typeof(OpenCodeHealthChecksBuilderExtensions), typeof(OpenCodeModelConverter)];

    [TestCaseSource(nameof(s_types))]
    public void The_library_under_test_is_the_one_for_NET_Standard(Type type) =>
        Assert.That(type.Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName, Is.EqualTo(".NETStandard,Version=v2.0"));
}
