import { argumentRemoval } from '../../../fixes/python-arguments';
import { type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { textsIn } from '../option-values';
import { dataSource } from './data-source';
import { displayName, gapFor } from './loader-call';
import type { LoaderGap } from './loader-gap';

const OPEN_LOADER = /(^|\.)C?(?:(?:Full|Unsafe)?Loader|RoundTripLoader)$/;
const SAFE_LOADER = /(^|\.)\w*(Safe|Base)\w*Loader\w*$|(^|\.)\w*Safe\w*$/;

/** PyYAML and ruamel.yaml: a text may name the class it becomes, unless the loader is a safe one. */
export function yamlGap(code: CodeModel, call: Call, path: string): LoaderGap | null {
  if (/^(ruamel\.yaml|ruamel_yaml)\.YAML$/.test(path)) {
    const kind = argumentOf(call, 'typ', 0);
    return kind !== null && textsIn(code, kind.value).some(({ text }) => text === 'unsafe')
      ? {
          range: call.callee,
          message: "YAML(typ='unsafe') makes objects of any class the text names: use typ='safe'",
          information: false,
          fix: null,
        }
      : null;
  }
  if (/^yaml\.C?(Unsafe)?Loader$/.test(path)) {
    return gapFor(
      code,
      call,
      argumentOf(call, 'stream', 0)?.value ?? null,
      false,
      `${displayName(code, call)}() makes objects of any class the text names, and so runs code`,
      'use yaml.safe_load()',
    );
  }
  const match =
    /^(?:yaml|ruamel\.yaml|ruamel_yaml|_yaml)\.(load|load_all|full_load|full_load_all|unsafe_load|unsafe_load_all)$/.exec(
      path,
    );
  if (match === null) return null;
  const method = match[1] ?? '';
  const loader = argumentOf(call, 'Loader', 1) ?? null;
  if (loader === null && /^load/.test(method) && hasSpreadKeywords(call)) return null;
  const name = loader === null ? '' : loaderName(code, loader.value);
  if (/^load/.test(method) && loader !== null && isSafeLoader(code, loader.value, name)) return null;
  const full = method.startsWith('full') || /(^|\.)C?FullLoader$/.test(name);
  const data = argumentOf(call, 'stream', 0)?.value ?? null;
  const source = data === null ? 'unknown' : dataSource(code, data, false);
  // A text that asks for an object of Python shows what it is loaded for.
  if (source === 'own' && !/^[^#]*!!python\//.test(data === null ? '' : code.textOf(data))) return null;
  return {
    range: call.callee,
    message: `${displayName(code, call)}() makes objects of ${full ? 'more classes than data needs' : 'any class the text names, and so runs code'}: use yaml.safe_load()`,
    information: full || source === 'known file',
    fix: yamlFix(code, call, method),
  };
}

/** The path of a loader, also where it was kept under another name first. */
function loaderName(code: CodeModel, loader: SyntaxNode): string {
  const values = loader.type === 'identifier' ? code.valuesOf(loader) : [];
  const open = values.find(({ type }) => type === 'attribute' || type === 'identifier');
  const path = values.length === 1 && open !== undefined ? code.pathOf(open) : null;
  return path ?? code.pathOf(loader) ?? code.textOf(loader);
}

function isSafeLoader(code: CodeModel, loader: SyntaxNode, name: string): boolean {
  if (SAFE_LOADER.test(name)) return true;
  if (OPEN_LOADER.test(name) || loader.type === 'none') {
    // `try: from yaml import CSafeLoader as Loader`
    return code.imports.some(({ local, path }) => local === code.textOf(loader) && SAFE_LOADER.test(path));
  }
  const own = code.classes.find((definition) => definition.name === name);
  if (own === undefined) return true;
  return own.bases.some((base) => SAFE_LOADER.test(code.pathOf(base) ?? ''));
}

function yamlFix(code: CodeModel, call: Call, method: string): LoaderGap['fix'] {
  const name = call.callee.childForField('attribute');
  const loader = argumentOf(call, 'Loader', 1);
  if (name === null || call.node.hasError || call.receiver === null || !/^\w+$/.test(code.textOf(call.receiver)))
    return null;
  const safe = method.endsWith('_all') ? 'safe_load_all' : 'safe_load';
  return {
    title: `Load with ${safe}()`,
    safety: 'safe',
    edits: () => [
      { range: name, newText: safe },
      ...(loader === null ? [] : [{ range: argumentRemoval(code, call, loader), newText: '' }]),
    ],
  };
}
