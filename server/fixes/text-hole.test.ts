import assert from 'node:assert/strict';
import type { DocumentKind } from '../documents/document';
import { modelOf } from '../languages/testing/model-of';
import { applyFileEdits } from './apply-edits';
import { openTextHole } from './text-hole';

/** Puts `HOST` (or a call with quotes) where `localhost` stands; null where the literal cannot hold it. */
async function filled(kind: DocumentKind, text: string): Promise<string | null> {
  const code = await modelOf(kind, text);
  const at = text.indexOf('localhost');
  const literal = code.strings.filter((node) => node.start <= at && at < node.end).at(-1);
  assert.ok(literal !== undefined, 'no literal there');
  const hole = openTextHole(code, literal, { start: at, end: at + 'localhost'.length });
  if (hole === null) return null;
  const edits = hole.fill(`env(${hole.quote}H${hole.quote})`).map((edit) => ({ uri: 'file:///a', ...edit }));
  return applyFileEdits(edits, () => text).get('file:///a') ?? text;
}

describe('opening a text for an expression', () => {
  const python: readonly [string, string | null][] = [
    ['x = "tcp://localhost:1"', `x = f"tcp://{env('H')}:1"`],
    ["x = 'tcp://localhost:1'", `x = f'tcp://{env("H")}:1'`],
    ['x = f"tcp://localhost:{port}"', `x = f"tcp://{env('H')}:{port}"`],
    [`x = f"tcp://localhost:{s['port']}"`, `x = f"tcp://{env('H')}:{s['port']}"`],
    ['x = "tcp://localhost/{id}"', `x = f"tcp://{env('H')}/{{id}}"`],
    ['x = r"tcp://localhost"', `x = fr"tcp://{env('H')}"`],
    ['x = """tcp://localhost"""', `x = f"""tcp://{env('H')}"""`],
    ['x = "tcp://" "localhost"', `x = "tcp://" f"{env('H')}"`],
    ['x = b"tcp://localhost"', null],
    [`x = f"{call('localhost')}"`, null],
  ];
  for (const [before, after] of python) {
    it(`Python: ${before}`, async () => assert.equal(await filled('python', before), after));
  }

  const typescript: readonly [string, string | null][] = [
    ["const x = 'tcp://localhost:1';", "const x = `tcp://${env('H')}:1`;"],
    ['const x = "it\'s localhost";', "const x = `it's ${env('H')}`;"],
    ["const x = 'a`b localhost';", "const x = `a\\`b ${env('H')}`;"],
    ["const x = '${no} localhost';", "const x = `\\${no} ${env('H')}`;"],
    ['const x = `tcp://localhost:${port}`;', "const x = `tcp://${env('H')}:${port}`;"],
  ];
  for (const [before, after] of typescript) {
    it(`TypeScript: ${before}`, async () => assert.equal(await filled('typescript', before), after));
  }

  it('Rust: a text becomes a format string', async () => {
    assert.equal(
      await filled('rust', 'fn f() { g("tcp://localhost:1"); }'),
      'fn f() { g(&format!("tcp://{}:1", env("H"))); }',
    );
  });
});
