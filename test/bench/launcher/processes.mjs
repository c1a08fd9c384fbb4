// What /proc tells about the processes of a run (Linux only).
import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks in a second, as every Linux that runs Node has it. */
const TICKS = 100;
const PAGE_BYTES = 4096;

/**
 * @typedef {object} ProcessFigures
 * @property {number} pid
 * @property {string} command arguments, separated by spaces
 * @property {number} cpuSeconds processor time since its start
 * @property {number} rssBytes
 * @property {number} privateBytes what nobody else uses: without the pages of a program that several processes run
 */

/**
 * All living processes with a mark in their environment.
 *
 * @param {string} mark `NAME=value`
 * @returns {ProcessFigures[]}
 */
export function marked(mark) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(mark)) return [];
        const fields = statFields(Number(name));
        if (fields[0] === 'Z') return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').split('\0').join(' ').trim();
        const rollup = readFileSync(`/proc/${name}/smaps_rollup`, 'latin1');
        const kilobytes = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)].map(([, count]) => Number(count));
        const privateBytes = kilobytes.reduce((sum, count) => sum + count, 0) * 1024;
        const pages = Number(readFileSync(`/proc/${name}/statm`, 'latin1').split(' ')[1]);
        const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS;
        return [{ pid: Number(name), command, cpuSeconds, rssBytes: pages * PAGE_BYTES, privateBytes }];
      } catch {
        return []; // it has just ended, or is somebody else's
      }
    });
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    return statFields(pid)[0] !== 'Z';
  } catch {
    return false;
  }
}

/** The fields of /proc/PID/stat behind the name, which may hold anything: state first. @param {number} pid */
function statFields(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** @param {string} mark */
export function endMarked(mark) {
  for (let round = 0; round < 50; round++) {
    const left = marked(mark);
    if (left.length === 0) return;
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone already.
      }
    }
  }
}
