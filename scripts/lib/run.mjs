// Runs child processes so that nothing is left behind: a signal to us goes on to them, and we wait for their end.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

// One Ctrl-C can reach us twice, from the terminal and from npm, which hands it on as well.
const sameKeypressMs = 300;

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { ownGroup?: boolean }} [options] `ownGroup` keeps a terminal's
 *   Ctrl-C from reaching the child directly, so that it gets exactly the signals forwarded here
 * @returns {Promise<number>} the exit status; 128 + n when the child was ended by signal n, 127 when it could not be started
 */
export function run(command, args, { ownGroup = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', detached: ownGroup, ...options });
    let lastSignalAt = -Infinity;
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      const now = performance.now();
      if (now - lastSignalAt > sameKeypressMs) child.kill(signal);
      lastSignalAt = now;
    };
    for (const signal of forwarded) process.on(signal, forward);
    const finish = (/** @type {number} */ status) => {
      for (const signal of forwarded) process.off(signal, forward);
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
