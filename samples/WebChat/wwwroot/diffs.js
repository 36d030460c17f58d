import { element } from './dom.js';

const kinds = { '+': 'added', '-': 'removed', '@': 'hunk' };

/** Shows the changes to files in unified diff format. */
export function showDiffs(root, diffs) {
  root.replaceChildren(...diffs.map(diff =>
    element('article', 'diff',
      element('h3', '', element('span', 'file', diff.file ?? ''), element('span', 'plus', `+${diff.additions}`), element('span', 'minus', `-${diff.deletions}`)),
      element('pre', '', ...lines(diff.patch ?? '')))));
}

/** Returns the lines from the first hunk on; the name of the file is already in the heading. */
function lines(patch) {
  const all = patch.trimEnd().split('\n');
  return all.slice(Math.max(0, all.findIndex(line => line.startsWith('@@')))).map(line => element('span', kinds[line[0]] ?? 'context', line));
}
