import type { Instruction, ShellCommand, Stage, Word } from '../../languages/dockerfile/dockerfile-model';
import { effectiveInstructions, lastStage, scopeAt, stageChain } from '../../languages/dockerfile/stages';
import { expand } from '../../languages/dockerfile/variables';
import type { FileEdit, Fix } from '../finding';
import { type DockerfileContext, defineRule } from '../rule';
import { isRoot } from './container-user';
import { joinPath, linesOf, workingDirectory } from './dockerfile-edits';

export const rule = defineRule({
  id: 'recursive-chown',
  topic: 'containers',
  severity: 'warning',
  impact: 4,
  effort: 2,
  triggers: ['chown'],
  documentation: {
    summary: 'Reports `chown -R` over files of other layers.',
    whatItDoes:
      'Reports recursive changes of owner in the stages that make the image. Silent where the same RUN made the folder, where nothing is copied again (`mkdir -p /data && chown -R app /data`), and for folders such as `/var/log` and `/run` into which nothing was copied.',
    whyItMatters:
      'A layer holds whole files: changing the owner of a tree writes all of it a second time. The image grows by the size of the tree, with models by gigabytes, and every build waits for it.',
    examples: [
      {
        path: 'Dockerfile',
        bad: 'FROM python:3.12-slim\nRUN useradd --create-home app\nWORKDIR /app\nCOPY . .\nRUN chown -R app:app /app\nUSER app\nCMD ["python", "-m", "agent"]\n',
        good: 'FROM python:3.12-slim\nRUN useradd --create-home app\nWORKDIR /app\nCOPY --chown=app:app . .\nUSER app\nCMD ["python", "-m", "agent"]\n',
      },
      {
        path: 'Dockerfile',
        bad: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . /app\nRUN useradd --create-home app && chown -R app:app /app\nUSER app\nCMD ["python", "-m", "agent"]\n',
        good: 'FROM python:3.12-slim\nRUN useradd --create-home app\nWORKDIR /app\nCOPY --chown=app:app . /app\nUSER app\nCMD ["python", "-m", "agent"]\n',
      },
    ],
    fixSafety:
      'The copies below the folder get `--chown`, the folder itself keeps a plain `chown`, and a user that is made later is made before them. To be reviewed where other RUNs in between may have written there.',
    references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
    remediation: {
      steps: ['Make the user before the first COPY.', 'Apply the quick fix.'],
      test: 'docker history IMAGE shows no second layer of the tree’s size.',
      rollback: 'Write the old line.',
      dependsOn: [],
    },
  },
  checks: {
    dockerfile(context) {
      const last = lastStage(context.dockerfile);
      if (last === null) return;
      const reported = new Set<Instruction>();
      for (const stage of stageChain(last)) {
        for (const instruction of stage.instructions) {
          if (instruction.keyword !== 'RUN' || reported.has(instruction)) continue;
          for (const [index, command] of instruction.commands.entries()) {
            const chown = readChown(context, stage, instruction, command);
            if (chown === null || isMadeHere(context, stage, instruction, instruction.commands.slice(0, index), chown))
              continue;
            reported.add(instruction);
            context.report({
              range: command.range,
              message: `chown -R writes every file of ${chown.paths.join(', ')} a second time, into another layer: give the owner where the files are copied (COPY --chown)`,
              fixes: toCopies(context, stage, instruction, command, chown),
            });
          }
        }
      }
    },
  },
});

interface Chown {
  readonly flags: Word[];
  readonly owner: string;
  /** Absolute where they can be known. */
  readonly paths: readonly string[];
}

function readChown(context: DockerfileContext, stage: Stage, run: Instruction, command: ShellCommand): Chown | null {
  if (command.name !== 'chown') return null;
  const flags = command.args.filter(({ value }) => /^-/.test(value));
  if (!flags.some(({ value }) => value === '--recursive' || /^-[a-zA-Z]*R/.test(value))) return null;
  const [owner, ...targets] = command.args.filter(({ value }) => !/^-|^\d?[<>]/.test(value));
  const folder = workingDirectory(context.dockerfile, stage, run) ?? '/';
  const scope = scopeAt(context.dockerfile, stage, run);
  const paths = targets.map(({ value }) => {
    const known = expand(value, scope);
    return known === null || known.startsWith('~') ? value : joinPath(folder, known);
  });
  return owner === undefined || paths.length === 0 ? null : { flags, owner: owner.value, paths };
}

