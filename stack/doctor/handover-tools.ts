import { accessSync, constants, existsSync } from 'node:fs';
import { runCommand } from '../machine/run-command';
import { findProgram } from '../machine/find-program';
import { note, ok, type Examination } from './examination';

interface Tool {
  readonly subject: string;
  readonly program: string;
  readonly versionOf: readonly string[];
}

const TOOLS: readonly Tool[] = [
  { subject: 'Docker', program: 'docker', versionOf: ['--version'] },
  { subject: 'Kubernetes', program: 'kubectl', versionOf: ['version', '--client'] },
  { subject: 'systemd', program: 'systemctl', versionOf: ['--version'] },
];

const DOCKER_SOCKET = '/var/run/docker.sock';

/** What stacks can be handed over to. None of it is needed to start them here. */
export async function examineHandoverTools(
  environment: NodeJS.ProcessEnv,
  hasNvidiaGpu: boolean,
): Promise<Examination[]> {
  const found = await Promise.all(
    TOOLS.map(async ({ subject, program, versionOf }): Promise<Examination> => {
      const path = findProgram(program, environment);
      if (path === null) return ok(subject, 'not installed, and only needed to hand a stack over');
      const { stdout, stderr, failure } = await runCommand(path, versionOf, { timeoutMs: 5_000, env: environment });
      const version = /\d+(?:\.\d+)+|\b\d{3}\b/.exec(stdout || stderr)?.[0];
      if (!version) return note(subject, `${path} does not tell its version${failure ? ` (${failure})` : ''}`);
      if (program !== 'docker') return ok(subject, version);
      return docker(version, environment, hasNvidiaGpu);
    }),
  );
  return found;
}

function docker(version: string, environment: NodeJS.ProcessEnv, hasNvidiaGpu: boolean): Examination {
  if (existsSync(DOCKER_SOCKET) && !environment['DOCKER_HOST'] && !mayWrite(DOCKER_SOCKET)) {
    const remedy = 'sudo usermod -aG docker "$USER", then log in again; members of that group can do what root can.';
    return note('Docker', `${version}, but this user may not use it`, remedy);
  }
  const toolkit = ['nvidia-ctk', 'nvidia-container-runtime', 'nvidia-container-cli'];
  if (hasNvidiaGpu && !toolkit.some((program) => findProgram(program, environment))) {
    const remedy = 'Install the NVIDIA Container Toolkit, if agents in containers are to use the GPU.';
    return note('Docker', `${version}, without a way to the GPU`, remedy);
  }
  return ok('Docker', version);
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
