import ignore from 'ignore';
import { editDistance } from '@agent-preflight/stack/definition/edit-distance';
import { isVendoredPath } from '../../documents/path-class';
import type { Instruction, Stage, Word } from '../../languages/dockerfile/dockerfile-model';
import { scopeAt } from '../../languages/dockerfile/stages';
import { expand } from '../../languages/dockerfile/variables';
import type { Fix } from '../finding';
import { type DockerfileContext, defineRule } from '../rule';
import { type BuildContext, buildContexts, normalize } from './build-context';

export const rule = defineRule({
  id: 'missing-copy-source',
  topic: 'containers',
  severity: 'error',
  impact: 8,
  effort: 1,
  triggers: ['COPY', 'ADD', 'copy', 'add'],
  crossFile: true,
  documentation: {
    summary: 'Reports files that a Dockerfile copies and that do not exist.',
    whatItDoes:
      'Looks for the sources of `COPY` and `ADD` in the build context: the one that a Compose file names for the Dockerfile, the project’s root for a Dockerfile that stands there, else the folder from its own ' +
      'up to the root where the other sources are. Reports paths that are missing, lead out of the context, or are kept out by `.dockerignore`. Silent for other stages, URLs, patterns, paths from ' +
      'unknown variables, and for what a build makes (ignored by git, `dist/`, archives and the like).',
    whyItMatters: 'The build stops at that line, often after minutes, and always on the machine of somebody else.',
    examples: [
      {
        path: 'Dockerfile',
        bad: 'FROM python:3.12-slim\nCOPY requirement.txt ./\nUSER 1000\n',
        good: 'FROM python:3.12-slim\nCOPY requirements.txt ./\nUSER 1000\n',
        files: { 'requirements.txt': 'pyzmq\n' },
      },
      {
        path: 'services/hub/Dockerfile',
        bad: 'FROM python:3.12-slim\nCOPY hub.py ./\nUSER 1000\n',
        good: 'FROM python:3.12-slim\nCOPY services/hub/hub.py ./\nUSER 1000\n',
        files: {
          'services/hub/hub.py': 'print("hub")\n',
          'compose.yaml': 'services:\n  hub:\n    build: { context: ., dockerfile: services/hub/Dockerfile }\n',
        },
      },
    ],
    fixSafety:
      'Safe where only letter case differs or one file of the context has the same path below another folder; to be reviewed where only the name is the same or similar.',
    references: ['https://docs.docker.com/build/concepts/context/'],
    remediation: {
      steps: ['Correct the path, restore the file, or build from another context.'],
      test: 'docker build gets past the line.',
      rollback: 'Write the old path.',
      dependsOn: [],
    },
  },
  checks: {
    dockerfile(context) {
      for (const { instructions } of context.dockerfile.stages)
        instructions.forEach((one) => checkShellText(context, one));
      const sources = context.dockerfile.stages.flatMap((stage) =>
        stage.instructions.flatMap((instruction) => sourcesOf(context, stage, instruction)),
      );
      if (sources.length === 0) return;
      const contexts = likeliest(buildContexts(context.project, context.document.path), sources);
      for (const source of sources) check(context, contexts, source);
    },
  },
});

/** `COPY config /etc 2>/dev/null || true`: Docker takes every word for a path. */
function checkShellText(context: DockerfileContext, { keyword, words, form }: Instruction): void {
  if ((keyword !== 'COPY' && keyword !== 'ADD') || form === 'exec') return;
  const operator = words.find((word) => isOperator(word));
  if (operator === undefined) return;
  context.report({
    range: operator.range,
    message: `${keyword} is no shell command: '${operator.value}' is taken for a path that does not exist; copy a folder instead of what may be missing`,
  });
}

function isOperator({ value, quoted }: Word): boolean {
  return !quoted && /^(?:\|\||&&|;|\||\d?>.*)$/.test(value);
}

interface Source {
  readonly word: Word;
  /** With variables filled in. */
  readonly path: string;
}

