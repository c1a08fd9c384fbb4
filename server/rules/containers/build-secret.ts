import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Assignment, Instruction, Stage } from '../../languages/dockerfile/dockerfile-model';
import type { FileEdit, Fix } from '../finding';
import type { DockerfileContext } from '../rule';
import { joinPath, linesOf, workingDirectory } from './dockerfile-edits';

/** A file that is copied though it holds secrets; `range` is its place among the sources. */
interface CopiedFile {
  readonly file: string;
  readonly range: TextRange;
}

/** Takes a build argument or a copied file out and mounts it for the RUNs that need it. None where they cannot be told. */
export function mountInstead(
  context: DockerfileContext,
  stage: Stage | null,
  instruction: Instruction,
  secret: Assignment | CopiedFile,
): Fix[] {
  if (stage === null || !stage.instructions.includes(instruction)) return [];
  return 'file' in secret
    ? mountFile(context, stage, instruction, secret)
    : mountVariable(context, stage, instruction, secret);
}

function mountVariable(context: DockerfileContext, stage: Stage, arg: Instruction, { name, range }: Assignment): Fix[] {
  const behind = stage.instructions.slice(stage.instructions.indexOf(arg) + 1);
  const mentions = behind.filter((one) => new RegExp(`\\$\\{?${name}\\b`).test(textOf(context, one)));
  const isOnlyRun = mentions.length > 0 && mentions.every(({ keyword, form }) => keyword === 'RUN' && form === 'shell');
  // Tools read their variables themselves: without a mention nobody can say which RUN needs it.
  if (!isOnlyRun) return [];
  const flag = `--mount=type=secret,id=${name.toLowerCase()},env=${name}`;
  return [
    {
      title: `Mount ${name} as a build secret`,
      safety: 'review',
      edits: () => [removeAssignment(context, arg, range), ...mentions.map((run) => addFlag(context, run, flag))],
    },
  ];
}

function mountFile(context: DockerfileContext, stage: Stage, copy: Instruction, { file, range }: CopiedFile): Fix[] {
  const { document, dockerfile } = context;
  const name = file.replace(/^.*\//, '');
  const destination = copy.words.at(-1)?.value ?? '';
  const folder = workingDirectory(dockerfile, stage, copy);
  const later = stage.instructions.slice(stage.instructions.indexOf(copy) + 1);
  const reads = READERS[name.toLowerCase()];
  if (reads === undefined || folder === null || destination.includes('$') || copy.form === 'exec') return [];
  const runs = later.filter(
    ({ keyword, commands, form }) =>
      keyword === 'RUN' && form === 'shell' && commands.some((command) => reads.test(command.name)),
  );
  if (runs.length === 0) return [];
  const isFolder = /(?:^|\/)\.?$/.test(destination) || copy.words.length > 2;
  const target = isFolder ? joinPath(joinPath(folder, destination), name) : joinPath(folder, destination);
  const flag = `--mount=type=secret,id=${name.replace(/^[._]+/, '').replace(/\W/g, '_')},target=${target}`;
  return [
    {
      title: `Mount ${name} as a build secret`,
      safety: 'review',
      edits: () => [
        copy.words.length > 2
          ? { uri: document.uri, range: withSpace(document.text, range), newText: '' }
          : { uri: document.uri, range: linesOf(document, copy.range), newText: '' },
        ...runs.map((run) => addFlag(context, run, flag)),
      ],
    },
  ];
}

/** The programs that read such a file while an image is built. */
const READERS: Readonly<Record<string, RegExp>> = {
  '.npmrc': /^(?:npm|yarn|pnpm|npx)$/,
  '.yarnrc.yml': /^yarn$/,
  '.netrc': /^(?:pip3?|git|curl|go|poetry|uv|wget)$/,
  '.pypirc': /^(?:pip3?|twine|poetry|uv)$/,
  '.git-credentials': /^(?:git|pip3?|go|npm|yarn)$/,
  id_rsa: /^(?:git|pip3?|go|npm|yarn|ssh|cargo)$/,
  id_ed25519: /^(?:git|pip3?|go|npm|yarn|ssh|cargo)$/,
};

/** Takes a value out of an ENV, for the start of the container to give it. */
export function passAtStart(context: DockerfileContext, env: Instruction, { name, range }: Assignment): Fix[] {
  return [
    {
      title: `Take ${name} out of the image`,
      safety: 'review',
      edits: () => [removeAssignment(context, env, range)],
    },
  ];
}

function removeAssignment({ document }: DockerfileContext, instruction: Instruction, range: TextRange): FileEdit {
  return instruction.assignments.length > 1
    ? { uri: document.uri, range: withSpace(document.text, range), newText: '' }
    : { uri: document.uri, range: linesOf(document, instruction.range), newText: '' };
}

/** A word with what separates it from the one before, its continuation included. */
function withSpace(text: string, { start, end }: TextRange): TextRange {
  const before = /(?:[ \t]|\\\r?\n)+$/.exec(text.slice(Math.max(0, start - 200), start))?.[0] ?? '';
  const first = text.slice(start - before.length - 1, start - before.length);
  return /\w/.test(first) && before.length > 0 ? { start: start - before.length, end } : { start, end };
}

function addFlag({ document }: DockerfileContext, run: Instruction, flag: string): FileEdit {
  const at = run.keywordRange.end;
  return { uri: document.uri, range: { start: at, end: at }, newText: ` ${flag}` };
}

function textOf({ document }: DockerfileContext, { range }: Instruction): string {
  return document.slice(range);
}
