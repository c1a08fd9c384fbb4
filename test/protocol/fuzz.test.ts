import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostic, PositionEncodingKind } from 'vscode-languageserver-protocol';
import { LanguageClient, PUSH_CLIENT, ROOT } from './support/language-client';
import { TemporaryProject } from '../support/temporary-project';

const SNIPPETS = [
  '\n',
  '"',
  "'''",
  '(',
  ')',
  ':',
  '    ',
  '# 😀 é\n',
  'socket.connect("tcp://10.0.0.7:5000")\n',
  'def f(x):\n',
  '{',
  '}',
  'ß',
  '\r\n',
];

/** A generator with a seed: a failure can be run again. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % limit;
  };
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** The client's own idea of positions, independent of the server's code. */
function placeAt(text: string, offset: number, encoding: string): Place {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  const last = before.at(-1) ?? '';
  const character =
    encoding === 'utf-8' ? Buffer.byteLength(last) : encoding === 'utf-32' ? [...last].length : last.length;
  return { line: before.length - 1, character };
}

/** Offsets between the halves of a pair, or of a line end, are no place for an edit. */
function snap(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  const isTail = (code >= 0xdc00 && code < 0xe000) || (code === 10 && text.charCodeAt(offset - 1) === 13);
  return isTail ? offset - 1 : offset;
}

const shape = (list: readonly Diagnostic[]): string[] =>
  list.map((entry) => JSON.stringify([entry.code, entry.range, entry.message])).sort();

describe('hundreds of random edits', () => {
  for (const encoding of ['utf-16', 'utf-8', 'utf-32'] as PositionEncodingKind[]) {
    it(`leave the same findings as opening the final text, in ${encoding}`, async function () {
      this.timeout(60_000);
      const project = new TemporaryProject();
      const client = LanguageClient.inMemory();
      const next = random(42);
      const original = readFileSync(path.join(ROOT, 'examples/legacy-stack/agents/remote_connector.py'), 'utf8');
      let text = `# 😀 ünïcode\n${original}`;
      const uri = project.uriOf('agent.py');
      try {
        const capabilities = { ...PUSH_CLIENT, general: { positionEncodings: [encoding] } };
        const { capabilities: server } = await client.initialize(capabilities, [project.uri]);
        assert.equal(server.positionEncoding, encoding);
        await client.open(uri, text);
        await client.request('agentPreflight/startupFiles', null);
        let version = 0;
        for (let step = 0; step < 300; step++) {
          const start = snap(text, next(text.length + 1));
          const end = snap(text, Math.min(text.length, start + (next(4) === 0 ? next(60) : 0)));
          const added = next(5) === 0 ? '' : (SNIPPETS[next(SNIPPETS.length)] ?? '');
          const range = { start: placeAt(text, start, encoding), end: placeAt(text, Math.max(start, end), encoding) };
          version = await client.change(uri, [{ range, text: added }]);
          text = text.slice(0, start) + added + text.slice(Math.max(start, end));
          if (step % 50 !== 49) continue;
          const incremental = await client.diagnosticsFor(uri, version);
          const fresh = project.uriOf(`fresh_${step}.py`);
          await client.open(fresh, text);
          const expected = await client.until(() => client.diagnostics(fresh), 'findings of a fresh document');
          const normalise = (list: readonly Diagnostic[]): string[] =>
            shape(list).map((entry) => entry.replaceAll(/fresh_\d+/g, 'agent'));
          assert.deepEqual(normalise(incremental), normalise(expected), `after ${step + 1} edits`);
          await client.close(fresh);
        }
      } finally {
        await client.stop();
        project.dispose();
      }
    });
  }
});
