import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dnsLabel, uniqueLabels } from './service-name';

const LABEL = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;

describe('names of services', () => {
  it('are what people would write', () => {
    assert.equal(dnsLabel('ServiceRegistry', 50), 'service-registry');
    assert.equal(dnsLabel('tts_agent', 50), 'tts-agent');
    assert.equal(dnsLabel('HTTPGateway', 50), 'http-gateway');
  });

  it('are labels of DNS, different for different agents, whatever the agents are called', () => {
    const names = fc.uniqueArray(
      fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
        fc.constantFrom('A b', 'a-b', 'a_b', 'é', 'e'),
      ),
    );
    fc.assert(
      fc.property(names, (all) => {
        const labels = uniqueLabels(all, 50);
        const given = all.map((name) => labels.get(name)!);
        assert.deepEqual(given, [...new Set(given)]);
        for (const label of given) {
          assert.match(label, LABEL);
          assert.ok(label.length <= 50);
        }
      }),
    );
  });

  it('stay the same when other agents come', () => {
    assert.equal(uniqueLabels(['翻訳', 'Other'], 50).get('翻訳'), uniqueLabels(['翻訳'], 50).get('翻訳'));
  });
});
