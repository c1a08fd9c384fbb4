import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { CodeModel, EnvLookup } from '../languages/code-model';
import type { SyntaxNode } from '../languages/syntax-node';
import type { YamlScalar } from '../languages/yaml/yaml-model';
import type { FileEdit, Fix } from '../rules/finding';
import type { RuleContext } from '../rules/rule';
import { isBrowserCode } from '../languages/typescript/browser-code';
import { requiredEnvLookup, wholeLookup } from './env-lookup';
import { quoteAt } from './quotes';
import { openTextHole } from './text-hole';

/**
 * The fix that takes a secret out of a file: the place reads the variable `name`, the value moves to `.env` (which git is told to ignore), the name alone
 * to `.env.example`. None where the place cannot hold a lookup.
 */
export function moveSecretToEnv(context: RuleContext, range: TextRange, name: string): Fix[] {
  const replacement =
    context.code !== null
      ? codeEdits(context, context.code, range, name)
      : context.yaml !== null
        ? yamlEdits(context, range, name)
        : null;
  if (replacement === null || (context.code !== null && isBrowserCode(context.code, context.document.path))) return [];
  const lookup = context.code === null ? null : lookupAround(context.code, range);
  if (context.code !== null && lookup !== null) return requireInstead(context, context.code, lookup);
  const { project, document } = context;
  return [
    {
      title: `Move the secret to .env and read it from ${name}`,
      safety: context.code !== null || fillsPlaceholders(context) ? 'safe' : 'review',
      edits: () => {
        const value = document.slice(range);
        const known = context.project.smallText('.env');
        const taken = known !== null && new RegExp(`^(?:export\\s+)?${name}=`, 'm').test(known);
        const kept: FileEdit[] = taken
          ? []
          : [{ uri: project.uriOf('.env'), appendLine: `${name}=${dotenvValue(value)}`, secret: true }];
        return [
          ...replacement(),
          ...kept,
          ...ignoreEnvFile(context),
          { uri: project.uriOf('.env.example'), appendLine: `${name}=` },
        ];
      },
    },
  ];
}

/** Workflows and cluster manifests have secret stores of their own. */
function readsEnvironment({ document }: RuleContext): boolean {
  return !/^\.(github|gitlab|circleci)[/-]/.test(document.path) && !/^apiVersion:/m.test(document.text.slice(0, 2000));
}

/** Startup and Compose files have their `${NAME}` filled in; whether other YAML does, only its reader knows. */
function fillsPlaceholders({ document }: RuleContext): boolean {
  return document.kind === 'startup' || document.kind === 'compose';
}

/** The environment lookup whose default a place is part of. */
function lookupAround(code: CodeModel, range: TextRange): EnvLookup | null {
  return (
    code.envLookups.find(
      ({ defaultValue }) => defaultValue !== null && defaultValue.start <= range.start && range.end <= defaultValue.end,
    ) ?? null
  );
}

/** A default is worked out even where the variable is set: a lookup inside it would fail there. The variable that is looked up anyway becomes required. */
function requireInstead({ document }: RuleContext, code: CodeModel, lookup: EnvLookup): Fix[] {
  const whole = wholeLookup(lookup);
  if (whole === null) return [];
  return [
    {
      title: `Fail when ${lookup.variable} is missing`,
      safety: 'safe',
      edits: () => {
        const required = requiredEnvLookup(code, document.uri, lookup.variable, quoteAt(code, lookup.node));
        return [...required.edits, { uri: document.uri, range: whole, newText: required.expression }];
      },
    },
  ];
}

function ignoreEnvFile({ project }: RuleContext): FileEdit[] {
  const ignored = project.smallText('.gitignore');
  const covered = ignored !== null && /^\/?(?:\.env|\.env\*|\*\.env)\s*$/m.test(ignored);
  return covered ? [] : [{ uri: project.uriOf('.gitignore'), appendLine: '.env' }];
}

/** Values with blanks, quotes or `#` have to be quoted; what a single quote cannot hold is left to the author. */
function dotenvValue(value: string): string {
  return /^[\w./:@%+=,-]*$/.test(value) ? value : `'${value.replaceAll("'", "\\'")}'`;
}

function codeEdits(context: RuleContext, code: CodeModel, range: TextRange, name: string): (() => FileEdit[]) | null {
  const literal = literalAround(code, range);
  if (literal === null || literal.hasError || literal.ancestorOfType('interpolation') !== null) return null;
  const source = code.textOf(literal);
  if (/^[a-zA-Z]*b/i.test(source.split(/["'`]/)[0] ?? '')) return null;
  const whole = isWholeBody(source, range.start - literal.start, range.end - literal.start);
  // `const` and `static` in Rust, default values of patterns and the like cannot hold a call.
  if (
    code.language === 'rust' &&
    (!whole || literal.ancestorOfType('const_item', 'static_item', 'attribute_item') !== null)
  )
    return null;
  const { uri } = context.document;
  if (whole) {
    if (literal.parent?.type === 'concatenated_string') return null;
    return () => {
      const lookup = requiredEnvLookup(code, uri, name, quoteAt(code, literal));
      return [...lookup.edits, { uri, range: { start: literal.start, end: literal.end }, newText: lookup.expression }];
    };
  }
  const hole = openTextHole(code, literal, range);
  if (hole === null) return null;
  return () => {
    const lookup = requiredEnvLookup(code, uri, name, hole.quote);
    return [...lookup.edits, ...hole.fill(lookup.expression).map((edit) => ({ uri, ...edit }))];
  };
}

/** The outermost literal around a range. Asked for every secret at every keystroke: down the tree and up again, not along all strings. */
function literalAround(code: CodeModel, range: TextRange): SyntaxNode | null {
  let literal: SyntaxNode | null = null;
  for (let node: SyntaxNode | null = code.root.descendantAt(range.start); node !== null; node = node.parent) {
    if (range.end <= node.end && isString(code.strings, node)) literal = node;
  }
  return literal;
}

/** `strings` are in the order of the text. */
function isString(strings: readonly SyntaxNode[], node: SyntaxNode): boolean {
  let low = 0;
  let high = strings.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((strings[middle] as SyntaxNode).start < node.start) low = middle + 1;
    else high = middle;
  }
  return strings[low] === node;
}

function isWholeBody(source: string, start: number, end: number): boolean {
  return /^[a-zA-Z]*#*("""|'''|"|'|`)$/.test(source.slice(0, start)) && /^("""|'''|"|'|`)#*$/.test(source.slice(end));
}

function yamlEdits(context: RuleContext, range: TextRange, name: string): (() => FileEdit[]) | null {
  const scalar = context.yaml?.scalars.find(
    (candidate: YamlScalar) => candidate.range.start <= range.start && range.end <= candidate.range.end,
  );
  if (scalar === undefined || !readsEnvironment(context)) return null;
  return () => [{ uri: context.document.uri, range, newText: `\${${name}}` }];
}
