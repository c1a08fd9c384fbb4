// The extension seen through VS Code's API. The folder that is open is a copy of examples/legacy-stack.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

const id = 'agent-preflight.agent-preflight';

describe('the extension', () => {
  it('is there, and becomes active by itself', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `no extension ${id}`);
    await eventually('the extension to be active', () => extension.isActive);
  });

  it('provides every command it declares', async () => {
    const { contributes } = vscode.extensions.getExtension(id)?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !known.has(command));
    assert.deepEqual(missing, []);
  });

  it('finds what is wrong, with a link to what the rule says', async () => {
    const diagnostics = await eventually('diagnostics', () => {
      const all = ours();
      return all.length > 0 ? all : undefined;
    });
    for (const diagnostic of diagnostics)
      assert.ok(diagnostic.message.length > 10 && diagnostic.code, diagnostic.message);
  });
});

function ours(): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([, diagnostics]) => diagnostics)
    .filter((diagnostic) => diagnostic.source === 'agent-preflight');
}

async function eventually<T>(what: string, ask: () => T, timeoutMs = 20_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`gave up waiting for ${what}`);
    await delay(50);
  }
}
