import type { ErrorObject } from 'ajv';
import { nearestName } from '../definition/edit-distance';

/** A fault in configuration data: the path of the value, and what is wrong with it in plain words. */
export interface DataProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * What a schema objects to, in the words of somebody who reads configuration files, not schemas. A schema may say it itself, with
 * `errorMessage`: what to write instead.
 */
export function describeError(error: ErrorObject): DataProblem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const name = path.length === 0 ? 'the configuration' : `"${path.join('.')}"`;
  const params = error.params as Record<string, unknown>;
  const own = (error.parentSchema as { errorMessage?: unknown } | undefined)?.errorMessage;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
      return {
        path: [...path, key],
        message: `unknown key "${key}"${didYouMean(key, known)}${listing('known keys are', known)}`,
      };
    }
    case 'required':
      return { path, message: `${name} lacks the key "${String(params['missingProperty'])}"` };
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
      return {
        path,
        message: `${name} is ${written(error.data)}${didYouMean(String(error.data), allowed)}; write one of ${allowed.join(', ')}`,
      };
    }
    default:
      if (typeof own === 'string') return { path, message: `${name} is ${written(error.data)}; write ${own}` };
      if (error.keyword === 'type')
        return { path, message: `${name} is ${kindOf(error.data)}; it must be ${article(String(params['type']))}` };
      return { path, message: `${name} ${error.message ?? 'is not valid'}` };
  }
}

/** `; did you mean "x"?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const nearest = nearestName(word, candidates);
  return nearest === null ? '' : `; did you mean "${nearest}"?`;
}

/** ` (introduction a, b)`, or nothing. */
export function listing(introduction: string, words: readonly string[]): string {
  return words.length === 0 ? '' : ` (${introduction} ${words.join(', ')})`;
}

function written(value: unknown): string {
  return typeof value === 'object' ? kindOf(value) : JSON.stringify(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  return Array.isArray(value) ? 'a list' : article(typeof value);
}

const NAMES: Readonly<Record<string, string>> = {
  object: 'a map of keys',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function article(type: string): string {
  return NAMES[type] ?? type;
}
