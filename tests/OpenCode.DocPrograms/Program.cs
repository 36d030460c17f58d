using OpenCode.DocPrograms;

// OpenCode.DocPrograms NAME [ARGUMENTS]    runs a program of the documentation. The environment specifies the server and its configuration.
switch (args)
{
    case ["sdk"]:
        await SdkProgram.RunAsync();
        return 0;
    case ["getting-started"]:
        await GettingStartedProgram.RunAsync();
        return 0;
    case ["server"]:
        await ServerProgram.RunAsync();
        return 0;
    case ["chat"]:
        await ChatProgram.RunAsync();
        return 0;
    case ["agent"]:
        await AgentProgram.RunAsync();
        return 0;
    case ["tools"]:
        await ToolsProgram.RunAsync();
        return 0;
    case ["tools-page"]:
        await ToolsPage.RunAsync();
        return 0;
    case ["hosting"]:
        await HostingProgram.RunAsync([]);
        return 0;
    case ["hooks", var secret]:
        await HooksProgram.RunAsync(secret);
        return 0;
    case ["process-start"]:
        await ProcessPrograms.StartAsync();
        return 0;
    case ["process-share", var port, var password]:
        await ProcessPrograms.ShareAsync(int.Parse(port), password);
        return 0;
    case ["process-pool", var repository]:
        await ProcessPrograms.RentAsync(repository);
        return 0;
    default:
        Console.Error.WriteLine($"There is no program {string.Join(' ', args)}.");
        return 2;
}
