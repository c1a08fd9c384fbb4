import type { ProblemSink } from './problems';
import type { YamlNode, YamlScalar } from './yaml/tree';

/** Finds `host: 0.0.0.0"`: to YAML the quote is part of the value, so nothing complains until the value is used. */
export function reportStrayQuotes(roots: readonly YamlNode[], problems: ProblemSink): void {
  const visit = (node: YamlNode): void => {
    if (node.kind === 'list') node.items.forEach(visit);
    else if (node.kind === 'map') node.entries.forEach((entry) => visit(entry.value));
    else reportScalar(node, problems);
  };
  roots.forEach(visit);
}

function reportScalar({ quoted, text, outer }: YamlScalar, problems: ProblemSink): void {
  // Inches end in a quote; other quotes in the text make it prose.
  if (quoted || !text.endsWith('"') || /^\d+"$|"./.test(text) || outer.end - outer.start !== text.length) return;
  const range = { start: outer.end - 1, end: outer.end };
  problems.add({
    kind: 'syntax',
    severity: 'warning',
    range,
    message: `This quote closes nothing: it becomes part of the value ${text.slice(0, 40)}`,
    repair: {
      title: 'Put the value in quotes',
      edits: [{ range: { start: outer.start, end: outer.start }, newText: '"' }],
    },
  });
}
