import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ExportedFile, Handover, Loss, Runtime } from '../handover';
import { isOrdinaryUser, projectDockerfile } from './dockerfile';

export interface ImageOptions {
  /** The image that all agents run in; one built from the project when absent. */
  readonly image?: string | undefined;
  /** Where the project lies in it; its Dockerfile's word when absent, else `/app`. */
  readonly workdir?: string | undefined;
  /** The folder of the export, relative to the project's root with forward slashes; null where it is not known. */
  readonly folder?: string | null | undefined;
}

/** The image of a stack's agents. */
export interface AgentImage {
  readonly name: string;
  /** Where the project's root is in it. */
  readonly root: string;
  /** How it is built; null for an image that is there. */
  readonly build: { readonly context: string; readonly dockerfile: string } | null;
  /** As whom agents run; null leaves it to the image. */
  readonly user: string | null;
  /** Files that come with the export. */
  readonly files: readonly ExportedFile[];
}

export const USER_ID = 10001;
const PYTHON_IMAGE = 'python:3.12-slim';
const NODE_IMAGE = 'node:22.12-slim';

/** The image given, the one that the project's Dockerfile builds, or one that an exported Dockerfile builds. */
export function agentImage(handover: Handover, options: ImageOptions, losses: Loss[]): AgentImage {
  const { name, projectRoot } = handover;
  const user = `${USER_ID}:${USER_ID}`;
  if (options.image) return { name: options.image, root: options.workdir ?? '/app', build: null, user, files: [] };
  const context = contextFrom(options.folder ?? null);
  const own = projectDockerfile(projectRoot);
  if (own) {
    const root = options.workdir ?? own.workdir ?? '/app';
    return {
      name: `${name}:local`,
      root,
      build: { context, dockerfile: own.path },
      user: isOrdinaryUser(own.user) ? null : user,
      files: [],
    };
  }
  const root = options.workdir ?? '/app';
  const dockerfile = options.folder ? path.posix.join(options.folder, 'Dockerfile') : 'Dockerfile';
  losses.push({
    agent: null,
    what: 'the image is a first draft',
    why: 'the project has no Dockerfile',
    remedy:
      'look over the exported Dockerfile: packages of the system, and versions, are for you to know; or name an image with --image',
  });
  return {
    name: `${name}:local`,
    root,
    build: { context, dockerfile },
    user: null,
    files: [
      { path: 'Dockerfile', text: dockerfileText(handover, root, losses) },
      { path: 'Dockerfile.dockerignore', text: IGNORED.map((line) => `${line}\n`).join('') },
    ],
  };
}

/** From the folder of the export back to the project's root. */
function contextFrom(folder: string | null): string {
  return folder === null ? '.' : path.posix.relative(folder === '' ? '.' : folder, '.') || '.';
}

/** What has no business in an image: secrets first. */
const IGNORED = [
  '.git',
  '.env',
  '.env.*',
  '**/.env',
  '**/*.key',
  '**/*.pem',
  '**/__pycache__',
  '.venv',
  'venv',
  'node_modules',
  'logs',
  'var',
  '**/*.log',
];

function dockerfileText(
  { agents, projectRoot, writableFolders, models }: Handover,
  root: string,
  losses: Loss[],
): string {
  const runtimes = new Set(agents.map(({ program }) => program.runtime));
  const has = (file: string) => existsSync(path.join(projectRoot, file));
  const isNode = !runtimes.has('python') && (runtimes.has('node') || runtimes.has('typescript'));
  const others = ([...runtimes] as Runtime[]).filter((runtime) =>
    isNode ? !['node', 'typescript', 'shell'].includes(runtime) : !['python', 'shell'].includes(runtime),
  );
  if (others.length > 0) {
    losses.push({
      agent: null,
      what: `what runs ${others.join(' and ')} agents`,
      why: 'the exported Dockerfile begins with an image of one language',
      remedy: 'add it to the Dockerfile, or name an image that has all of it with --image',
    });
  }
  const install = isNode
    ? has('package-lock.json')
      ? ['COPY package.json package-lock.json ./', 'RUN npm ci']
      : has('package.json')
        ? ['COPY package.json ./', 'RUN npm install']
        : []
    : has('requirements.txt')
      ? ['COPY requirements.txt ./', 'RUN pip install --no-cache-dir -r requirements.txt']
      : has('pyproject.toml')
        ? ['COPY . .', 'RUN pip install --no-cache-dir .']
        : [];
  // A volume belongs to whom its folder in the image belongs to.
  const volumes = [...writableFolders, ...models.map((model) => path.posix.dirname(model.path))];
  const folders = [...new Set(volumes)].map((folder) => shellWord(path.posix.resolve(root, folder)));
  const signals = new Set(agents.map(({ stopSignal }) => stopSignal));
  const [signal] = signals;
  const lines = [
    `# All agents run in this image; what starts a container says which of them it runs.`,
    `FROM ${isNode ? NODE_IMAGE : PYTHON_IMAGE}`,
    '',
    `RUN groupadd --gid ${USER_ID} agent \\`,
    `  && useradd --uid ${USER_ID} --gid ${USER_ID} --create-home agent${folders.length > 0 ? ' \\' : ''}`,
    ...(folders.length > 0 ? [`  && install --directory --owner=agent --group=agent ${folders.join(' ')}`] : []),
    `WORKDIR ${root}`,
    ...install,
    'COPY . .',
    '',
    'ENV PYTHONUNBUFFERED=1',
    'USER agent',
    ...(signals.size === 1 && signal && signal !== 'SIGTERM' ? [`STOPSIGNAL ${signal}`] : []),
    '# Each container has a check of its own.',
    'HEALTHCHECK NONE',
    `CMD ["${isNode ? 'node' : 'python3'}"]`,
  ];
  return `${lines.join('\n')}\n`;
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
