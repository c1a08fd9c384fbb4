// Runs mocha in a process of its own and reads back what it counted.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, testResults } from './paths.mjs';
import { run } from './run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {string} name names the report: test-results/<name>.json
 * @param {string[]} specs files or globs, relative to the root
 * @param {{ timeout?: number, bail?: boolean, env?: Record<string, string>, args?: string[] }} [options] timeout in milliseconds
 * @returns {Promise<Counts>}
 */
export async function runMocha(name, specs, { timeout = 20_000, env = {}, args = [] } = {}) {
  const report = join(testResults, `${name}.json`);
  mkdirSync(testResults, { recursive: true });
  rmSync(report, { force: true });
  const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
  const reporter = join(root, 'scripts', 'lib', 'mocha-reporter.cjs');
  const flags = ['--timeout', String(timeout), '--ignore', '**/node_modules/**', '--reporter', reporter];
  const status = await run(process.execPath, ['--import', 'tsx', mocha, ...flags, ...args, ...specs], {
    env: { ...process.env, ...env, AGENT_PREFLIGHT_TEST_REPORT: report },
  });
  const counts = read(report);
  // A crash, or a hook that failed, must not look like a run without failures.
  if (!counts) return { passed: 0, failed: 1, skipped: 0 };
  if (status !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
  return counts;
}

/** @param {string} report @returns {Counts | undefined} */
function read(report) {
  try {
    const { stats } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: stats.passes, failed: stats.failures, skipped: stats.pending };
  } catch {
    return undefined;
  }
}
