using OpenCode.Fleet.Benchmarks;

await new Measurements(Console.Out, scale: args is ["--short"] ? 0.02 : 1).RunAsync(CancellationToken.None);
