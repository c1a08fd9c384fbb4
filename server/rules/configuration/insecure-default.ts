import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isDocumentationPath } from '../../documents/path-class';
import { type CodeModel, type EnvLookup, argumentOf } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Fix } from '../finding';
import { type CodeContext, type RuleContext, defineRule } from '../rule';
import { type DeclaredValue, valuesOfEnvFile, valuesOfStartupFile } from './declared-values';
import { isDevelopmentFile, isDevelopmentBranch } from './development-only';
import { isFalsy, isTruthy, oppositeOf, securitySwitch } from './security-switches';
import { truthTestFix } from './truth-test-fix';

export const rule = defineRule({
  id: 'insecure-default',
  topic: 'configuration',
  severity: 'warning',
  impact: 8,
  effort: 2,
  triggers:
    /auth|tls|ssl|https|encrypt|secur|hardening|sandbox|csrf|cert|jwt|rbac|validat|sanitiz|verify|signature|isolation|integrity|anonymous|unsafe|mfa|curve/i,
  documentation: {
    summary:
      'Reports switches for authentication, encryption, TLS, validation and hardening that are off unless asked for.',
    whatItDoes:
      'Reports lookups of such a switch whose default is off (`os.getenv("ENABLE_AUTH", "false")`, `process.env.REQUIRE_AUTH === "true"`), fields of settings classes and settings dictionaries read with `False` as the default, and variables in .env files and startup files that ' +
      'turn them off; likewise switches that turn protection off (`DISABLE_AUTH`, `ALLOW_INSECURE`) and are on. Silent in files and branches for development and tests, and for clients that talk to somebody else’s server with parameters of their own.',
    whyItMatters:
      'Nobody misses what was never on: the machine where the variable was forgotten is open, and nothing says so.',
    examples: [
      {
        path: 'gateway.py',
        bad: 'import os\n\nAUTH = os.getenv("ENABLE_AUTH", "false").lower() == "true"\n',
        good: 'import os\n\nAUTH = os.getenv("ENABLE_AUTH", "true").lower() == "true"\n',
      },
      {
        path: 'gateway.ts',
        bad: "export const auth = process.env.REQUIRE_AUTH === 'true';\n",
        good: "export const auth = process.env.REQUIRE_AUTH !== 'false';\n",
      },
      {
        path: '.env.example',
        bad: 'LOG_LEVEL=info\nTLS_ENABLED=false\n',
        good: 'LOG_LEVEL=info\nTLS_ENABLED=true\n',
      },
      {
        path: 'main.rs',
        bad: 'fn main() {\n    let tls = std::env::var("USE_TLS").unwrap_or_else(|_| "false".to_string());\n    serve(tls);\n}\n',
        good: 'fn main() {\n    let tls = std::env::var("USE_TLS").unwrap_or_else(|_| "true".to_string());\n    serve(tls);\n}\n',
      },
    ],
    fixSafety:
      'Safe: protection is on unless somebody turns it off by name. A machine that relied on the default says so at once: set the variable there.',
    references: ['https://cwe.mitre.org/data/definitions/1188.html', 'https://cwe.mitre.org/data/definitions/276.html'],
    remediation: {
      steps: ['Apply the quick fix.', 'Turn the switch off by name on development machines that need it.'],
      test: 'Start the agent with an empty environment: it asks for credentials.',
      rollback: 'Set the variable to its old default.',
      dependsOn: [],
    },
  },
  checks: {
    code: checkCode,
    env: (context) => checkValues(context, valuesOfEnvFile(context)),
    startup: (context) => checkValues(context, valuesOfStartupFile(context)),
  },
});

function checkValues(context: RuleContext, values: readonly DeclaredValue[]): void {
  if (isDevelopmentFile(context.document.path) || values.some(saysDevelopment)) return;
  for (const { name, value, range } of values) {
    const found = securitySwitch(name);
    if (found === null || !(found.open === 'off' ? isFalsy(value) : isTruthy(value))) continue;
    context.report({ range, message: messageFor(name, found.open), fixes: flip(context, range, value) });
  }
}

