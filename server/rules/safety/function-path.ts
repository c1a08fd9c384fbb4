import type { Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

const MAX_STEPS = 4;

/** Functions that give a function of their argument which does the same: `promisify(exec)`. */
const SAME_FUNCTION = /(^|\.)(promisify|partial|bind)$/;

/**
 * The dotted path of the function that a call calls, through the ways people shorten it: import aliases, `run = os.system`,
 * `require('child_process').exec`, `promisify(exec)`, receivers whose maker is known. Null when nothing is known.
 */
export function functionPath(code: CodeModel, call: Call): string | null {
  return pathOfFunction(code, call.callee, 0) ?? code.resolvedCallee(call);
}

function pathOfFunction(code: CodeModel, node: SyntaxNode, steps: number): string | null {
  if (steps > MAX_STEPS) return null;
  const required =
    requiredMember(code, node) ??
    importedMember(code, node) ??
    subscriptMember(code, node) ??
    namespaceMember(code, node) ??
    keptModuleMember(code, node);
  if (required !== null) return required;
  if (node.type === 'call_expression' || node.type === 'call') return sameFunction(code, node, steps);
  if (node.type === 'parenthesized_expression' || node.type === 'sequence_expression') {
    // `(0, eval)(text)`: the usual way to a global eval.
    const last = node.namedChildren.at(-1);
    return last === undefined ? null : (pathOfFunction(code, last, steps + 1) ?? code.pathOf(last));
  }
  const path = code.pathOf(node);
  if (path === null || node.type !== 'identifier' || path !== code.textOf(node)) return null;
  const [value, ...others] = code.valuesOf(node);
  if (value === undefined || others.length > 0) return null;
  if (/^(identifier|attribute|member_expression)$/.test(value.type))
    return pathOfFunction(code, value, steps + 1) ?? code.pathOf(value);
  if (!value.type.startsWith('call')) return null;
  return importedMember(code, value) ?? sameFunction(code, value, steps);
}

function sameFunction(code: CodeModel, node: SyntaxNode, steps: number): string | null {
  const maker = code.originOf(node);
  const [first] = maker?.arguments ?? [];
  if (maker === null || first === undefined || !SAME_FUNCTION.test(code.textOf(maker.callee))) return null;
  return pathOfFunction(code, first.value, steps + 1) ?? code.pathOf(first.value);
}

/** `os.system` for `__import__("os").system` and `getattr(os, "system")`. */
function importedMember(code: CodeModel, node: SyntaxNode): string | null {
  if ((node.type !== 'attribute' && node.type !== 'call') || node.length > 120) return null;
  const text = code.textOf(node);
  const imported = /^(?:__import__|(?:importlib\.)?import_module)\(\s*["']([\w.]+)["']\s*\)((?:\.\w+)+)$/.exec(text);
  if (imported !== null) return `${imported[1]}${imported[2]}`;
  const got =
    /^getattr\(\s*(?:([\w.]+)|(?:__import__|(?:importlib\.)?import_module)\(\s*["']([\w.]+)["']\s*\))\s*,\s*["'](\w+)["']\s*(?:,[^()]*)?\)$/.exec(
      text,
    );
  if (got === null) return null;
  const object = node.childForField('arguments')?.namedChildren[0];
  const kept = object?.type === 'identifier' ? keptModule(code, object) : null;
  return `${kept ?? got[1] ?? got[2]}.${got[3]}`;
}

/**
 * `eval` for `globals()["eval"]` and `__builtins__["eval"]`, `os.system` for `globals()["os"].system`, `vars(os)["system"]`, `os.__dict__["system"]` and
 * `sys.modules["os"].system`.
 */
function namespaceMember(code: CodeModel, node: SyntaxNode): string | null {
  if (!/^(subscript|attribute|call)$/.test(node.type) || node.length > 120) return null;
  const text = code.textOf(node);
  const own =
    /^(?:globals\(\)|locals\(\)|vars\(\)|__builtins__|__builtins__\.__dict__|builtins\.__dict__|vars\((?:__)?builtins(?:__)?\)|sys\.modules)(?:\[\s*["'](\w+)["']\s*\]|\.get\(\s*["'](\w+)["'][^)]*\))((?:\.\w+)*)$/.exec(
      text,
    );
  if (own !== null) return `${own[1] ?? own[2]}${own[3] ?? ''}`;
  const held = /^(?:vars\(\s*([\w.]+)\s*\)|([\w.]+)\.__dict__)\[\s*["'](\w+)["']\s*\]$/.exec(text);
  return held === null ? null : `${held[1] ?? held[2]}.${held[3]}`;
}

/** `os.system` for `module.system` after `module = os`, `module = __import__("os")` or `module = importlib.import_module("os")`. */
function keptModuleMember(code: CodeModel, node: SyntaxNode): string | null {
  if (node.type !== 'attribute' && node.type !== 'member_expression') return null;
  const object = node.childForField('object');
  const name = node.childForField('attribute') ?? node.childForField('property');
  if (object?.type !== 'identifier' || name === null) return null;
  const module = keptModule(code, object);
  return module === null ? null : `${module}.${code.textOf(name)}`;
}

/** The module that a name holds; null where it may hold something else as well. */
function keptModule(code: CodeModel, name: SyntaxNode): string | null {
  const modules = new Set(
    code
      .valuesOf(name)
      .map((value) =>
        value.type === 'identifier' && code.imports.some(({ local }) => local === code.textOf(value))
          ? code.pathOf(value)
          : (/^(?:__import__|(?:importlib\.)?import_module)\(\s*["']([\w.]+)["']\s*\)$/.exec(code.textOf(value))?.[1] ??
            namespaceMember(code, value)),
      ),
  );
  const [module, ...others] = modules;
  return others.length > 0 ? null : (module ?? null);
}

/** `globalThis.eval` for `globalThis['eval']`. */
function subscriptMember(code: CodeModel, node: SyntaxNode): string | null {
  if (node.type !== 'subscript_expression' || node.length > 80) return null;
  const match = /^([\w$.]+)(?:\?\.)?\[\s*(["'`])(\w+)\2\s*\]$/.exec(code.textOf(node));
  return match === null ? null : `${match[1]}.${match[3]}`;
}

/** `child_process.exec` for `require('node:child_process').exec`, and `cors` for `require('cors')`. */
function requiredMember(code: CodeModel, node: SyntaxNode): string | null {
  if (node.type !== 'member_expression' && node.type !== 'call_expression') return null;
  const match = /^require\(\s*['"`](?:node:)?([\w@/.-]+)['"`]\s*\)((?:\.\w+)*)$/.exec(code.textOf(node));
  return match === null ? null : `${match[1]}${match[2]}`;
}
