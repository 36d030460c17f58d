// Most tests wait, for a model, a retry, or a process. The fixtures share the live server, but each has its own sessions and prompts.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
