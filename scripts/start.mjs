// The main job once, on the example: check it, start it, show its health. Ctrl-C stops it and leaves no process behind.
//
//   npm start        works alone from a fresh clone, with Node 20, npm and Python 3
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installDependencies } from './lib/dependencies.mjs';
import { root } from './lib/paths.mjs';
import { capture, onStopRequest, run } from './lib/run.mjs';

const stack = join('examples', 'voice-stack');
// One for each of the two machines; both can be this one.
const startupFiles = ['config', 'edge/config'].map((folder) => join(stack, folder, 'startup.yaml'));
const legacy = join('examples', 'legacy-stack');
const cli = join(root, 'dist', 'cli.js');

// A process group of its own: a command is told once of a Ctrl-C. Standard input is left to whoever started us.
const commandOptions = { ownGroup: true, stdio: /** @type {const} */ (['ignore', 'inherit', 'inherit']) };

let stopping = false;
onStopRequest(() => (stopping = true));
// The terminal may be closed while we still have to stop the stack.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function main() {
  await installDependencies();
  await buildWhenStale();
  if (stopping) return 0;

  heading(`Preflight of ${stack}`);
  // Findings do not stop the demonstration; a broken program does.
  const checked = await agentPreflight('check', stack, '--warn-only');
  if (checked !== 0) return checked;
  await tellAboutLegacy();
  if (stopping) return 0;

  heading(`Starting ${stack}`);
  const staying = agentPreflight('up', '--foreground', ...startupFiles);
  void tellWhatToTryOnceHealthy(staying);
  return staying;
}

/** @param {string[]} args */
function agentPreflight(...args) {
  return run(process.execPath, [cli, ...args], commandOptions);
}

async function buildWhenStale() {
  // Imported late: before the installation there is no esbuild.
  const { isBuildStale } = await import('./lib/build-state.mjs');
  if (!isBuildStale()) return;
  console.log('Building …');
  const status = await run(process.execPath, [join(root, 'scripts', 'build.mjs'), '--strict', '--quiet']);
  if (status !== 0) throw new Error('The build failed; what is wrong stands above.');
}

/** The other example is full of faults; a table of them says more than a list of hundreds. */
async function tellAboutLegacy() {
  const { stdout } = await capture(process.execPath, [cli, 'check', legacy, '--format', 'json']);
  /** @type {{ files: number, findings: { rule: string, fix: unknown }[] }} */
  const { files, findings } = JSON.parse(stdout);
  /** @type {Map<string, number>} */
  const byRule = new Map();
  for (const { rule } of findings) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  const fixable = findings.filter((finding) => finding.fix).length;
  heading(`For comparison: ${legacy}, the same before its preflight`);
  for (const [rule, count] of [...byRule].sort((a, b) => b[1] - a[1]))
    console.log(`  ${String(count).padStart(4)}  ${rule}`);
  console.log(`  ${findings.length} findings in ${files} files, ${fixable} with a fix`);
}

/** @param {Promise<unknown>} staying settles when the stack is gone again */
async function tellWhatToTryOnceHealthy(staying) {
  let gone = false;
  void staying.then(() => (gone = true));
  while (!gone && !stopping) {
    await delay(1_000);
    if (!(await isHealthy()) || gone || stopping) continue;
    tellWhatToTry();
    return;
  }
}

async function isHealthy() {
  const { status, stdout } = await capture(process.execPath, [cli, 'status', '--format', 'json', ...startupFiles]);
  if (status !== 0) return false;
  /** @type {{ stacks: { running: boolean }[] }} */
  const { stacks } = JSON.parse(stdout);
  return stacks.length === startupFiles.length && stacks.every(({ running }) => running);
}

function tellWhatToTry() {
  heading('What to try next, in another terminal');
  const run = 'node dist/cli.js';
  const hub = 17210 + (Number(process.env.PORT_OFFSET) || 0);
  const suggestions = [
    [`curl -d '{"text": "what is 12 times 7"}' http://127.0.0.1:${hub}/ask`, 'ask the assistant something'],
    [`${run} status ${stack} --watch`, 'the table above, live'],
    [`${run} logs --file ${stack} -f`, 'what the agents say'],
    [`${run} restart --file ${stack} MemoryAgent`, 'one agent ended and started again, orphans included'],
    [`${run} check ${legacy}`, 'what a stack looks like that grew without preflight'],
    [`${run} fix ${legacy} --diff`, 'what would be changed about it'],
    [`${run} explain hardcoded-host`, 'why a rule exists'],
    ['npm run package', 'the VS Code extension, as one .vsix'],
  ];
  const width = Math.max(...suggestions.map(([command]) => command.length));
  for (const [command, meaning] of suggestions) console.log(`  ${command.padEnd(width)}  ${meaning}`);
  console.log('\nCtrl-C stops the stack.');
}

/** @param {string} text */
function heading(text) {
  console.log(`\n── ${text}`);
}