/** Folders of a system's own that hold next to nothing before the start. */
const SMALL = /^\/(?:etc|run|tmp|var\/(?:log|cache|run|tmp|spool)|var\/lib\/(?:nginx|php|haproxy))(?:\/|$)/;

/** True when all of the trees come from the same RUN: then no other layer holds their files. */
function isMadeHere(
  context: DockerfileContext,
  stage: Stage,
  run: Instruction,
  before: readonly ShellCommand[],
  { paths }: Chown,
): boolean {
  const { dockerfile } = context;
  const folder = workingDirectory(dockerfile, stage, run) ?? '/';
  const scope = scopeAt(dockerfile, stage, run);
  const made = new Set<string>();
  for (const { name, args } of before) {
    const values = args.map(({ value }) => value).filter((value) => !/^[-<>]/.test(value));
    if (/^(?:useradd|adduser)$/.test(name)) made.add(`/home/${values.at(-1) ?? ''}`);
    if (
      !/^(?:mkdir|git|tar|unzip|cp|mv|install|curl|wget|useradd|adduser|rsync|npm|python3?|virtualenv|ln)$/.test(name)
    )
      continue;
    const flagged = args.flatMap(({ value }) => /^--[\w-]+=(\/.*)$/.exec(value)?.[1] ?? []);
    for (const value of [...values, ...flagged]) made.add(joinPath(folder, expand(value, scope) ?? value));
  }
  const copied = copiedPaths(context, stage, run);
  const empty = new Set(
    stage.instructions
      .slice(0, stage.instructions.indexOf(run) + 1)
      .flatMap((one) => emptyFolders(context, stage, one)),
  );
  return paths.every((path) => {
    if ((SMALL.test(path) || empty.has(path)) && !copied.some((copy) => isBelow(copy, path))) return true;
    const isCopied = copied.some((copy) => isBelow(copy, path) || (isBelow(path, copy) && copy !== '/'));
    const isMade =
      [...made].some((one) => path === one || isBelow(path, one) || path === `${one}/*`) ||
      before.some(({ args }) => args.some(({ value }) => value === path));
    return isMade && !isCopied;
  });
}

/** What a RUN makes with mkdir: folders with nothing in them, unless something is copied there. */
function emptyFolders({ dockerfile }: DockerfileContext, stage: Stage, run: Instruction): string[] {
  if (run.keyword !== 'RUN') return [];
  const folder = workingDirectory(dockerfile, stage, run) ?? '/';
  return run.commands
    .filter(({ name }) => name === 'mkdir')
    .flatMap(({ args }) =>
      args.filter(({ value }) => !value.startsWith('-')).map(({ value }) => joinPath(folder, value)),
    );
}

/** Where COPY and ADD wrote in front of a RUN, and the folders that earlier RUNs worked in. */
function copiedPaths(context: DockerfileContext, stage: Stage, run: Instruction): string[] {
  return copiesBefore(stage, run)
    .map((copy) => destinationOf(context, stage, copy))
    .filter((path) => path !== null);
}

function copiesBefore(stage: Stage, run: Instruction): Instruction[] {
  const all = effectiveInstructions(stage);
  return all.slice(0, all.indexOf(run)).filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD');
}

