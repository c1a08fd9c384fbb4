import { FoundConstants, wholeNumber } from './found-constants';
import { MAX_CONSTANT_LENGTH, type ModuleConstants } from './module-constants';

const CONSTANT =
  /^(?:pub(?:\([^)\n]*\))?[ \t]+)?(?:const|static)[ \t]+([A-Z_]\w*)[ \t]*:[^=\n]{1,40}=[ \t]*(?:"([^"\\\n]*)"|(\d[\d_]*)(?:[iu](?:8|16|32|64|128|size))?)[ \t]*;/gm;
const USE =
  /^(?:pub(?:\([^)\n]*\))?[ \t]+)?use[ \t]+((?:crate|super|self)::[\w:]+)(?:::\{([^{}]*)\}|[ \t]+as[ \t]+(\w+))?[ \t]*;/gm;

/** `pub const HOST: &str = "10.0.0.5";` at the top of a module, and what is used from other modules of the crate. */
export function rustConstants(text: string): Pick<ModuleConstants, 'values' | 'imports'> | null {
  const found = new FoundConstants();
  for (const [, name = '', value, number] of text.matchAll(CONSTANT))
    found.add(name, number === undefined ? shortText(value ?? '') : wholeNumber(number));
  const imports: Record<string, string> = {};
  for (const [, written = '', listed, alias] of text.matchAll(USE)) {
    const path = written.replace(/::$/, '').replaceAll('::', '.');
    if (listed === undefined) imports[alias ?? path.slice(path.lastIndexOf('.') + 1)] = path;
    for (const part of listed?.split(',') ?? []) {
      const names = /^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/.exec(part);
      if (names?.[1] !== undefined) imports[names[2] ?? names[1]] = `${path}.${names[1]}`;
    }
  }
  return { values: found.toRecord(), imports };
}

function shortText(text: string): string | null {
  return text.length > MAX_CONSTANT_LENGTH ? null : text;
}
