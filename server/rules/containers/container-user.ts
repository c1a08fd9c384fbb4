import type { Dockerfile, Instruction, ShellCommand, Stage } from '../../languages/dockerfile/dockerfile-model';
import { effective, effectiveInstructions, scopeAt, stageChain } from '../../languages/dockerfile/stages';
import { expand } from '../../languages/dockerfile/variables';
import { type DefaultUser, defaultUserOf, familyOf } from './base-images';

/** As whom a stage's containers run, and what says so. */
export interface EffectiveUser {
  /** `drops-root`: starts as root and gives it up by itself. */
  readonly kind: DefaultUser;
  /** The USER that decides; null when the base image does. */
  readonly instruction: Instruction | null;
}

/** Programs that run another one as an ordinary user. */
const DROPPERS = /^(?:gosu|su-exec|setpriv|s6-setuidgid|runuser|fixuid|setuidgid|chpst)$/;

export function effectiveUser(dockerfile: Dockerfile, stage: Stage): EffectiveUser {
  const instruction = effective(stage, 'USER');
  const kind = instruction === null ? baseUser(stage) : userKind(dockerfile, stage, instruction);
  return { kind: kind === 'root' || kind === 'unknown' ? (dropsRoot(stage) ? 'drops-root' : kind) : kind, instruction };
}

function userKind(dockerfile: Dockerfile, stage: Stage, user: Instruction): DefaultUser {
  const written = user.words[0]?.value;
  if (written === undefined) return 'unknown';
  const value = expand(written, scopeAt(dockerfile, stage, user));
  // A user that the builder names is not this file's decision.
  return value !== null && isRoot(value) ? 'root' : 'other';
}

/** `root`, `0`, `root:root`, `0:0`, and Windows' administrator. */
export function isRoot(user: string): boolean {
  return /^(?:root|0+|containeradministrator)$/i.test(user.split(':')[0]?.trim() ?? '');
}

/** The image that a stage comes from in the end; null when only the builder knows. */
export function outerImage(stage: Stage): string | null {
  return stageChain(stage)[0]?.image ?? null;
}

function baseUser(stage: Stage): DefaultUser {
  const image = outerImage(stage);
  if (image === null) return 'unknown';
  const own = effective(stage, 'ENTRYPOINT') !== null;
  const kind = defaultUserOf(image);
  if (familyOf(image) === 'windows') return 'other';
  return kind === 'drops-root' && own ? 'root' : kind;
}

/** True when the start goes through gosu and the like: then a USER would be in the way. */
function dropsRoot(stage: Stage): boolean {
  for (const { keyword, commands, words } of effectiveInstructions(stage)) {
    if (keyword === 'RUN') {
      const isDropper = (command: ShellCommand): boolean =>
        DROPPERS.test(command.name) ||
        command.args.some(({ value }) => /^(?:gosu|su-exec|fixuid)$|\/(?:gosu|su-exec|fixuid)(?:$|[-/])/.test(value));
      if (commands.some(isDropper)) return true;
    } else if (/^(?:ENTRYPOINT|CMD|COPY|ADD)$/.test(keyword)) {
      if (words.some(({ value }) => DROPPERS.test(value.replace(/^.*\//, '')))) return true;
    }
  }
  return false;
}

/** The user that a RUN makes last, e.g. by `useradd -m app`; null when none is made. */
export function createdUser(instructions: readonly Instruction[]): string | null {
  let user: string | null = null;
  for (const { keyword, commands } of instructions) {
    if (keyword !== 'RUN') continue;
    for (const { name, args } of commands) {
      const last = args.at(-1);
      if ((name === 'useradd' || name === 'adduser') && last !== undefined && /^[a-z_][\w.-]*$/i.test(last.value))
        user = last.value;
    }
  }
  return user !== null && isRoot(user) ? null : user;
}
