import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { PlannedAgent } from '../plan/launch-plan';
import { severityFor, type PreflightIssue } from './issue';

/** What the program in the interpreter found, once for every agent it concerns. */
export interface PythonProblem {
  readonly agent: string;
  /**
   * `package`: what is imported is nowhere. `import`: a part of the workspace's own is missing. `syntax`: a file does not parse.
   * `module`: the module an agent is started by is missing.
   */
  readonly kind: 'package' | 'import' | 'syntax' | 'module';
  readonly file: string | null;
  /** 1-based */
  readonly line: number;
  readonly module?: string;
  readonly text?: string;
  /** False when the code moves its own search path, so that only running it would tell. */
  readonly certain: boolean;
}

interface Circumstances {
  readonly agents: readonly PlannedAgent[];
  readonly projectRoot: string;
  readonly interpreter: string;
}

/**
 * One issue for each thing to mend, however many agents it concerns: a missing package that fifty agents import is installed once.
 */
export function describeProblems(problems: readonly PythonProblem[], where: Circumstances): PreflightIssue[] {
  const groups = new Map<string, PythonProblem[]>();
  for (const problem of problems) {
    const { kind, module = '', file } = problem;
    const subject = kind === 'package' ? topOf(module) : kind === 'syntax' ? file : module;
    const key = `${kind} ${subject}`;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].map((group) => describe(group, where));
}

function describe(group: readonly PythonProblem[], where: Circumstances): PreflightIssue {
  const first = group[0]!;
  const names = [...new Set(group.map(({ agent }) => agent))];
  const concerned = where.agents.filter(({ name }) => names.includes(name));
  const certain = group.some((problem) => problem.certain);
  const severity = certain && concerned.some((agent) => severityFor(agent) === 'error') ? 'error' : 'warning';
  const doubt = certain ? '' : ' (the code changes its search path, so only a run can tell)';
  const common = { severity, agent: names.length === 1 ? names[0]! : null } as const;
  const place = first.file ? { file: first.file, line: first.line } : {};
  const module = first.module ?? '';
  switch (first.kind) {
    case 'package': {
      const message = `the Python package ${topOf(module)} is not installed, and ${enumerate(names)} cannot start without it${doubt}`;
      return { ...common, ...place, code: 'import', message, remedy: installation(topOf(module), where) };
    }
    case 'import': {
      const message = `${module} is not in the project, and ${enumerate(names)} cannot start without it${doubt}`;
      return { ...common, ...place, code: 'import', message, remedy: 'Correct the import, or bring the module back.' };
    }
    case 'syntax': {
      const file = relative(where.projectRoot, first.file ?? '');
      const message = `${file} does not parse (${first.text}), and ${enumerate(names)} cannot start without it`;
      return { ...common, ...place, code: 'syntax', message, remedy: 'Mend the syntax error at that line.' };
    }
    case 'module': {
      const written = concerned[0]?.definition.module ?? concerned[0]?.definition.name;
      const startup = written ? { file: written.file, range: written.range } : {};
      const message = `its module ${module} cannot be found from ${where.projectRoot}`;
      const remedy = 'Correct the name, or set PYTHONPATH in its environment.';
      return { ...common, ...startup, code: 'import', message, remedy };
    }
  }
}

function topOf(module: string): string {
  return module.split('.')[0]!;
}

const MOST_NAMES = 4;

function enumerate(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES - 1).join(', ')} and ${names.length - MOST_NAMES + 1} more agents`;
}

/** Packages that are installed under another name than they are imported by. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  Crypto: 'pycryptodome',
  PIL: 'pillow',
  bs4: 'beautifulsoup4',
  cv2: 'opencv-python',
  dateutil: 'python-dateutil',
  discord: 'discord.py',
  dotenv: 'python-dotenv',
  faiss: 'faiss-cpu',
  fitz: 'pymupdf',
  git: 'GitPython',
  grpc: 'grpcio',
  jose: 'python-jose',
  jwt: 'PyJWT',
  magic: 'python-magic',
  nats: 'nats-py',
  serial: 'pyserial',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  speech_recognition: 'SpeechRecognition',
  usb: 'pyusb',
  websocket: 'websocket-client',
  whisper: 'openai-whisper',
  yaml: 'PyYAML',
  zmq: 'pyzmq',
};

function installation(name: string, { projectRoot, interpreter }: Circumstances): string {
  const pip = `${interpreter} -m pip install`;
  const one = `${pip} ${DISTRIBUTIONS[name] ?? name}`;
  return existsSync(join(projectRoot, 'requirements.txt')) ? `${pip} -r requirements.txt, or ${one}` : one;
}
