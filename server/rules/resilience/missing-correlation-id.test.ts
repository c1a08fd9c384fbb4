import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './missing-correlation-id';

const enabled = { ...rule, severity: 'warning' as const };

async function count(text: string): Promise<number> {
  const workspace = await RuleWorkspace.create([enabled], { 'a.py': text });
  return workspace.findings().length;
}

describe('missing-correlation-id', () => {
  it('is off unless asked for', async () => {
    const workspace = await RuleWorkspace.create([rule], { 'a.py': rule.documentation.examples[0]?.bad ?? '' });
    assert.deepEqual(workspace.findings(), []);
  });

  it('follows messages of ZeroMQ', async () => {
    const ask = (message: string): string =>
      `import zmq\n\ndef ask(text, trace_id):\n    socket = zmq.Context().socket(zmq.REQ)\n    socket.send_json(${message})\n`;
    assert.equal(await count(ask('{"text": text}')), 1);
    assert.equal(await count(ask('{"text": text, "trace_id": trace_id}')), 0);
  });

  it('believes in what it cannot see through', async () => {
    const post = (rest: string): string =>
      `import requests\n\ndef ask(text, request_id, **options):\n    requests.post(URL, timeout=5, ${rest})\n`;
    assert.equal(await count(post('**options')), 0);
    assert.equal(await count(post('headers=headers_for(request_id)')), 0);
    assert.equal(await count(post('data=text')), 1);
  });
});
