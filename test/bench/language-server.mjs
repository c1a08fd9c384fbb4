// The time from a change in the editor to published diagnostics, over real pipes to the real server.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/lib/paths.mjs';
import { duration, quantile, table } from './measure.mjs';

const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = createRequire(
  join(root, 'server', 'package.json'),
)('vscode-languageserver-protocol/node');
const WARM_UP = 60;
const EDITS = 400;

/** @param {readonly number[]} sizes lines of the document */
export async function benchLanguageServer(sizes) {
  const rows = [['', 'p50', 'p95', 'max']];
  for (const lines of sizes) {
    const times = await measure(lines);
    rows.push([`${lines} lines`, ...[0.5, 0.95, 1].map((fraction) => duration(quantile(times, fraction)))]);
  }
  table(`Language server: change to published diagnostics (${EDITS} keystrokes)`, rows);
}

/** @param {number} lines */
async function measure(lines) {
  const folder = mkdtempSync(join(tmpdir(), 'agent-preflight-bench-'));
  const child = spawn(process.execPath, [join(root, 'dist', 'server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  /** @type {Map<number, () => void>} */
  const waiting = new Map();
  connection.onNotification('textDocument/publishDiagnostics', ({ version }) => waiting.get(version)?.());
  connection.onRequest(() => null);
  connection.listen();
  try {
    const text = documentOf(lines);
    const file = join(folder, 'agent.py');
    writeFileSync(file, text);
    const uri = pathToFileURL(file).href;
    const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'bench' }];
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      workspaceFolders,
    });
    await connection.sendNotification('initialized', {});
    const published = (/** @type {number} */ version) =>
      new Promise((resolve) => waiting.set(version, () => resolve(undefined)));
    let version = 1;
    const opened = published(version);
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'python', version, text },
    });
    await opened;
    const times = [];
    for (let edit = 0; edit < WARM_UP + EDITS; edit++) {
      // Letters typed into the middle of the file, one after the other, as people do.
      const position = { line: middle(text), character: 8 + (edit % 20) };
      version++;
      const done = published(version);
      const start = performance.now();
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range: { start: position, end: position }, text: 'x' }],
      });
      await done;
      if (edit >= WARM_UP) times.push(performance.now() - start);
      // Nobody types faster than this, and background work gets its turn as it does in an editor.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    return times;
  } finally {
    child.kill();
    connection.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A statement to type into: an assignment in the body of a method. @param {string} text */
function middle(text) {
  const lines = text.split('\n');
  for (let at = Math.floor(lines.length / 2); at < lines.length; at++)
    if (/^ {8}\w+ = /.test(lines[at] ?? '')) return at;
  return Math.floor(lines.length / 2);
}

/** The example's agents, classes renamed, until there are enough lines. @param {number} lines */
function documentOf(lines) {
  const names = ['memory_agent', 'remote_connector', 'intent_router', 'sentiment_scorer', 'model_server'];
  const sources = names.map((name) =>
    readFileSync(join(root, 'examples', 'legacy-stack', 'agents', `${name}.py`), 'utf8'),
  );
  const result = [];
  for (let copy = 0; result.length < lines; copy++) {
    result.push(...sources[copy % sources.length].replaceAll(/^class (\w+)/gm, `class $1${copy}`).split('\n'));
  }
  return `${result.slice(0, lines).join('\n')}\n`;
}
