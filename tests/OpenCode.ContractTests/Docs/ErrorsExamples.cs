using OpenCode.Models;

namespace OpenCode.ContractTests.Docs;

/// <summary>The example of docs/errors.md, which README.md also contains. <see cref="ErrorsExampleTests"/> runs it.</summary>
internal sealed class ErrorsExamples(OpenCodeClient client)
{
    public async Task GetAsync(string id)
    {
        #region fields
        var (session, error, request, response) = await client.Fields.Session.GetAsync(id);
        if (error is OpenCodeApiException { Error: NotFoundError })
            Console.WriteLine($"{request.Method} {request.Url} returned {response!.StatusCode}: {error.Message}");
        #endregion
        Assert.That((session is null, error is null), Is.EqualTo((id == "ses_unknown", id != "ses_unknown")));
    }
}
