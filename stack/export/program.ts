import path from 'node:path';
import { interpreterFor, pythonFor } from '../plan/script';
import type { PlannedAgent } from '../plan/launch-plan';
import type { HandoverAgent, Program, Runtime } from './handover';

const RUNTIMES: Readonly<Record<string, Runtime>> = {
  '.py': 'python',
  '.pyw': 'python',
  '.js': 'node',
  '.mjs': 'node',
  '.cjs': 'node',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'typescript',
  '.sh': 'shell',
  '.bash': 'shell',
};

/** What an agent runs; null for one whose entry names nothing to run. Scripts that are not there are taken as written, from the root. */
export function programOf(agent: PlannedAgent, projectRoot: string, environment: NodeJS.ProcessEnv): Program | null {
  const { definition, script } = agent;
  if (definition.script) {
    const absolute = script ?? path.resolve(projectRoot, definition.script.value);
    const below = path.relative(projectRoot, absolute).split(path.sep).join('/');
    const isOutside = below.startsWith('../') || path.isAbsolute(below);
    const runtime = RUNTIMES[path.extname(absolute).toLowerCase()] ?? 'other';
    const found = script ? interpreterFor(script, projectRoot, environment) : null;
    const interpreter = found && 'command' in found ? found.command.slice(0, -1).join(' ') || null : usual(runtime);
    return {
      runtime,
      interpreter: runtime === 'python' ? pythonFor(projectRoot, environment) : interpreter,
      script: isOutside ? absolute : below,
      module: null,
    };
  }
  if (definition.module) {
    const interpreter = pythonFor(projectRoot, environment);
    return { runtime: 'python', interpreter, script: null, module: definition.module.value };
  }
  return null;
}

function usual(runtime: Runtime): string | null {
  return { python: 'python3', node: 'node', typescript: 'tsx', shell: 'bash', other: null }[runtime];
}

/** Where an export runs: the project's root there, and the interpreters by their names on the PATH. */
export interface Place {
  readonly root: string;
  /** Whether the interpreters of this machine are there. */
  readonly isHere: boolean;
}

/** Program and script, without the agent's arguments. */
export function startWords({ program }: Pick<HandoverAgent, 'program'>, place: Place): string[] {
  const { runtime, script, module } = program;
  const interpreter = place.isHere ? program.interpreter : portableInterpreter(runtime);
  const start = interpreter === null ? [] : [interpreter];
  if (module !== null) return [...start, '-m', module];
  return [...start, path.posix.isAbsolute(script ?? '') ? script! : path.posix.join(place.root, script ?? '')];
}

function portableInterpreter(runtime: Runtime): string | null {
  return { python: 'python3', node: 'node', typescript: 'node_modules/.bin/tsx', shell: 'bash', other: null }[runtime];
}
