import assert from 'node:assert/strict';
import type { AgentState, StackState } from '../protocol/snapshot';
import { stackState } from './stack-state';

const needed = (state: AgentState) => ({ state, required: true, wanted: true });
const optional = (state: AgentState) => ({ state, required: false, wanted: true });
const unwanted = (state: AgentState) => ({ state, required: true, wanted: false });

describe('the state of a stack', () => {
  const cases: [StackState, boolean, ReturnType<typeof needed>[]][] = [
    ['stopped', false, [unwanted('stopped'), unwanted('stopped')]],
    ['stopping', false, [unwanted('stopping'), unwanted('stopped')]],
    ['starting', true, [needed('ready'), needed('waiting')]],
    ['ready', true, [needed('ready'), optional('ready')]],
    ['ready', true, [needed('ready'), unwanted('stopped')]],
    ['degraded', true, [needed('ready'), optional('failed')]],
    ['degraded', true, [needed('degraded'), needed('ready')]],
    ['failed', true, [needed('ready'), needed('failed'), needed('starting')]],
    ['failed', true, [needed('unhealthy')]],
  ];
  for (const [expected, wanted, agents] of cases) {
    const told = agents.map((agent) => `${agent.required ? '' : 'optional '}${agent.state}`).join(', ');
    it(`is ${expected} with ${told}`, () => assert.equal(stackState(wanted, agents), expected));
  }
});
