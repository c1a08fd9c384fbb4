import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CONFIGURATION_FILES, readConfigurationText, type TextProblem } from './configuration-text';
import { readPolicy } from './read-policy';
import { DEFAULT_POLICY, type StackPolicy } from './stack-policy';

export interface FoundPolicy {
  /** The defaults where no file says anything, and where the file has problems. Paths in it are absolute. */
  readonly policy: StackPolicy;
  /** Absolute path of the configuration file that holds; null without one. */
  readonly file: string | null;
  /** Its text, for whoever keeps configurations; null without a file. */
  readonly text: string | null;
  /** Why the file is not followed. Positions are 1-based. */
  readonly problems: readonly TextProblem[];
}

/** Larger files are no configuration. */
const LARGEST_BYTES = 2_000_000;

/**
 * The policy for the stacks of a folder: what the nearest configuration file at or above it says, as the linter finds it. Never
 * rejects: a file that cannot be read or followed is a problem, not an error.
 */
export async function findPolicy(folder: string): Promise<FoundPolicy> {
  for (let at = folder; ; at = dirname(at)) {
    for (const name of CONFIGURATION_FILES) {
      const found = await readPolicyFile(join(at, name));
      if (found) return found;
    }
    if (dirname(at) === at) return { policy: DEFAULT_POLICY, file: null, text: null, problems: [] };
  }
}

/** Null when there is no such file, or it is a `pyproject.toml` without our section. */
async function readPolicyFile(file: string): Promise<FoundPolicy | null> {
  const failure = (message: string, text: string | null = null): FoundPolicy => {
    return { policy: DEFAULT_POLICY, file, text, problems: [{ uri: file, line: 1, column: 1, message }] };
  };
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) return null;
  if (found.size > LARGEST_BYTES) return failure('is too large to be a configuration file');
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    return failure(`cannot be read: ${(error as Error).message}`);
  }
  const source = readConfigurationText(file, text);
  if (source.problems.length > 0) return { policy: DEFAULT_POLICY, file, text, problems: source.problems };
  if (source.data === undefined) return null;
  if (typeof source.data !== 'object' || source.data === null || Array.isArray(source.data)) {
    return failure('the configuration must be a map of keys', text);
  }
  const { policy, problems } = readPolicy((source.data as Record<string, unknown>)['stack']);
  const placed = problems.map(({ path, message }) => ({ uri: file, ...source.locate(path), message }));
  return { policy: withAbsolutePaths(policy, dirname(file)), file, text, problems: placed };
}

function withAbsolutePaths(policy: StackPolicy, folder: string): StackPolicy {
  const { manifest, directory } = policy.models;
  const absolute = (path: string | null) => (path === null ? null : resolve(folder, path));
  return { ...policy, models: { ...policy.models, manifest: absolute(manifest), directory: absolute(directory) } };
}
