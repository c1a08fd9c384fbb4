import assert from 'node:assert/strict';
import { expand } from '../environment/expand';
import { isRequired } from './requirement';

describe('whether an agent is required', () => {
  const decide = (text: string, environment: Record<string, string> = {}) =>
    isRequired({ kind: 'expression', text }, (written) => expand(written, (name) => environment[name]).value);

  it('follows the environment the expression names', () => {
    const text = "${RTAP_ENABLED:-false} == 'false'";
    assert.equal(decide(text), true);
    assert.equal(decide(text, { RTAP_ENABLED: 'true' }), false);
    assert.equal(decide("${MODE} != 'lite'", { MODE: 'full' }), true);
    assert.equal(decide('${NEEDED:-yes}'), true);
    assert.equal(decide('"${NEEDED:-yes}"', { NEEDED: 'off' }), false);
  });

  it('is left open by what is no such expression', () => {
    assert.equal(decide('when the moon is full'), null);
    assert.equal(
      isRequired({ kind: 'fixed', required: false }, (text) => text),
      false,
    );
  });
});
