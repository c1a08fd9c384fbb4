import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { StackDefinition } from '../definition/model';
import { readStackDefinition } from '../definition/read';

export interface LoadedDefinition {
  readonly definition: StackDefinition;
  /** SHA-256 of the file's bytes. */
  readonly hash: string;
}

/** Thrown when a startup file cannot be launched from at all; the message says what to do. */
export class UnreadableStack extends Error {
  override readonly name = 'UnreadableStack';
}

/** Larger files are no startup files; reading them would only cost memory. */
const LARGEST_FILE_BYTES = 16 * 1024 * 1024;

/** Reads a startup file. Rejects with {@link UnreadableStack} when there is nothing in it to launch. */
export async function loadDefinition(file: string): Promise<LoadedDefinition> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UnreadableStack(`${file} cannot be read: ${error.message}`);
  });
  if (bytes.length > LARGEST_FILE_BYTES) throw new UnreadableStack(`${file} is too large to be a startup file`);
  const definition = readStackDefinition({ file, text: bytes.toString('utf8') });
  if (definition.agents.length === 0) {
    const syntax = definition.problems.find((problem) => problem.kind === 'syntax');
    const why = syntax ? `it does not parse: ${syntax.message}` : 'no agents were recognised in it';
    throw new UnreadableStack(`${file} cannot be launched: ${why}. "agent-preflight check ${file}" shows where.`);
  }
  return { definition, hash: createHash('sha256').update(bytes).digest('hex') };
}
