import type { Dockerfile, Instruction, ShellCommand, Stage, Word } from '../../languages/dockerfile/dockerfile-model';
import { stageChain } from '../../languages/dockerfile/stages';
import { joinPath, workingDirectory } from './dockerfile-edits';

/** Variables by which the tools of clouds and clusters find the file with their credentials. */
const VARIABLE =
  /^(?:GOOGLE_APPLICATION_CREDENTIALS|AWS_CONFIG_FILE|AWS_SHARED_CREDENTIALS_FILE|AWS_WEB_IDENTITY_TOKEN_FILE|AZURE_AUTH_LOCATION|KUBECONFIG|FIREBASE_CREDENTIALS|GOOGLE_CREDENTIALS_FILE)$/i;

/** Folders that are filled when the container starts, or while one command of the build runs. */
const MOUNTED = /^\/(?:run|var\/run|proc|sys|dev)(?:\/|$)/;

/** Whether an ENV or ARG points to a file with credentials in a folder that a COPY of the same image fills. */
export function pointsIntoCopy(dockerfile: Dockerfile, stage: Stage, name: string, value: string | null): boolean {
  if (value === null || value === '' || value.includes('$') || !VARIABLE.test(name)) return false;
  const folder = workingDirectory(dockerfile, stage);
  if (folder === null) return false;
  const path = joinPath(folder, value);
  if (MOUNTED.test(path)) return false;
  return stageChain(stage).some((link) =>
    link.instructions.some((copy) => {
      if (!copiesFromContext(copy)) return false;
      const destination = copy.words.at(-1)?.value ?? '';
      const from = workingDirectory(dockerfile, link, copy);
      if (from === null || destination.includes('$')) return false;
      const target = joinPath(from, destination).replace(/\/+$/, '');
      return path === target || path.startsWith(`${target}/`);
    }),
  );
}

/** The word of a COPY that names such a file by its variable: `COPY config $AWS_CONFIG_FILE`. */
export function copiedByVariable(copy: Instruction): Word | null {
  if (!copiesFromContext(copy)) return null;
  return copy.words.find(({ value }) => VARIABLE.test(/^\$\{?(\w+)\}?$/.exec(value)?.[1] ?? '')) ?? null;
}

function copiesFromContext({ keyword, flags, heredocs }: Instruction): boolean {
  return /^(?:COPY|ADD)$/.test(keyword) && heredocs.length === 0 && !flags.some(({ name }) => name === 'from');
}

/** The command of a RUN that logs in to a cloud with what is in the image, and so leaves the credentials in its layer; null where a secret is mounted. */
export function loginInto(run: Instruction): ShellCommand | null {
  if (run.flags.some(({ name, value }) => name === 'mount' && /type=secret/.test(value ?? ''))) return null;
  return run.commands.find(logsIn) ?? null;
}

function logsIn({ name, args }: ShellCommand): boolean {
  const line = [name, ...args.map(({ value }) => value)].join(' ');
  return (
    /(?:^|\s)gcloud auth activate-service-account\s/.test(line) ||
    /(?:^|\s)aws configure set (?:\S+\.)?(?:aws_secret_access_key|aws_session_token)\s/.test(line)
  );
}