/** A file for development says so by its own variables. */
function saysDevelopment({ name, value }: DeclaredValue): boolean {
  return (
    /^(?:\w+_)?(?:ENV|ENVIRONMENT|STAGE|APP_ENV|NODE_ENV|FLASK_ENV|DEPLOYMENT)$/i.test(name) &&
    /^(?:dev|develop|development|local|test|testing|ci)$/i.test(value)
  );
}

function messageFor(name: string, open: 'on' | 'off'): string {
  return open === 'off'
    ? `${name} is off unless asked for: a machine where it was forgotten runs without protection; let it be on by default`
    : `${name} is on unless told otherwise, and takes the protection away: let it be off by default`;
}

function flip({ document }: RuleContext, range: TextRange, value: string): Fix[] {
  const opposite = oppositeOf(value);
  if (opposite === null) return [];
  return [
    {
      title: `Write ${opposite}`,
      safety: 'safe',
      edits: () => [{ uri: document.uri, range: { start: range.start, end: range.end }, newText: opposite }],
    },
  ];
}

function checkCode(context: CodeContext): void {
  const { code, document } = context;
  if (isDevelopmentFile(document.path) || isDocumentationPath(document.path)) return;
  const seen = new Set<number>();
  for (const lookup of code.envLookups) {
    const found = securitySwitch(lookup.variable);
    if (found === null || isSilent(code, lookup.node) || isMailAlternative(code, lookup.variable)) continue;
    if (lookup.defaultValue === null && found.open === 'off' && isTruthTest(code, lookup.node))
      context.report({
        range: lookup.node,
        message: messageFor(lookup.variable, found.open),
        fixes: truthTestFix(context, lookup),
      });
    else if (lookup.defaultValue === null || isEmptyText(code, lookup.defaultValue))
      reportComparison(context, lookup, found.open);
    else reportDefault(context, lookup.variable, lookup.defaultValue, found.open, seen);
  }
  checkDefaultTables(context, seen);
  if (code.language === 'python') {
    checkSettingsFields(context, seen);
    checkSettingsLookups(context, seen);
  }
}

/** Mail goes over one of two kinds of TLS: `SMTP_SSL` is off where `SMTP_TLS` is on. */
function isMailAlternative(code: CodeModel, name: string): boolean {
  return (
    /^(?:smtp|e?mail)_/i.test(name) &&
    /(?:smtp|e?mail)_\w*ssl/i.test(code.text) &&
    /(?:smtp|e?mail)_\w*tls/i.test(code.text)
  );
}

function isSilent(code: CodeModel, node: SyntaxNode): boolean {
  return code.isInlineTest(node) || isDevelopmentBranch(code, node);
}

function reportDefault(
  context: CodeContext,
  name: string,
  value: SyntaxNode,
  open: 'on' | 'off',
  seen: Set<number>,
): void {
  const word = booleanWord(context.code, value);
  if (word === null || seen.has(word.range.start)) return;
  if (!(open === 'off' ? isFalsy(word.value) : isTruthy(word.value))) return;
  seen.add(word.range.start);
  context.report({
    range: value,
    message: messageFor(name, open),
    fixes: value.hasError ? [] : flip(context, word.range, word.value),
  });
}

