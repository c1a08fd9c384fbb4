import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import schema from '../../schemas/configuration.schema.json';
import { policyAsWritten } from './policy-as-written';
import { readPolicy } from './read-policy';
import { DEFAULT_POLICY } from './stack-policy';

const page = readFileSync(path.resolve(__dirname, '../../docs/configuration.md'), 'utf8');

describe('the policy’s keys on the page on configuration', () => {
  const keys = Object.entries(schema.definitions.stack.properties).flatMap(([key, value]) =>
    'properties' in value ? Object.keys(value.properties).map((inner) => `${key}.${inner}`) : [key],
  );

  it('are all there, and no others', () => {
    const shown = [...page.matchAll(/^\| `((?:[a-z-]+\.)?[a-zA-Z.-]+)` +\|/gm)].map(([, key]) => key!);
    for (const key of keys.filter((one) => one !== 'machines')) assert.ok(shown.includes(key), key);
    for (const key of shown.filter((one) => one.includes('.') && !one.startsWith('machines.'))) {
      assert.ok(keys.includes(key), key);
    }
  });

  it('have the defaults that are in force', () => {
    const written = policyAsWritten(DEFAULT_POLICY) as unknown as Record<string, Record<string, unknown>>;
    const told = (key: string) => {
      const cells = new RegExp(`^\\| \`${key.replace('.', '\\.')}\` +\\|[^|]*\\| *([^|]*?) *\\|$`, 'm').exec(page);
      return cells?.[1];
    };
    for (const key of keys.filter((one) => !/^machines|models\.(?:manifest|directory)$/.test(one))) {
      const [section, inner] = key.split('.');
      const value = inner === undefined ? written[section!] : written[section!]![inner];
      const text = told(key);
      const seconds = text === '250ms' ? 0.25 : text;
      assert.equal(String(seconds), String(value), key);
    }
  });

  it('stand in an example that can be followed', () => {
    const example = /^```yaml\n([^]*?)^```$/m.exec(page)?.[1] ?? '';
    const { problems, policy } = readPolicy((parse(example) as { stack: unknown }).stack);
    assert.deepEqual(problems, []);
    assert.notDeepEqual(policy, DEFAULT_POLICY);
  });
});
