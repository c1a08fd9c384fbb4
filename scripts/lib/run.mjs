// Runs child processes so that nothing is left behind: a signal to us goes on to them, and we wait for their end.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

// One Ctrl-C can reach us twice, from the terminal and from npm, which hands it on as well.
const sameKeypressMs = 300;

/** @type {Set<(signal: NodeJS.Signals) => void>} */
const listeners = new Set();
let lastSignalAt = -Infinity;

function onSignal(/** @type {NodeJS.Signals} */ signal) {
  const now = performance.now();
  const repeated = now - lastSignalAt < sameKeypressMs;
  lastSignalAt = now;
  if (!repeated) for (const listener of [...listeners]) listener(signal);
}

/**
 * Calls back when somebody wants us to stop. While anybody listens, a signal does not end this process by itself.
 *
 * @param {(signal: NodeJS.Signals) => void} listener
 * @returns {() => void} ends the listening
 */
export function onStopRequest(listener) {
  if (listeners.size === 0) for (const signal of stopSignals) process.on(signal, onSignal);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) for (const signal of stopSignals) process.off(signal, onSignal);
  };
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { ownGroup?: boolean, shielded?: boolean }} [options] `ownGroup` keeps
 *   a terminal's Ctrl-C from reaching the child directly, so that it gets exactly the signals forwarded here; `shielded`
 *   forwards none
 * @returns {Promise<number>} the exit status; 128 + n when the child was ended by signal n, 127 when it could not be started
 */
export function run(command, args, { ownGroup = false, shielded = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', detached: ownGroup || shielded, ...options });
    const stopListening = onStopRequest((signal) => {
      if (!shielded) child.kill(signal);
    });
    const finish = (/** @type {number} */ status) => {
      stopListening();
      resolve(status);
    };
    child.once('error', (error) => {
      console.error(`${command}: ${error.message}`);
      finish(127);
    });
    child.once('exit', (code, signal) => finish(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/** npm is a .cmd file on Windows, which only a shell can start. */
export function npm(
  /** @type {string[]} */ args,
  /** @type {import('node:child_process').SpawnOptions} */ options = {},
) {
  return run('npm', args, { shell: process.platform === 'win32', ...options });
}

/**
 * Runs a program for what it prints on its standard output; its standard error goes to ours.
 *
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<{ status: number, stdout: string }>}
 */
export function capture(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ status: code ?? 1, stdout }));
  });
}