/** `False`, `0`, `"false"`, `"false".to_string()`: the word and its place. */
function booleanWord(code: CodeModel, node: SyntaxNode): { value: string; range: TextRange } | null {
  const written = code.textOf(node);
  if (/^(?:true|false|True|False|0|1)$/.test(written)) return { value: written, range: node };
  const match =
    /^[a-zA-Z]{0,2}(["'`])(\w{1,8})\1(?:\s*\.(?:to_string|into|to_owned)\(\))?$/.exec(written) ??
    /^String::from\((")(\w{1,8})"\)$/.exec(written);
  const word = match?.[2];
  if (word === undefined || (!isFalsy(word) && !isTruthy(word))) return null;
  const start = node.start + written.indexOf(word, written.search(/["'`]/));
  return { value: word, range: { start, end: start + word.length } };
}

/** `bool(os.getenv("REQUIRE_AUTH"))`, `if (process.env.REQUIRE_AUTH)`: whatever it holds, it has to be set. */
function isTruthTest(code: CodeModel, node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent === null) return false;
  if (parent.type === 'parenthesized_expression') return isTruthTest(code, parent);
  if (node.field === 'condition') return /^(?:if_statement|elif_clause)$/.test(parent.type);
  return (
    /^(?:argument_list|arguments)$/.test(parent.type) && /^(?:bool|Boolean)$/.test(code.callWith(parent)?.name ?? '')
  );
}

function isEmptyText(code: CodeModel, node: SyntaxNode): boolean {
  return code.stringValue(node)?.constant === '' && node.length <= 2;
}

/** `process.env.REQUIRE_AUTH === 'true'`, `os.getenv("REQUIRE_AUTH") == "1"`: without a default it is off. */
function reportComparison(context: CodeContext, lookup: EnvLookup, open: 'on' | 'off'): void {
  const { code, document } = context;
  if (open === 'on') return;
  const comparison = comparisonAround(code, lookup.node);
  if (comparison === null) return;
  const { node, operator, word } = comparison;
  if (!isTruthy(word.value)) return;
  const opposite = oppositeOf(word.value);
  const turned = operator === '===' || operator === '==' ? `!${operator.slice(1)}` : null;
  const edits =
    turned === null || opposite === null || code.language === 'python'
      ? null
      : [
          { uri: document.uri, range: comparison.operatorRange, newText: turned },
          { uri: document.uri, range: word.range, newText: opposite },
        ];
  const empty = lookup.defaultValue;
  const inserted =
    code.language !== 'python'
      ? null
      : empty === null
        ? defaultInserted(context, lookup, word.value)
        : [{ uri: document.uri, range: { start: empty.start + 1, end: empty.end - 1 }, newText: word.value }];
  const change = edits ?? inserted;
  context.report({
    range: node,
    message: messageFor(lookup.variable, open),
    fixes:
      change === null || node.hasError
        ? []
        : [{ title: `Let ${lookup.variable} be on by default`, safety: 'safe', edits: () => change }],
  });
}

interface Comparison {
  readonly node: SyntaxNode;
  readonly operator: string;
  readonly operatorRange: TextRange;
  readonly word: { value: string; range: TextRange };
}

function comparisonAround(code: CodeModel, lookup: SyntaxNode): Comparison | null {
  for (
    let node = lookup, parent = node.parent, steps = 0;
    parent !== null && steps < 8;
    node = parent, parent = parent.parent, steps++
  ) {
    if (/^(?:comparison_operator|binary_expression)$/.test(parent.type)) {
      const [left, right] = parent.namedChildren;
      if (left === undefined || right === undefined || left !== node) return null;
      const word = booleanWord(code, right);
      const between = code.text.slice(left.end, right.start);
      const operator = between.trim();
      if (operator === 'in') return membership(code, parent, right);
      if (word === null || !/^={2,3}$/.test(operator)) return null;
      const start = left.end + between.indexOf(operator);
      return { node: parent, operator, operatorRange: { start, end: start + operator.length }, word };
    }
    if (
      !/^(?:attribute|call|member_expression|call_expression|field_expression|parenthesized_expression|argument_list|arguments|optional_chain)$/.test(
        parent.type,
      )
    )
      return null;
  }
  return null;
}

/** `… in ("true", "1")`: the first word for yes. */
function membership(code: CodeModel, node: SyntaxNode, list: SyntaxNode): Comparison | null {
  const words = list.namedChildren.map((item) => booleanWord(code, item));
  const [first] = words;
  if (first === undefined || first === null || words.some((word) => word === null || !isTruthy(word.value)))
    return null;
  return { node, operator: 'in', operatorRange: { start: list.start, end: list.start }, word: first };
}

/** `os.getenv("X")` becomes `os.getenv("X", "true")`. */
function defaultInserted(
  { code, document }: CodeContext,
  { node, via }: EnvLookup,
  word: string,
): readonly { uri: string; range: TextRange; newText: string }[] | null {
  const call = code.calls.find((candidate) => candidate.node === node);
  const first = call === undefined ? undefined : argumentOf(call, 'key', 0);
  if (first === undefined || first === null || call?.arguments.length !== 1 || !/getenv$|environ\.get$/.test(via))
    return null;
  const quote = code.textOf(first.value).includes("'") ? "'" : '"';
  return [
    { uri: document.uri, range: { start: first.node.end, end: first.node.end }, newText: `, ${quote}${word}${quote}` },
  ];
}

/** `require_auth: bool = False` in a settings class. */
function checkSettingsFields(context: CodeContext, seen: Set<number>): void {
  const { code } = context;
  if (!code.classes.some(({ name }) => SETTINGS.test(name))) return;
  for (const { target, value, annotation } of code.assignments) {
    if (target.type !== 'identifier' || (annotation === null && !/^[A-Z_]+$/.test(code.textOf(target)))) continue;
    const name = code.textOf(target);
    const found = securitySwitch(name);
    if (found === null || isMailAlternative(code, name)) continue;
    const owner = code.enclosingClass(target);
    if (owner === null || !isSettingsClass(code, owner.name, owner.bases) || code.enclosingFunction(target) !== null)
      continue;
    if (/dev|test|local|debug/i.test(owner.name)) continue;
    const given = code.calls.find((call) => call.node === value && call.name === 'Field');
    const first = given === undefined ? null : (argumentOf(given, 'default', 0)?.value ?? null);
    reportDefault(context, name, first ?? value, found.open, seen);
  }
}

const SETTINGS = /(?:Config|Configuration|Settings|Options|Policy)$/;

function isSettingsClass(code: CodeModel, name: string, bases: readonly SyntaxNode[]): boolean {
  return SETTINGS.test(name) || bases.some((base) => /Settings$/.test(code.textOf(base)));
}

/** `config.get("enable_auth", False)` */
function checkSettingsLookups(context: CodeContext, seen: Set<number>): void {
  const { code } = context;
  for (const call of code.calls) {
    if (call.name !== 'get' || call.arguments.length !== 2 || call.receiver === null) continue;
    const [key, value] = call.arguments;
    if (
      key === undefined ||
      value === undefined ||
      !/config(?:uration)?$|settings$|options$|\bcfg$|\bconf$/i.test(code.textOf(call.receiver))
    )
      continue;
    const name = code.stringValue(key.value)?.constant;
    const found = typeof name === 'string' ? securitySwitch(name) : null;
    if (found === null || typeof name !== 'string' || isSilent(code, call.node)) continue;
    reportDefault(context, name, value.value, found.open, seen);
  }
}

/** `DEFAULTS = {"require_auth": False}`, `const defaultConfig = { requireAuth: false }` */
function checkDefaultTables(context: CodeContext, seen: Set<number>): void {
  const { code } = context;
  for (const { target, value } of code.assignments) {
    if (!/^(?:dictionary|object)$/.test(value.type) || !TABLE.test(code.textOf(target))) continue;
    if (/dev|test|local|debug|mock|example/i.test(code.textOf(target)) || isSilent(code, target)) continue;
    visitPairs(value, 0, (pair) => {
      const key = pair.childForField('key');
      const own = pair.childForField('value');
      if (key === null || own === null) return;
      const name = code.textOf(key).replace(/^["']|["']$/g, '');
      const found = /^\w+$/.test(name) ? securitySwitch(name) : null;
      if (found !== null) reportDefault(context, name, own, found.open, seen);
    });
  }
}

const TABLE =
  /(?:^|_|\b)(?:DEFAULTS?|CONFIG|SETTINGS|SECURITY)(?:_|\b|$)|[dD]efault\w*(?:Config|Settings|Options)|^(?:security)?[cC]onfig$|[a-z](?:Config|Settings|Defaults)$/;

/** Tables in tables, a few levels deep. */
function visitPairs(node: SyntaxNode, depth: number, visit: (pair: SyntaxNode) => void): void {
  for (const child of node.namedChildren) {
    if (child.type !== 'pair') continue;
    visit(child);
    const value = child.childForField('value');
    if (value !== null && depth < 4 && /^(?:dictionary|object)$/.test(value.type)) visitPairs(value, depth + 1, visit);
  }
}