function destinationOf({ dockerfile }: DockerfileContext, stage: Stage, copy: Instruction): string | null {
  const written = copy.words.at(-1)?.value;
  const value = written === undefined ? null : expand(written, scopeAt(dockerfile, stage, copy));
  const folder = workingDirectory(dockerfile, stage, copy);
  return value === null || (folder === null && !value.startsWith('/')) ? null : joinPath(folder ?? '/', value);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder.replace(/\/(?:\*|\.)$/, '')}/`);
}

function toCopies(
  context: DockerfileContext,
  stage: Stage,
  run: Instruction,
  command: ShellCommand,
  chown: Chown,
): Fix[] {
  const { document } = context;
  const copies = copiesBefore(stage, run).filter((copy) => {
    const path = stage.instructions.includes(copy) ? destinationOf(context, stage, copy) : null;
    return (
      path !== null &&
      chown.paths.some((target) => isBelow(path, target)) &&
      !copy.flags.some(({ name }) => name === 'chown')
    );
  });
  const first = copies[0];
  if (
    first === undefined ||
    /[`*?]|\$\(/.test(chown.owner + chown.paths.join('')) ||
    copies.some(({ heredocs }) => heredocs.length > 0)
  )
    return [];
  if (chown.owner.includes('$') && !declaredBefore(context, stage, first, chown.owner)) return [];
  const creation = creationBehind(stage, run, first, chown.owner);
  if (creation === 'unknown') return [];
  const between = stage.instructions.slice(stage.instructions.indexOf(first) + 1, stage.instructions.indexOf(run));
  const writes = between.some(
    ({ keyword, commands }) =>
      keyword === 'RUN' &&
      commands.some(({ name }) => !/^(?:chmod|useradd|adduser|groupadd|addgroup|apt-get|apt|apk|rm)$/.test(name)),
  );
  return [
    {
      title: 'Give the owner where the files are copied',
      safety: writes || creation !== null ? 'review' : 'safe',
      edits: () => [
        ...copies.map((copy): FileEdit => {
          const at = copy.keywordRange.end;
          return { uri: document.uri, range: { start: at, end: at }, newText: ` --chown=${chown.owner}` };
        }),
        ...(creation === null ? [] : [moved(context, first, creation)]),
        ...withoutRecursion(context, run, command, chown, creation),
      ],
    },
  ];
}

function declaredBefore({ dockerfile }: DockerfileContext, stage: Stage, copy: Instruction, owner: string): boolean {
  return expand(owner, scopeAt(dockerfile, stage, copy)) !== null;
}

/** The commands of the RUN that make the user, when the copies come before it; null when it is there already. */
function creationBehind(
  stage: Stage,
  run: Instruction,
  copy: Instruction,
  owner: string,
): readonly ShellCommand[] | null | 'unknown' {
  const user = owner.split(':')[0] ?? '';
  if (/^\d+$/.test(user) || isRoot(user) || /^(?:node|www-data|nobody|nginx|postgres|daemon)$/.test(user)) return null;
  const all = effectiveInstructions(stage);
  const makes = ({ name, args }: ShellCommand): boolean =>
    /^(?:useradd|adduser|groupadd|addgroup)$/.test(name) &&
    args.some(({ value }) => value === user || value === owner.split(':')[1]);
  const makesUser = (command: ShellCommand): boolean => /^(?:useradd|adduser)$/.test(command.name) && makes(command);
  if (all.slice(0, all.indexOf(copy)).some(({ commands }) => commands.some(makesUser))) return null;
  if (user.includes('$')) return 'unknown';
  // Only the plain chain at the front of this very RUN can be moved as it is.
  const front: ShellCommand[] = [];
  for (const command of run.commands) {
    if (!makes(command)) break;
    front.push(command);
  }
  const isPlain = front.every(({ operator }, index) => index === 0 || operator === '&&');
  return front.some(makesUser) && isPlain && run.heredocs.length === 0 && run.form === 'shell' ? front : 'unknown';
}

function moved({ document }: DockerfileContext, before: Instruction, creation: readonly ShellCommand[]): FileEdit {
  const at = before.range.start;
  const text = creation.map(({ range }) => document.slice(range)).join(' && ');
  return { uri: document.uri, range: { start: at, end: at }, newText: `RUN ${text}${document.lineEnding}` };
}

/** The chown keeps the folder itself, so that the user can make files in it; commands that were moved go. */
function withoutRecursion(
  { document }: DockerfileContext,
  run: Instruction,
  command: ShellCommand,
  chown: Chown,
  creation: readonly ShellCommand[] | null,
): FileEdit[] {
  const edits: FileEdit[] = chown.flags.map((flag) => {
    const rest = flag.value.startsWith('--') ? '' : flag.value.replace('R', '');
    const isGone = rest === '' || rest === '-';
    const end = isGone ? skipSpace(document.text, flag.range.end) : flag.range.end;
    return { uri: document.uri, range: { start: flag.range.start, end }, newText: isGone ? '' : rest };
  });
  if (creation === null || creation.length === 0) return edits.filter((edit) => 'newText' in edit);
  const next = run.commands[creation.length];
  const start = creation[0]?.range.start ?? command.range.start;
  return next === undefined
    ? [{ uri: document.uri, range: linesOf(document, run.range), newText: '' }]
    : [{ uri: document.uri, range: { start, end: next.range.start }, newText: '' }, ...edits];
}

function skipSpace(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return end;
}
