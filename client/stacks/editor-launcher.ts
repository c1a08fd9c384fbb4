import * as vscode from 'vscode';
import { attach, attachOrStart, type AttachOptions } from '@agent-preflight/stack/attach/attach';
import { editorClosePolicy, pythonInterpreter } from '../settings';
import type { Launcher } from './launcher';

/** Reaches supervisors as this window is set up: its interpreter, and what the stack is to do without it. */
export const editorLauncher: Launcher = {
  attach: (file) => attach(file, options(file)),
  attachOrStart: (file) => attachOrStart(file, options(file)),
};

function options(file: string): AttachOptions {
  const interpreter = pythonInterpreter(vscode.Uri.file(file));
  const environment = interpreter ? { ...process.env, AGENT_PREFLIGHT_PYTHON: interpreter } : process.env;
  const policy = editorClosePolicy();
  if (policy.kind === 'keep') return { client: 'vscode', environment };
  return { client: 'vscode', environment, lease: 'stop-on-disconnect', leaseGraceMs: policy.graceSeconds * 1000 };
}
