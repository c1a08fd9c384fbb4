import { agentKeys, knownAgentKey } from '@agent-preflight/stack/definition/agent-keys';
import { CONFIGURATION_FILES } from '@agent-preflight/stack/policy/configuration-text';
import configurationSchema from '../../../schemas/configuration.schema.json';
import startupSchema from '../../../schemas/startup.schema.json';
import type { SourceDocument } from '../../documents/document';
import { nameOf } from '../../documents/uri';
import type { Rule } from '../../rules/rule';
import type { KeyPlace } from './key-place';
import { type Schema, schemasAt } from './schema-walk';

/** A schema, and what of it holds at a place. */
export interface KnownHere {
  readonly root: Schema;
  readonly schemas: readonly Schema[];
}

const CONFIGURATION = configurationSchema as unknown as Schema;
const STARTUP = startupSchema as unknown as Schema;
const AGENT = STARTUP.definitions!['agent']!;
/** Keys that no map but an agent's entry holds. */
const TELLING = new Set(['script', 'module', 'healthPort', 'dependencies', 'required', 'port']);

/** What is known of the map that holds the place; null in files, and parts of them, of which nothing is. */
export function knownAt(document: SourceDocument, place: KeyPlace, rules: readonly Rule[]): KnownHere | null {
  const names: readonly string[] = CONFIGURATION_FILES;
  if (names.includes(nameOf(document.uri))) {
    if (!/\.ya?ml$/.test(document.uri)) return null;
    const root = withRules(rules);
    return { root, schemas: schemasAt(root, root, place.path) };
  }
  if (document.kind !== 'startup') return null;
  if (looksLikeAgent(place.siblings)) return { root: STARTUP, schemas: [AGENT] };
  // Below one of an agent's keys that is a map itself.
  const inner = place.path.at(-1);
  const below = inner === undefined ? undefined : AGENT.properties?.[knownAgentKey(inner)?.key ?? inner];
  return below ? { root: STARTUP, schemas: schemasAt(STARTUP, below, []) } : null;
}

function looksLikeAgent(siblings: readonly string[]): boolean {
  return siblings.some((key) => TELLING.has(knownAgentKey(key)?.concept ?? 'other'));
}

/** The preferred spelling of each of an agent's keys, in the order in which entries are usually written. */
export function isPreferredAgentKey(key: string): boolean {
  const known = knownAgentKey(key);
  return known !== null && (known.rank === 0 || known.concept === 'other') && agentKeys().includes(key);
}

const withRulesOf = new WeakMap<readonly Rule[], Schema>();

/** The names of rules and topics are known, too. */
function withRules(rules: readonly Rule[]): Schema {
  let schema = withRulesOf.get(rules);
  if (!schema) {
    const entry = CONFIGURATION.properties!['rules']!.additionalProperties as Schema;
    const byName: Record<string, Schema> = {};
    for (const topic of new Set(rules.map((rule) => rule.topic))) {
      byName[topic] = { ...entry, description: `All rules about ${topic}.` };
    }
    for (const { id, documentation } of rules) byName[id] = { ...entry, description: documentation.summary };
    const properties = { ...CONFIGURATION.properties };
    properties['rules'] = { ...properties['rules'], properties: byName };
    schema = { ...CONFIGURATION, properties };
    withRulesOf.set(rules, schema);
  }
  return schema;
}
