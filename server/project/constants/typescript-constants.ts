import { FoundConstants, wholeNumber } from './found-constants';
import { MAX_CONSTANT_LENGTH, type ModuleConstants } from './module-constants';

const DECLARED =
  /^(?:export[ \t]+)?(?:const|let|var)[ \t]+([A-Za-z_$][\w$]*)[ \t]*(?::[^=\n]{1,60})?=[ \t]*([^\n]*)|^(?:module\.)?exports\.([A-Za-z_$][\w$]*)[ \t]*=[ \t]*([^\n]*)/gm;
const VALUE =
  /^(?:"([^"\\\n]*)"|'([^'\\\n]*)'|`([^`\\$\n]*)`|(\d[\d_]*))[ \t]*(?:as[ \t]+const[ \t]*)?[;,]?[ \t]*(?:\/\/.*)?\r?$/;
/** Objects and enumerations without anything nested: what their braces hold. */
const OBJECT =
  /^(?:export[ \t]+)?(?:(?:const|let|var)[ \t]+([A-Za-z_$][\w$]*)[ \t]*(?::[^=\n]{1,60})?=[ \t]*(?:Object\.freeze\([ \t]*)?|(?:const[ \t]+)?enum[ \t]+([A-Za-z_$][\w$]*)[ \t]*|(default)[ \t]+|(module\.exports)[ \t]*=[ \t]*)\{([^{}]*)\}/gm;
const MEMBER = /^[ \t]*["']?([A-Za-z_$][\w$]*)["']?[ \t]*[:=][ \t]*([^\n]*)$/gm;
const IMPORT =
  /^(?:import|export)[ \t]+(?:type[ \t]+)?(?:\*[ \t]+as[ \t]+([\w$]+)|([\w$]+)?[ \t]*,?[ \t]*(?:\{([^{}]*)\})?|\*)[ \t]*from[ \t]*["']([.@~#][^"'\n]*)["']|^(?:const|let|var)[ \t]+(?:([\w$]+)|\{([^{}]*)\})[ \t]*=[ \t]*require\([ \t]*["']([.@~#][^"'\n]*)["']/gm;

/** `export const HOST = '10.0.0.5'`, the members of flat objects and enumerations, and what is imported from neighbouring files. */
export function typescriptConstants(text: string): Pick<ModuleConstants, 'values' | 'imports'> | null {
  const found = new FoundConstants();
  for (const [, declared, value = '', exported, exportedValue = ''] of text.matchAll(DECLARED))
    found.add(declared ?? exported ?? '', valueOf(declared === undefined ? exportedValue : value));
  for (const [, object, enumeration, , , body = ''] of text.matchAll(OBJECT)) {
    // What a module hands out as a whole is reached through the module itself.
    const owner = object ?? enumeration;
    for (const [, name = '', value = ''] of onLines(body).matchAll(MEMBER))
      found.add(owner === undefined ? name : `${owner}.${name}`, valueOf(value.trim()));
  }
  for (const [name] of text.matchAll(/^[ \t]+[A-Za-z_$][\w$]*(?=[ \t]*=[^=>])/gm)) found.forget(name.trim());
  return { values: found.toRecord(), imports: importsOf(text) };
}

/** `{ host: 'a', port: 1 }` with a line for each member. */
function onLines(body: string): string {
  return body.includes('\n') ? body : body.replaceAll(',', ',\n');
}

function importsOf(text: string): Record<string, string> {
  const imports: Record<string, string> = {};
  if (!/\bfrom\b|\brequire\(/.test(text)) return imports;
  for (const match of text.matchAll(IMPORT)) {
    const [, namespace, whole, listed, from, required, unpacked, requiredFrom] = match;
    const module = from ?? requiredFrom ?? '';
    for (const local of [namespace, whole, required]) if (local !== undefined) imports[local] = module;
    for (const part of (listed ?? unpacked ?? '').split(',')) {
      const names = /^\s*(?:type\s+)?([\w$]+)(?:\s*(?:\bas\b|:)\s*([\w$]+))?\s*$/.exec(part);
      if (names?.[1] !== undefined) imports[names[2] ?? names[1]] = `${module}.${names[1]}`;
    }
  }
  return imports;
}

function valueOf(written: string): string | number | null {
  const match = VALUE.exec(written);
  if (match === null) return null;
  const [, double, single, template, number] = match;
  if (number !== undefined) return wholeNumber(number);
  const value = double ?? single ?? template ?? '';
  return value.length > MAX_CONSTANT_LENGTH ? null : value;
}
