import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createColors } from 'picocolors';
import { planStack } from '@agent-preflight/stack/plan/plan-stack';
import type { CliContext } from '../context';
import { assess } from './assess';
import { readStartupFile } from './find-startup-files';
import { planOf, planText, type AgentPlan } from './plan-report';

const page = readFileSync(path.resolve(__dirname, '../../../docs/startup-files.md'), 'utf8');
const examples = [...page.matchAll(/^```yaml (\S+)\n([^]*?)^```$/gm)].map(
  ([, dialect, text]) => [dialect!, text!] as const,
);
const history =
  process.env['AGENT_PREFLIGHT_STARTUP_HISTORY'] ?? path.resolve(__dirname, '../../../../shared/data/startup-history');

describe('the plan of a dry run', function () {
  this.timeout(60_000);
  let root: string;
  beforeEach(() => (root = realpathSync(mkdtempSync(path.join(tmpdir(), 'dry-run-')))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }

  async function plan(text: string, env: NodeJS.ProcessEnv = {}, file = 'startup.yaml') {
    write('.agent-preflight.yaml', '{}\n');
    write(file, text);
    const context = { cwd: root, env: { PATH: process.env['PATH'], HOME: root, ...env } } as unknown as CliContext;
    const startup = await readStartupFile(file, root);
    for (const { script } of startup.definition.agents) {
      if (script && !existsSync(path.join(root, script.value))) write(script.value, '');
    }
    const assessment = await assess(startup, context);
    return { assessment, plans: await planOf(assessment, context) };
  }

  for (const [index, [dialect, text]] of examples.entries()) {
    it(`is there for example ${index + 1} of the page on startup files (${dialect})`, async () => {
      const { assessment, plans } = await plan(text);
      assert.ok(assessment.plan.agents.length > 0);
      assert.deepEqual(
        plans.map(({ name }) => name),
        assessment.plan.agents.map(({ name }) => name),
      );
      for (const { step, after } of plans) {
        const steps = after.map((name) => plans.find((other) => other.name === name)!.step);
        assert.ok(steps.every((earlier) => earlier < step));
      }
    });
  }

  it('names ports, probes, models, profiles and variables, and never a value', async () => {
    const canary = ['canary', 'of', String(Date.now())].join('-');
    const { plans } = await plan(
      [
        'environment: {LOG_LEVEL: INFO}',
        'agents:',
        '  Hub:',
        '    script_path: hub.py',
        "    port: '${PORT_OFFSET}+7200'",
        '    health_check: {type: http, path: /live}',
        `    env_vars: {HUB_TOKEN: ${canary}, PEER: '\${PEER_NAME}'}`,
        '    models: [whisper]',
        '    grace_seconds: 4',
        '  Late: {script_path: late.py, dependencies: [Hub], required: false, gpu: preferred, vram_mb: 900}',
        '',
      ].join('\n'),
      { PORT_OFFSET: '100' },
    );
    const [hub, late] = plans as [AgentPlan, AgentPlan];
    assert.deepEqual(
      [hub.step, hub.port, hub.probe, hub.models, hub.graceSeconds, hub.environment, hub.missing],
      [1, 7300, 'http :7300/live', ['whisper'], 4, ['HUB_TOKEN', 'LOG_LEVEL', 'PEER'], ['PEER_NAME']],
    );
    assert.deepEqual([late.step, late.after, late.required, late.vramMb], [2, ['Hub'], false, 900]);
    assert.ok(late.gpu !== null);
    const text = planText(plans, createColors(false));
    assert.match(
      text,
      /^ {2}Hub {2}hub\.py {2}ports 7300\n {6}probe http :7300\/live · models whisper · sets HUB_TOKEN, PEER · lacks PEER_NAME$/m,
    );
    assert.match(text, /\nSets for all: LOG_LEVEL\n/);
    assert.ok(!(text + JSON.stringify(plans)).includes(canary));
  });

  it('is there for every startup file found in practice, with its faults named', async function () {
    if (!existsSync(history)) return this.skip();
    const context = { cwd: root, env: {} } as unknown as CliContext;
    for (const name of readdirSync(history).filter((file) => file.endsWith('.yaml'))) {
      write(name, readFileSync(path.join(history, name), 'utf8'));
      const startup = await readStartupFile(name, root);
      for (const { script } of startup.definition.agents) if (script) write(script.value, '');
      const plan = planStack(startup.definition, { projectRoot: root, environment: {} });
      const plans = await planOf({ startup, plan, agents: plan.agents, issues: [] }, context);
      assert.ok(plans.length >= 14, `${name}: ${plans.length}`);
      // What keeps an agent from starting is a cycle, once its script is there; the cycle is named.
      const cycles = plan.issues.filter(({ severity }) => severity === 'error').map(({ message }) => message);
      const faulty = plans.filter(({ fault }) => fault !== null);
      assert.equal(faulty.length > 0, cycles.length > 0, name);
      for (const { fault } of faulty) assert.match(fault!, /waits for itself|dependency cycle/, name);
    }
  });
});
