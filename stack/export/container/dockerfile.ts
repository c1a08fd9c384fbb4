import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the last stage of a Dockerfile says about where and as whom its programs run. */
export interface DockerfileHints {
  /** From the project's root. */
  readonly path: string;
  readonly workdir: string | null;
  readonly user: string | null;
}

const NAMES = ['Dockerfile', 'docker/Dockerfile', 'Containerfile'];

/** The project's own Dockerfile; null when it has none. Reads instructions by their lines, which is all that is asked of it. */
export function projectDockerfile(projectRoot: string): DockerfileHints | null {
  const name = NAMES.find((candidate) => existsSync(path.join(projectRoot, candidate)));
  if (name === undefined) return null;
  const text = readFileSync(path.join(projectRoot, name), 'utf8').replace(/\\[ \t]*\r?\n/g, ' ');
  let workdir: string | null = null;
  let user: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    const [, instruction = '', value = ''] = /^\s*(FROM|WORKDIR|USER)\s+(\S.*?)\s*$/i.exec(line) ?? [];
    if (/^from$/i.test(instruction)) [workdir, user] = [null, null];
    else if (/^workdir$/i.test(instruction)) workdir = path.posix.resolve(workdir ?? '/', unquoted(value));
    else if (/^user$/i.test(instruction)) user = unquoted(value);
  }
  return { path: name, workdir: workdir?.includes('$') === true ? null : workdir, user };
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/, '$2');
}

/** Whether a user is an ordinary one, as far as its name tells. */
export function isOrdinaryUser(user: string | null): boolean {
  return user !== null && !/^(?:root|0)(?::|$)/.test(user);
}
