import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { LegacyClass } from './legacy-class';
import { receivingCalls } from './legacy-class';
import type { Patch } from './patch';
import {
  type MigrationLayout,
  type MovedLoop,
  closingTexts,
  readRunMethod,
  renderStatements,
  runText,
  wholeLines,
} from './run-method';
import { Obstacle, indentOf, isDisposable, lineOf, statementsOf } from './statements';

const POLL_MILLISECONDS = 200;
export const WORKER_THREAD = 'worker_thread';
const WORKER = '_work';

/**
 * Gives a loop that takes work from elsewhere a thread of its own, so that the base agent can answer in the main one. A loop that only sleeps goes:
 * the base agent's does the waiting.
 */
export function migrateWorkLoop(code: CodeModel, patch: Patch, agent: LegacyClass, layout: MigrationLayout): MovedLoop {
  const { loop, run } = agent;
  const parts = readRunMethod(code, patch, agent);
  const closings = closingTexts(patch, parts.closings);
  const body = loop.childForField('body');
  const work = statementsOf(body).filter((statement) => !patch.covers(statement));
  if (work.every((statement) => isDisposable(code, statement))) {
    const text = runText(code, patch, parts, '', layout);
    if (text === '') patch.remove(run.node);
    else patch.replace(wholeLines(code, run.node), text.replace(/\r?\n$/, ''));
    return { closings, threaded: false };
  }
  const { indent, unit, lineEnding } = layout;
  if (!layout.contract.attributes.includes('running'))
    throw new Obstacle('the base agent has no flag that tells a thread to end');
  if (new RegExp(`\\b(?:${WORKER_THREAD}|${WORKER})\\b`).test(code.text))
    throw new Obstacle(`the name ${WORKER_THREAD} is taken`);
  const inner = `${indent}${unit}`;
  const start = `${inner}self.${WORKER_THREAD} = threading.Thread(target=self.${WORKER}, daemon=True)${lineEnding}${inner}self.${WORKER_THREAD}.start()${lineEnding}`;
  const condition = loop.childForField('condition');
  if (condition !== null && /^\(?(?:True|1)\)?$/.test(code.textOf(condition))) patch.replace(condition, 'self.running');
  guardReceiving(code, patch, agent, loop, lineEnding, unit);
  const loopText = renderStatements(code, patch, [loop], inner);
  const shared = sharedNames(code, parts.before, loop);
  if (shared !== null) throw new Obstacle(`'${shared}' is made before the loop and used inside it`);
  const worker = `${indent}def ${WORKER}(self):${lineEnding}${inner}"""Takes one piece of work after the other until the agent stops."""${lineEnding}${loopText}`;
  const text = runText(code, patch, parts, start, layout);
  patch.replace(wholeLines(code, run.node), `${text}${lineEnding}${worker}`.replace(/\r?\n$/, ''));
  return { closings, threaded: true };
}

/** A thread that waits for ever cannot be ended: it asks first whether something has come. */
function guardReceiving(
  code: CodeModel,
  patch: Patch,
  agent: LegacyClass,
  loop: SyntaxNode,
  lineEnding: string,
  unit: string,
): void {
  for (const { path, kind } of agent.own) {
    if (kind !== 'PULL' && kind !== 'SUB') continue;
    for (const call of receivingCalls(code, loop, path)) {
      const text = code.textOf(call);
      if (/NOBLOCK|DONTWAIT/.test(text) || code.textOf(loop).includes(`${path}.poll(`)) continue;
      let statement = call;
      while (statement.parent !== null && statement.parent.type !== 'block') statement = statement.parent;
      const around = statement.ancestorOfType('while_statement', 'for_statement');
      if (around !== loop) throw new Obstacle(`line ${lineOf(code, call)} receives inside another loop`);
      const indent = indentOf(code, statement);
      const name = patch.render(call.childForField('function')?.childForField('object') ?? call);
      patch.insert(
        statement.start,
        `if not ${name}.poll(${POLL_MILLISECONDS}):${lineEnding}${indent}${unit}continue${lineEnding}${indent}`,
      );
    }
  }
}

function sharedNames(code: CodeModel, before: readonly SyntaxNode[], loop: SyntaxNode): string | null {
  const body = code.textOf(loop);
  for (const statement of before) {
    const name = /^([A-Za-z_]\w*)\s*=[^=]/.exec(code.textOf(statement))?.[1];
    if (name !== undefined && new RegExp(`\\b${name}\\b`).test(body)) return name;
  }
  return null;
}
