import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { type DataProblem, describeError, didYouMean, listing } from '@agent-preflight/stack/policy/describe-errors';
import type { PolicyData } from '@agent-preflight/stack/policy/policy-data';
import { contradictions } from '@agent-preflight/stack/policy/read-policy';
import schema from '../../schemas/configuration.schema.json';
import type { Rule } from '../rules/rule';

/** Checking the schemas themselves would cost more than everything else here; the tests do it. */
const TRUSTED = { strict: false, verbose: true, meta: false, validateSchema: false } as const;

let compiled: ValidateFunction | undefined;

/** Checks data against the schema, and rule names and options against the catalogue. */
export function validateConfiguration(data: unknown, rules: readonly Rule[]): DataProblem[] {
  compiled ??= new Ajv({ ...TRUSTED, allErrors: true }).compile(schema);
  if (!compiled(data)) return describeErrors(compiled.errors ?? []);
  return [
    ...checkRules((data as ConfigurationData).rules ?? {}, rules),
    ...checkPorts(data as ConfigurationData),
    ...contradictions((data as ConfigurationData).stack ?? {}),
  ];
}

/** Configuration as it is written in files; made sure of by the schema. */
export interface ConfigurationData {
  readonly rules?: Readonly<
    Record<string, SeverityName | { severity?: SeverityName; options?: Record<string, unknown> }>
  >;
  readonly exclude?: readonly string[];
  readonly include?: readonly string[];
  readonly 'base-agent'?: { readonly class: string; readonly module?: string };
  readonly 'env-helper'?: { readonly name: string; readonly module: string };
  readonly 'startup-files'?: readonly string[];
  readonly 'port-range'?: { readonly first: number; readonly last: number };
  readonly 'require-reason'?: boolean;
  readonly 'health-path'?: string;
  readonly stack?: PolicyData;
}

type SeverityName = 'error' | 'warning' | 'information' | 'off';

function checkRules(entries: NonNullable<ConfigurationData['rules']>, rules: readonly Rule[]): DataProblem[] {
  const problems: DataProblem[] = [];
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const topics = new Set<string>(rules.map((rule) => rule.topic));
  for (const [name, entry] of Object.entries(entries)) {
    const rule = byId.get(name);
    const options = typeof entry === 'string' ? {} : (entry.options ?? {});
    if (rule === undefined && !topics.has(name)) {
      problems.push({
        path: ['rules', name],
        message: `there is no rule or topic "${name}"${didYouMean(name, [...byId.keys(), ...topics])}`,
      });
      continue;
    }
    for (const [option, value] of Object.entries(options)) {
      const path = ['rules', name, 'options', option];
      const definition = rule?.options?.[option];
      if (definition === undefined) {
        const known = Object.keys(rule?.options ?? {});
        problems.push({
          path,
          message: `"${name}" has no option "${option}"${didYouMean(option, known)}${listing('its options are', known)}`,
        });
        continue;
      }
      const validate = new Ajv(TRUSTED).compile(definition.schema);
      if (!validate(value)) {
        problems.push({
          path,
          message: `option "${option}" of "${name}" ${validate.errors?.[0]?.message ?? 'is not valid'}: ${definition.description}`,
        });
      }
    }
  }
  return problems;
}

function checkPorts(data: ConfigurationData): DataProblem[] {
  const range = data['port-range'];
  if (range === undefined || range.first <= range.last) return [];
  return [
    {
      path: ['port-range', 'first'],
      message: `the range is empty: first (${range.first}) must not exceed last (${range.last})`,
    },
  ];
}

function describeErrors(errors: readonly ErrorObject[]): DataProblem[] {
  const problems = new Map<string, DataProblem>();
  for (const error of errors) {
    // What follows from an error reported deeper says nothing new.
    if (error.keyword === 'oneOf' && errors.some((other) => isDeeper(other, error))) continue;
    if (error.schemaPath.includes('/oneOf/') && !isTelling(error, errors)) continue;
    const problem = describeError(error);
    const key = problem.path.join('/');
    if (!problems.has(key)) problems.set(key, problem);
  }
  return [...problems.values()];
}

/** A rule's entry is a severity or a map: the branch that fits what was written is the one to speak of. */
function isTelling(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const branchOfMap = error.schemaPath.includes('/oneOf/1');
  const own = errors.find((other) => other.keyword === 'oneOf' && error.instancePath.startsWith(other.instancePath));
  const isMap = typeof own?.data === 'object' && own.data !== null && !Array.isArray(own.data);
  return isMap ? branchOfMap || error.instancePath !== own.instancePath : !branchOfMap && error.keyword === 'enum';
}

function isDeeper(other: ErrorObject, error: ErrorObject): boolean {
  return other !== error && other.instancePath.startsWith(error.instancePath);
}
