// Runs mocha in a process of its own and reads back what it counted.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, testResults } from './paths.mjs';
import { run } from './run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @typedef {{ stats: { passes: number, failures: number, pending: number }, tests: { state: string, file?: string }[] }} Report */

/**
 * @param {string} name names the report: test-results/<name>.json
 * @param {string[]} specs files or globs, relative to the root
 * @param {{ timeout?: number, env?: Record<string, string>, args?: string[], secondTry?: boolean }} [options] timeout in
 *   milliseconds; `secondTry` runs the spec files that failed once more, and says so: for layers that drive other people's programs
 *   on a machine that may be busy. What fails twice has failed.
 * @returns {Promise<Counts>}
 */
export async function runMocha(name, specs, { timeout = 20_000, env = {}, args = [], secondTry = false } = {}) {
  const path = join(testResults, `${name}.json`);
  mkdirSync(testResults, { recursive: true });
  rmSync(path, { force: true });
  const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
  const reporter = join(root, 'scripts', 'lib', 'mocha-reporter.cjs');
  const flags = ['--timeout', String(timeout), '--ignore', '**/node_modules/**', '--reporter', reporter];
  const status = await run(process.execPath, ['--import', 'tsx', mocha, ...flags, ...args, ...specs], {
    env: { ...process.env, ...env, AGENT_PREFLIGHT_TEST_REPORT: path },
  });
  const report = read(path);
  // A crash, or a hook that failed, must not look like a run without failures.
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const counts = count(report.tests);
  if (counts.failed === 0) return status === 0 ? counts : { ...counts, failed: 1 };
  const again = [...new Set(report.tests.filter(({ state }) => state === 'fail').map(({ file }) => file))];
  if (!secondTry || again.some((file) => file === undefined)) return counts;
  console.log(
    `\nTried a second time, because something failed in them:\n${again.map((file) => `  ${file}`).join('\n')}`,
  );
  const second = await runMocha(`${name}-again`, /** @type {string[]} */ (again), { timeout, env, args });
  const others = count(report.tests.filter(({ file }) => !again.includes(file)));
  return {
    passed: others.passed + second.passed,
    failed: second.failed,
    skipped: others.skipped + second.skipped,
  };
}

/** @param {Report['tests']} tests @returns {Counts} */
function count(tests) {
  const of = (/** @type {string} */ state) => tests.filter((test) => test.state === state).length;
  return { passed: of('pass'), failed: of('fail'), skipped: of('pending') };
}

/** @param {string} path @returns {Report | undefined} */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
