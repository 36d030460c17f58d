using OpenCode.Processes;

namespace OpenCode.Sdk.Tests.Processes;

/// <summary>Files and folders of one user, where they can't be created.</summary>
[Platform(Include = "Linux")]
public sealed class PrivateFileTests
{
    /// <summary>Not even root can create anything in these places: for different reasons, which are one kind of exception.</summary>
    [Test]
    public void Whatever_the_system_refuses_is_one_kind_of_exception_that_names_the_path([Values("/proc/below", "/sys/below", "/dev/null/below")] string path)
    {
        Assert.That(Assert.Throws(Is.InstanceOf<IOException>(), () => PrivateFiles.CreateFolder(path))!.Message, Does.Contain(path));
        Assert.That(Assert.Throws(Is.InstanceOf<IOException>(), () => PrivateFiles.CreateFile(path, FileOptions.None).Dispose())!.Message, Does.Contain(path));
    }
}
