import type { CodeModel } from '../../languages/code-model';
import type { LegacyClass } from './legacy-class';
import type { Patch } from './patch';
import type { MigrationLayout } from './run-method';
import { callOfStatement, indentOf, isDocstring, statementsOf } from './statements';
import { WORKER_THREAD } from './work-loop';

/** Lets the clean-up give back what is the agent's own, and end with the base agent's. */
export function migrateCleanup(
  code: CodeModel,
  patch: Patch,
  agent: LegacyClass,
  layout: MigrationLayout & { readonly closings: readonly string[]; readonly worker: boolean },
): void {
  const { indent, unit, lineEnding, cleanupName } = layout;
  const join = layout.worker
    ? [
        ...(agent.cleanup === null || !/self\._?running\s*=\s*False/.test(code.textOf(agent.cleanup.node))
          ? ['self.running = False']
          : []),
        `if hasattr(self, "${WORKER_THREAD}"):`,
        `${unit}self.${WORKER_THREAD}.join(timeout=2)`,
      ]
    : [];
  if (agent.cleanup !== null) {
    extend(code, patch, agent, join, layout);
    return;
  }
  const closings =
    layout.closings.length > 0 ? layout.closings : agent.own.map(({ path }) => `${renamed(path, layout)}.close()`);
  if (closings.length === 0 && join.length === 0) return;
  const guarded = closings.flatMap((closing) => {
    const attribute = /^self\.(\w+)\./.exec(closing)?.[1];
    return attribute === undefined ? [closing] : [`if hasattr(self, "${attribute}"):`, `${unit}${closing}`];
  });
  const lines = [
    `def ${cleanupName}(self):`,
    `${unit}"""Closes what is this agent's own, then what the base agent holds."""`,
    ...[...join, ...guarded, `super().${cleanupName}()`].map((line) => `${unit}${line}`),
  ];
  const end = agent.definition.methods.at(-1)?.node.end ?? agent.definition.node.end;
  patch.insert(end, `${lineEnding}${lineEnding}${lines.map((line) => `${indent}${line}`).join(lineEnding)}`);
}

function renamed(path: string, { renames }: MigrationLayout): string {
  const name = path.slice(5);
  return `self.${renames.get(name) ?? name}`;
}

function extend(
  code: CodeModel,
  patch: Patch,
  agent: LegacyClass,
  join: readonly string[],

  layout: MigrationLayout,
): void {
  const method = agent.cleanup;
  const body = method?.body ?? null;
  if (method === null || body === null) return;
  const { lineEnding, cleanupName } = layout;
  const statements = statementsOf(body);
  const indent = indentOf(code, body);
  const call = `super().${cleanupName}()`;
  const first = statements.find((statement) => !isDocstring(statement) && !patch.covers(statement));
  if (join.length > 0) {
    // Behind the lowering of the flag, before anything is closed.
    const flag = statements.find((statement) => /^self\._?running\s*=\s*False$/.test(code.textOf(statement)));
    const text = join.join(`${lineEnding}${indent}`);
    if (flag !== undefined && !patch.covers(flag)) patch.insert(flag.end, `${lineEnding}${indent}${text}`);
    else if (first !== undefined) patch.insert(first.start, `${text}${lineEnding}${indent}`);
  }
  const last = statements.at(-1);
  if (last === undefined || (callOfStatement(last) !== null && code.textOf(last).startsWith('super().'))) return;
  if (last.type === 'return_statement' && last.namedChildren.length === 0) {
    patch.replace(last, call);
    return;
  }
  const kept = statements.filter((statement) => !patch.covers(statement)).at(-1);
  if (kept !== undefined) patch.insertLineAfter(kept, `${indent}${call}`);
  else patch.insert(patch.linesOf(statements[0] ?? last).start, `${indent}${call}${lineEnding}`);
}
