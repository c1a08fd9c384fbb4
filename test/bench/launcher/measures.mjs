// What is measured about a launcher; each works on a scene of its own, which is cleared afterwards whatever happens.
import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../measure.mjs';
import { untilHealthy } from './health.mjs';
import { isAlive, marked } from './processes.mjs';
import { makeScene } from './scene.mjs';

const START_LIMIT_MS = 60_000;
const RESTART_LIMIT_MS = 20_000;
/** Processes that were told to end get this long before they count as left behind. */
const STOP_PATIENCE_MS = 12_000;
const IDLE_MS = 5_000;
/** So many agents are killed, one after the other: a single restart says little. */
const CRASHES = 5;
/** What a launcher gets to settle between two of them. */
const BETWEEN_CRASHES_MS = 500;

/** @typedef {import('./launcher.mjs').Launcher} Launcher */

/**
 * @param {Launcher} launcher
 * @param {number} count
 * @param {Parameters<typeof makeScene>[1]} [options]
 * @returns {Promise<number | null>} milliseconds from the command to the last agent's first healthy answer
 */
export async function timeToHealthy(launcher, count, options) {
  const scene = makeScene(count, options);
  try {
    const start = await launcher.configure(scene);
    const began = performance.now();
    const running = start();
    const all = await untilHealthy(portsOf(scene), START_LIMIT_MS);
    const milliseconds = performance.now() - began;
    await running.stop();
    return all && milliseconds;
  } finally {
    scene.clear();
  }
}

/**
 * @typedef {object} Life
 * @property {number} memoryBytes resident, over all processes of the launcher itself, with all agents up
 * @property {number} privateBytes the part of it that is shared with nobody
 * @property {number} cpuPercent of one core, with all agents up and nobody watching
 * @property {number | null} crashMs median from SIGKILL of an agent's main process to its successor's healthy answer; null: one never came
 * @property {number} leftByCrash workers of a killed process that lived on beside its successor, at the worst of the crashes
 * @property {number} leftByStop processes of agents that lived on after the stop
 */

/** @param {Launcher} launcher @param {number} count @returns {Promise<Life | null>} null when the agents did not come up */
export async function life(launcher, count) {
  const scene = makeScene(count, { workers: true });
  const { mark } = scene;
  try {
    const running = (await launcher.configure(scene))();
    const all = await untilHealthy(portsOf(scene), START_LIMIT_MS);
    if (!all) return null;
    await delay(2_000); // the command that started it may still be on its way out
    const before = cost(mark);
    await delay(IDLE_MS);
    const after = cost(mark);
    const crashes = launcher.restarts ? null : await crashAgents(scene, all.answers);
    await running.stop();
    return {
      memoryBytes: after.memoryBytes,
      privateBytes: after.privateBytes,
      cpuPercent: (cpuSecondsBetween(before, after) / (IDLE_MS / 1000)) * 100,
      crashMs: crashes?.milliseconds ?? null,
      leftByCrash: crashes?.left ?? 0,
      leftByStop: await leftAfterStop(mark),
    };
  } finally {
    scene.clear();
  }
}

/**
 * Kills some of the agents, one after the other.
 *
 * @param {import('./scene.mjs').Scene} scene
 * @param {ReadonlyMap<number, import('./health.mjs').Health>} answers by port
 */
async function crashAgents(scene, answers) {
  /** @type {number[]} */
  const times = [];
  let left = 0;
  for (const port of portsOf(scene).slice(-CRASHES)) {
    const victim = answers.get(port);
    if (!victim) continue;
    process.kill(victim.pid, 'SIGKILL');
    const again = await untilHealthy([port], RESTART_LIMIT_MS, (answer) => answer.pid !== victim.pid);
    left = Math.max(left, victim.workers.filter(isAlive).length);
    if (!again) return { milliseconds: null, left };
    times.push(again.milliseconds);
    await delay(BETWEEN_CRASHES_MS);
  }
  return { milliseconds: quantile(times, 0.5), left };
}

/** @param {string} mark */
async function leftAfterStop(mark) {
  const until = performance.now() + STOP_PATIENCE_MS;
  for (;;) {
    const left = marked(mark).filter(isAgent).length;
    if (left === 0 || performance.now() > until) return left;
    await delay(100);
  }
}

/** What the launcher itself takes. @param {string} mark */
function cost(mark) {
  const own = marked(mark).filter((found) => !isAgent(found));
  return {
    memoryBytes: own.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
    privateBytes: own.reduce((sum, { privateBytes }) => sum + privateBytes, 0),
    cpuSeconds: new Map(own.map(({ pid, cpuSeconds }) => [pid, cpuSeconds])),
  };
}

/**
 * Of processes that are there both times: the command that started the agents ends at some time in between.
 *
 * @param {ReturnType<typeof cost>} before
 * @param {ReturnType<typeof cost>} after
 */
function cpuSecondsBetween(before, after) {
  return [...after.cpuSeconds].reduce(
    (sum, [pid, seconds]) => sum + seconds - (before.cpuSeconds.get(pid) ?? seconds),
    0,
  );
}

/** Agents and their workers run `python… agent.py`; a launcher may name the script among other things. @param {{ command: string }} found */
function isAgent({ command }) {
  return /^\S*python[\d.]*\s+(?:-u\s+)?\S*\/agent\.py$/.test(command);
}

/** @param {import('./scene.mjs').Scene} scene */
function portsOf({ agents }) {
  return agents.map(({ port }) => port);
}

/** How long one agent takes by itself, from its start to its first answer. @param {Launcher} shell @param {number} loadingSeconds */
export async function ownStartTime(shell, loadingSeconds) {
  return timeToHealthy(shell, 1, { loadingSeconds });
}
