import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { optionOf, valueBehind } from '../option-values';
import { dataSource } from './data-source';
import type { LoaderGap } from './loader-gap';

/** Whether the project installs a js-yaml before 4, whose `load` makes functions unless told otherwise. */
export type InstalledYaml = 'before 4' | 'from 4 on or unknown';

/** `load` of js-yaml: with a schema that knows JavaScript's types, or with none before version 4. */
export function jsYamlGap(code: CodeModel, call: Call, path: string, installed: InstalledYaml): LoaderGap[] | null {
  const method = /^(?:js-yaml|yaml-js)(?:\.default)?\.((?:safeL|l)oad(?:All)?)$/.exec(path)?.[1];
  if (method === undefined) return null;
  const schema = optionOf(code, call, 'schema');
  if (schema !== null && isOpenSchema(code, schema))
    return [
      {
        range: call.callee,
        message: 'this schema makes functions out of text: load with the default schema',
        information: false,
        fix: null,
      },
    ];
  if (schema !== null || installed !== 'before 4' || method.startsWith('safe') || path.startsWith('yaml-js'))
    return null;
  const [first] = call.arguments;
  const isKnown = first !== undefined && dataSource(code, first.value, false) === 'known file';
  return [
    {
      range: call.callee,
      message: `${method}() of js-yaml before 4 makes functions and regular expressions of text that asks for them: use ${safeTwin(method)}(), or version 4`,
      information: isKnown,
      fix: safeLoadFix(call, method),
    },
  ];
}

function safeTwin(method: string): string {
  return `safe${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

function safeLoadFix(call: Call, method: string): LoaderGap['fix'] {
  // A name that was imported alone would have to be imported under its new name.
  const name = call.callee.childForField('property');
  if (name === null || call.node.hasError) return null;
  return {
    title: `Load with ${safeTwin(method)}()`,
    safety: 'safe',
    edits: () => [{ range: name, newText: safeTwin(method) }],
  };
}

/** `DEFAULT_FULL_SCHEMA`, or any schema put together with the functions of `js-yaml-js-types`. */
function isOpenSchema(code: CodeModel, schema: SyntaxNode): boolean {
  const value = valueBehind(code, schema);
  const text = code.textOf(value);
  if (/FULL_SCHEMA|\bunsafe/i.test(`${code.textOf(schema)} ${text}`)) return true;
  const typesOfJavaScript = code.imports
    .filter(({ module }) => module === 'js-yaml-js-types')
    .map(({ local }) => local);
  const required = /require\(\s*['"`]js-yaml-js-types['"`]\s*\)(?!\.(?:undefined|regexp)\b)/.test(text);
  if (required) return true;
  let found = false;
  value.walk((node) => {
    if (node.type !== 'identifier') return;
    const name = code.textOf(node);
    const path = code.pathOf(node) ?? '';
    const kept = code
      .valuesOf(node)
      .map((held) => code.textOf(held))
      .join(' ');
    if (typesOfJavaScript.includes(name) || path.startsWith('js-yaml-js-types') || /js-yaml-js-types/.test(kept)) {
      const part = node.parent?.type === 'member_expression' ? code.textOf(node.parent) : name;
      found ||= !/\.(?:undefined|regexp)$/.test(part);
    }
  });
  return found;
}