function sourcesOf({ dockerfile }: DockerfileContext, stage: Stage, instruction: Instruction): Source[] {
  const { keyword, flags, words, heredocs } = instruction;
  if ((keyword !== 'COPY' && keyword !== 'ADD') || words.length < 2 || heredocs.length > 0) return [];
  if (flags.some(({ name }) => name === 'from') || words.some(isOperator)) return [];
  const scope = scopeAt(dockerfile, stage, instruction);
  return words.slice(0, -1).flatMap((word) => {
    const path = expand(word.value, scope);
    return path === null || /[*?[\]{}<>]|^[a-z][a-z+.-]*:\/\/|^git@|\.git(?:#|$)/.test(path) ? [] : [{ word, path }];
  });
}

/** All contexts, those first in which most of the sources are. */
function likeliest(contexts: readonly BuildContext[], sources: readonly Source[]): readonly BuildContext[] {
  const score = ({ files }: BuildContext): number =>
    sources.filter(({ path }) => {
      const inside = normalize('', path.replace(/^\/+/, ''));
      return inside !== null && inside !== '' && files.has(inside);
    }).length;
  const scored = contexts.map((context) => ({ context, score: score(context) }));
  return scored.sort((a, b) => b.score - a.score).map(({ context }) => context);
}

function check(context: DockerfileContext, contexts: readonly BuildContext[], source: Source): void {
  const inside = normalize('', source.path.replace(/^\/+/, ''));
  const [best] = contexts;
  if (best === undefined || inside === '') return;
  if (inside === null) {
    context.report({
      range: source.word.range,
      message: `'${source.path}' leads out of the build context, which Docker refuses: build from a folder that holds it`,
    });
    return;
  }
  const holders = contexts.filter(({ files }) => files.has(inside));
  if (holders.length > 0) {
    if (!holders.every(({ files }) => files.leavesOut(inside))) return;
    context.report({
      range: source.word.range,
      message: `'${inside}' is kept out of the build context by .dockerignore: the build does not find it`,
    });
    return;
  }
  if (isMadeByBuild(context, best, inside) || (!best.isCertain && isElsewhere(context, inside))) return;
  const fixes = candidates(best, inside).map((candidate) => replace(context, source, candidate));
  const where = best.folder === '' ? 'the project’s root' : best.folder;
  context.report({
    range: source.word.range,
    severity: best.isCertain ? undefined : 'warning',
    message: best.isCertain
      ? `'${inside}' does not exist in the build context (${where}): the build stops here`
      : `'${inside}' exists neither beside this Dockerfile nor in a folder above it: the build stops here`,
    fixes,
  });
}

const BUILT_FOLDERS =
  /(?:^|\/)(?:dist|build|builds|target|out|output|bin|obj|publish|release|releases|artifacts?|node_modules|vendor|\.next|\.output|_build|coverage|wheels|wheelhouse|generated|gen|static|staticfiles|public|models?|weights|checkpoints|data|certs?|secrets?|\.venv|venv|logs?|tmp)(?:\/|$)/i;
const BUILT_FILES =
  /\.(?:jar|war|ear|whl|tar|t?gz|tgz|xz|zst|bz2|zip|7z|deb|rpm|apk|exe|dll|so|a|wasm|bin|onnx|gguf|pt|pth|safetensors|pem|crt|key|env|sqlite3?|db|img|iso|min\.js|pyc|squashfs)$|(?:^|\/)\.env|(?:^|\/)\.git(?:\/|$)/i;

/** What is there only after something has run: not in a fresh clone, and right all the same. */
function isMadeByBuild({ project }: DockerfileContext, { folder, files }: BuildContext, path: string): boolean {
  // Lock files and vendored trees are not among the files that the project lists.
  if (isVendoredPath(path) || isVendoredPath(`${path}/`)) return true;
  if (BUILT_FOLDERS.test(path) || BUILT_FILES.test(path)) return true;
  // A program of a compiled language stands in the context under its bare name.
  if (
    !/[./]/.test(path) &&
    files.files.some((file) => /(?:^|\/)(?:go\.mod|Cargo\.toml|CMakeLists\.txt|\.goreleaser\.ya?ml)$/.test(file))
  )
    return true;
  const ignored = project.smallText('.gitignore');
  return (
    ignored !== null &&
    ignore()
      .add(ignored)
      .ignores(folder === '' ? path : `${folder}/${path}`)
  );
}

/** True when some other folder holds the path: it may be the context that nobody names here. */
function isElsewhere({ project }: DockerfileContext, path: string): boolean {
  return project.files.some((file) => file.endsWith(`/${path}`) || file.includes(`/${path}/`));
}

interface Candidate {
  readonly path: string;
  readonly isClear: boolean;
}

/** Copies that nobody means. */
const PUT_AWAY = /(?:^|[/_-])(?:backups?|archived?|old|trash|deprecated|unused)(?:[/_-]|$)/i;

function candidates({ files }: BuildContext, path: string): Candidate[] {
  const spelled = files.spelled(path);
  if (spelled !== null) return [{ path: spelled, isClear: true }];
  const name = path.replace(/^.*\//, '');
  const same = files.files.filter((file) => (file.endsWith(`/${name}`) || file === name) && !PUT_AWAY.test(file));
  if (same.length > 0) {
    const isLonger = (file: string): boolean => file.endsWith(`/${path}`) || path.endsWith(`/${file}`);
    return same.slice(0, 3).map((file) => ({ path: file, isClear: same.length === 1 && isLonger(file) }));
  }
  const limit = Math.max(1, Math.floor(path.length / 6));
  return files.paths
    .filter((file) => Math.abs(file.length - path.length) <= limit)
    .map((file) => ({ file, distance: editDistance(file.toLowerCase(), path.toLowerCase(), limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ file }) => ({ path: file, isClear: false }));
}

function replace({ document }: DockerfileContext, { word, path }: Source, { path: found, isClear }: Candidate): Fix {
  const written = document.slice(word.range);
  const quote = /^["']/.exec(written)?.[0] ?? '';
  const prefix = /^\.?\//.exec(path)?.[0] ?? '';
  return {
    title: `Copy ${found}`,
    safety: isClear && !written.includes('$') ? 'safe' : 'review',
    edits: () => [{ uri: document.uri, range: word.range, newText: `${quote}${prefix}${found}${quote}` }],
  };
}
