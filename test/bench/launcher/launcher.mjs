// What is asked of every launcher that is measured.
import { spawn } from 'node:child_process';

/**
 * @typedef {object} Running
 * @property {() => Promise<void>} stop asks it to stop everything, as its users would, and waits until that command is done
 */

/**
 * @typedef {object} Launcher
 * @property {string} name
 * @property {boolean} [order] starts agents in the order of their dependencies
 * @property {string | null} [restarts] why it is not asked to restart an agent; null or absent: it is
 * @property {() => Promise<string | null>} prepare makes it runnable; else why it cannot be
 * @property {(scene: import('./scene.mjs').Scene) => Promise<() => Running>} configure writes its configuration; the answer starts it, and only that is timed
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('./scene.mjs').Scene} scene
 * @param {{ detached?: boolean }} [options]
 */
export function launch(command, args, scene, { detached = false } = {}) {
  const child = spawn(command, args, { cwd: scene.folder, env: scene.environment, stdio: 'ignore', detached });
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  return { child, ended };
}

/** Runs a command to its end. @param {string} command @param {readonly string[]} args @param {import('./scene.mjs').Scene} scene */
export async function runToEnd(command, args, scene) {
  await launch(command, args, scene).ended;
}

/**
 * Sends a signal and waits for the end, at most so long.
 *
 * @param {ReturnType<typeof launch>} launched
 * @param {NodeJS.Signals} signal
 * @param {number} [limitMs]
 */
export async function endBy(launched, signal, limitMs = 15_000) {
  launched.child.kill(signal);
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, limitMs)));
  await Promise.race([launched.ended, late]);
  clearTimeout(timer);
}
