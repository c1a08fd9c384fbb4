import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { composeEnvironment } from '@agent-preflight/stack/environment/compose';
import { buildHandover } from '@agent-preflight/stack/export/build-handover';
import type { Export, Handover } from '@agent-preflight/stack/export/handover';
import { modelsOf } from '@agent-preflight/stack/export/models-of';
import { TARGETS, type TargetName, type TargetOptions } from '@agent-preflight/stack/export/targets';
import type { LaunchPlan } from '@agent-preflight/stack/plan/launch-plan';
import { planStack } from '@agent-preflight/stack/plan/plan-stack';
import { DEFAULT_POLICY } from '@agent-preflight/stack/policy/stack-policy';

/** What our launcher would start an agent with. */
export interface Started {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A project in a folder of its own, with one startup file. Its scripts exist and do nothing. */
export class StackProject {
  readonly root: string;
  readonly definition: StackDefinition;
  readonly plan: LaunchPlan;
  readonly #surroundings: NodeJS.ProcessEnv;

  /** @param surroundings the shell that starts the stack, besides PATH. */
  constructor(startup: string, files: Readonly<Record<string, string>> = {}, surroundings: NodeJS.ProcessEnv = {}) {
    this.root = path.join(realpathSync(mkdtempSync(path.join(tmpdir(), 'export-'))), 'voice');
    const file = path.join(this.root, 'startup.yaml');
    this.#surroundings = { PATH: '/usr/bin:/bin', ...surroundings };
    this.write({ 'startup.yaml': startup, ...files });
    this.definition = readStackDefinition({ file, text: startup });
    for (const agent of this.definition.agents) {
      const script = agent.script?.value;
      if (script !== undefined && files[script] === undefined && !script.includes('$')) this.write({ [script]: '' });
    }
    this.plan = planStack({ ...this.definition, file }, { projectRoot: this.root, environment: this.#surroundings });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  async handover(writable: readonly string[] = []): Promise<Handover> {
    const models = await modelsOf(this.plan, DEFAULT_POLICY, this.#surroundings);
    return buildHandover(this.definition, this.plan, { environment: this.#surroundings, models, writable });
  }

  /** Exports into a folder of the project, and writes the files. */
  async export(target: TargetName, options: Omit<TargetOptions, 'folder'> = {}): Promise<Export & { folder: string }> {
    const folder = `deploy/${target}`;
    const result = TARGETS[target](await this.handover(), { ...options, folder });
    this.write(Object.fromEntries(result.files.map((file) => [`${folder}/${file.path}`, file.text])));
    return { ...result, folder: path.join(this.root, folder) };
  }

  /** Whether our launcher could start an agent; circles and missing scripts are exported all the same. */
  isStarted(name: string): boolean {
    return this.plan.agents.some((agent) => agent.name === name && agent.command !== null);
  }

  /** The words and variables of an agent under our launcher, without what it only inherits. */
  started(name: string): Started {
    const agent = this.plan.agents.find((candidate) => candidate.name === name);
    if (!agent?.command) throw new Error(`${name} is not started: ${agent?.fault?.text ?? 'there is none'}`);
    const { env } = composeEnvironment({
      definition: this.definition,
      agent: agent.definition,
      projectRoot: this.root,
      base: this.#surroundings,
    });
    // Names that no shell takes (9LIVES_HOST) reach agents under our launcher alone.
    const entries = Object.entries(env).filter(([variable]) => variable !== 'PATH' && /^[A-Za-z_]\w*$/.test(variable));
    return { argv: agent.command, env: Object.fromEntries(entries) };
  }

  remove(): void {
    rmSync(path.dirname(this.root), { recursive: true, force: true });
  }
}
