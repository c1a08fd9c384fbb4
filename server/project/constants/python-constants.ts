import { blankLongStrings } from '../python-text';
import { FoundConstants, wholeNumber } from './found-constants';
import { MAX_CONSTANT_LENGTH, type ModuleConstants } from './module-constants';

// By lines, as summaries are read: it has to work on files that do not parse, and on thousands of them.
const ASSIGNED =
  /^([A-Za-z_]\w*)[ \t]*(?::[^=\n#]{1,60})?=(?!=)[ \t]*(?:(?:[rRuU]?"([^"\\\n]*)"|[rRuU]?'([^'\\\n]*)'|(\d[\d_]*))[ \t]*(?:#[^\n]*)?\r?$)?/gm;
/** A class that builds on nothing, up to its first method. */
const PLAIN_CLASS =
  /^class[ \t]+(\w+)[ \t]*(?:\([ \t]*(?:object)?[ \t]*\))?[ \t]*:[^\n]*\n((?:[ \t]+(?!def\b|async\b|@)[^\n]*\n|[ \t]*\r?\n)*)/gm;
const MEMBER =
  /^([ \t]+)([A-Za-z_]\w*)[ \t]*(?::[^=\n#]{1,60})?=(?!=)[ \t]*(?:(?:[rRuU]?"([^"\\\n]*)"|[rRuU]?'([^'\\\n]*)'|(\d[\d_]*))[ \t]*(?:#[^\n]*)?\r?$)?/gm;
/** Behind `if` and `try`, or in a function that declares it `global`, a name may get another value. */
const GIVEN_INSIDE = /^[ \t]+([A-Z][A-Z\d_]*)[ \t]*(?::[^=\n#]{1,60})?=(?!=)/gm;
const HOLDS_ANY = /^(?:[A-Za-z_]\w*|[ \t]+[A-Za-z_]\w*)[ \t]*(?::[^=\n#]{1,60})?=[ \t]*(?:[rRuU]?["']|\d)/m;

/** `HOST = "10.0.0.5"` at the top of a module, and in classes that build on nothing (`Settings.HOST`). */
export function pythonConstants(text: string): Pick<ModuleConstants, 'values' | 'imports'> | null {
  if (!HOLDS_ANY.test(text)) return null;
  const code = blankLongStrings(text);
  const found = new FoundConstants();
  const lowerCase: string[] = [];
  for (const [, name = '', double, single, number] of code.matchAll(ASSIGNED)) {
    found.add(name, valueOf(double ?? single, number));
    if (name !== name.toUpperCase()) lowerCase.push(name);
  }
  for (const [, name = ''] of code.matchAll(GIVEN_INSIDE)) found.forget(name);
  for (const name of lowerCase)
    if (found.holds(name) && (code.includes(` ${name} =`) || code.includes(` ${name}=`))) found.forget(name);
  for (const [, owner = '', body = ''] of code.matchAll(PLAIN_CLASS)) {
    let first: string | undefined;
    for (const [, indent = '', name = '', double, single, number] of body.matchAll(MEMBER)) {
      first ??= indent;
      if (indent === first) found.add(`${owner}.${name}`, valueOf(double ?? single, number));
    }
  }
  return { values: found.toRecord(), imports: {} };
}

function valueOf(text: string | undefined, number: string | undefined): string | number | null {
  if (number !== undefined) return wholeNumber(number);
  return text === undefined || text.length > MAX_CONSTANT_LENGTH ? null : text;
}
