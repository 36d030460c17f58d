using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Determines how each union distinguishes its variants, and which union each variant derives from.</summary>
public static class Hierarchy
{
    private static readonly string[] s_preferred = ["_tag", "type", "status", "role", "kind", "name"];

    public static void Build(IReadOnlyList<TypeDefinition> definitions, Warnings warnings)
    {
        var unions = definitions.OfType<UnionDefinition>().ToList();
        Derive(unions, warnings);
        foreach (var union in unions.Where(u => !u.IsDegraded))
        {
            FindCases(union, warnings);
        }
    }

    /// <summary>
    /// A union whose records all belong to a larger union becomes an intermediate base class. A C# class has only one base class,
    /// so a union that only overlaps with a larger one can't be a type.
    /// </summary>
    private static void Derive(List<UnionDefinition> unions, Warnings warnings)
    {
        var bySize = unions.Select(u => (Union: u, Records: u.Records.ToHashSet())).OrderByDescending(u => u.Records.Count).ToList();
        for (var i = 0; i < bySize.Count; i++)
        {
            var (union, records) = bySize[i];
            foreach (var (larger, largerRecords) in bySize.Take(i).Where(l => !l.Union.IsDegraded))
            {
                if (records.IsSubsetOf(largerRecords))
                {
                    // Larger unions come first, so the last match is the closest.
                    union.Base = larger;
                }
                else if (records.Overlaps(largerRecords))
                {
                    warnings.Add(union.Source, $"shares variants with {larger.Source} without being part of it; read as free-form JSON");
                    union.IsDegraded = true;
                    union.Base = null;
                    break;
                }
            }
        }

        foreach (var (union, records) in bySize.Where(u => !u.Union.IsDegraded))
        {
            foreach (var record in records)
            {
                record.Base = union;
            }
        }
    }

    private static void FindCases(UnionDefinition union, Warnings warnings)
    {
        var literals = union.Variants.Select(v => (Variant: v, Paths: Literals(v))).ToList();
        var paths = literals[0].Paths.Keys
            .Where(path => literals.TrueForAll(l => l.Paths.ContainsKey(path)))
            .Where(path => Disjoint(literals.Select(l => l.Paths[path])))
            .OrderBy(Preference)
            .ToList();
        if (paths.Count > 0)
        {
            var path = paths[0];
            union.Cases.AddRange(literals.SelectMany(l => l.Paths[path].Select(value => new UnionCase(l.Variant, path, value))));
            if (path.Inner is null && union.Records.All(r => r.Members.Find(m => m.WireName == path.Outer)?.Constant is not null))
            {
                union.Discriminator = path.Outer;
            }

            return;
        }

        FindMixedCases(union, [.. literals.Select(l => (l.Variant, l.Paths))], warnings);
    }

    /// <summary>
    /// Finds the cases of a union whose variants are not distinguished by a single member. Each variant is identified by its own
    /// constant, or by its members.
    /// </summary>
    private static void FindMixedCases(UnionDefinition union, List<(TypeDefinition Variant, Dictionary<MemberPath, List<string>> Paths)> literals, Warnings warnings)
    {
        var taken = new HashSet<(MemberPath?, string)>();
        var unmarked = new List<RecordDefinition>();
        foreach (var (variant, paths) in literals)
        {
            var cases = paths.Keys
                .Where(path => path.Inner is null)
                .OrderBy(Preference)
                .Select(path => paths[path].Where(value => !taken.Contains((path, value))).Select(value => new UnionCase(variant, path, value)).ToList())
                .FirstOrDefault(c => c.Count > 0);
            if (cases is not null)
            {
                taken.UnionWith(cases.Select(c => (c.Path, c.Value)));
                union.Cases.AddRange(cases);
            }
            else if (variant is RecordDefinition record)
            {
                unmarked.Add(record);
            }
        }

        foreach (var record in unmarked.OrderByDescending(r => r.Members.Count(m => m.Required)))
        {
            string[] required = [.. record.Members.Where(m => m.Required).Select(m => m.WireName)];
            if (required.Length == 0)
            {
                warnings.Add(union.Source, $"can't distinguish {record.Source} from its other variants; such objects are read as unknown variants");
                continue;
            }

            union.Cases.Add(new UnionCase(record, null, "") { RequiredMembers = required });
        }
    }

    /// <summary>Returns the constants of a variant by path, for example <c>type</c> or <c>syncEvent.type</c>.</summary>
    private static Dictionary<MemberPath, List<string>> Literals(TypeDefinition variant)
    {
        if (variant is UnionDefinition union)
        {
            var all = union.Variants.ConvertAll(Literals);
            return all[0].Keys
                .Where(path => all.TrueForAll(a => a.ContainsKey(path)))
                .ToDictionary(path => path, path => all.SelectMany(a => a[path]).Distinct().ToList());
        }

        var members = ((RecordDefinition)variant).Members.Where(m => m.Required).ToList();
        var own = members.Where(m => m.Literals.Count > 0).Select(m => (Path: new MemberPath(m.WireName), m.Literals));
        var nested = members
            .Where(m => m.Type.Definition is RecordDefinition)
            .SelectMany(m => ((RecordDefinition)m.Type.Definition!).Members
                .Where(n => n.Required && n.Literals.Count > 0)
                .Select(n => (Path: new MemberPath(m.WireName, n.WireName), n.Literals)));
        return own.Concat(nested).ToDictionary(l => l.Path, l => l.Literals.ToList());
    }

    private static bool Disjoint(IEnumerable<List<string>> sets)
    {
        var seen = new HashSet<string>();
        return sets.SelectMany(s => s).All(seen.Add);
    }

    private static int Preference(MemberPath path)
    {
        var depth = path.Inner is null ? 0 : 100;
        var rank = Array.IndexOf(s_preferred, path.Inner ?? path.Outer);
        return depth + (rank < 0 ? s_preferred.Length : rank);
    }
}
