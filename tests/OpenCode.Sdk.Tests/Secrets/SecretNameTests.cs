using CsCheck;
using OpenCode.Secrets;

namespace OpenCode.Sdk.Tests.Secrets;

/// <summary>Which names of members and variables indicate secrets.</summary>
public sealed class SecretNameTests
{
    private static readonly string[] s_words = ["pass", "pwd", "pat", "auth"];

    [TestCase("SMTP_PASS")]
    [TestCase("DB_PASS")]
    [TestCase("GITHUB_PAT")]
    [TestCase("MYSQL_PWD")]
    [TestCase("NPM_AUTH")]
    [TestCase("_auth")]
    [TestCase("pass")]
    [TestCase("smtpPass")]
    [TestCase("DBPass")]
    [TestCase("githubPATValue")]
    [TestCase("db-pass-2")]
    [TestCase("DB_PASS2")]
    [TestCase("apiKey")]
    [TestCase("AWS_SECRET_ACCESS_KEY")]
    [TestCase("session_token")]
    [TestCase("proxy-authorization")]
    public void It_is_a_secret(string name) => Assert.That(SecretName.IsSecret(name), Is.True);

    [TestCase("PATH")]
    [TestCase("PWD")]
    [TestCase("pwd")]
    [TestCase("OLDPWD")]
    [TestCase("path")]
    [TestCase("pattern")]
    [TestCase("author")]
    [TestCase("GIT_AUTHOR_NAME")]
    [TestCase("oauth")]
    [TestCase("bypass")]
    [TestCase("passthrough")]
    [TestCase("compat")]
    [TestCase("compass")]
    [TestCase("model")]
    [TestCase("keybinds")]
    [TestCase("keywords")]
    public void It_is_not_a_secret(string name) => Assert.That(SecretName.IsSecret(name), Is.False);

    /// <summary>A word is found wherever it stands alone, and nowhere inside another word.</summary>
    [Test]
    public void A_short_word_stands_alone() =>
        Gen.Select(Gen.OneOf(s_words), Gen.OneOf("_", "-", ".", "1"), Gen.OneOf("my", "db", "smtp")).Sample((word, separator, other) =>
        {
            string[] alone =
            [
                other + separator + word, word + separator + other, other + separator + word + separator + other, (other + separator + word).ToUpperInvariant(),
                other + Capitalize(word), word + Capitalize(other), Capitalize(other) + Capitalize(word) + Capitalize(other), other.ToUpperInvariant() + Capitalize(word), Capitalize(other) + word.ToUpperInvariant(),
            ];
            string[] inside = [other + word, word + other, (other + word).ToUpperInvariant(), Capitalize(word + other), Capitalize(other + word), other + separator + other + word];
            Assert.That(alone.Where(name => !SecretName.IsSecret(name)), Is.Empty);
            Assert.That(inside.Where(SecretName.IsSecret), Is.Empty);
        });

    private static string Capitalize(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
