import { homedir } from 'node:os';
import type { ModelDefinition } from '../definition/models/model-manifest';
import { isPrivateHost } from '../definition/models/private-host';
import { expand, type Lookup } from '../environment/expand';
import { destinationOf } from './destination';
import { FetchFailure } from './fetch/failure';
import { hubCacheDirectory, hubEndpoint } from './fetch/hub-address';
import type { ModelOrder, ModelSource } from './model-order';

export interface Surroundings {
  /** Absolute path. */
  readonly projectRoot: string;
  /** Where models without a `path` go: relative to the project's root, or absolute. */
  readonly directory: string;
  /** Variables of the project: what the paths and addresses of a manifest may refer to. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Turns an entry of a manifest into an order. Throws a {@link FetchFailure} for entries that cannot be followed. */
export function orderOf(model: ModelDefinition, manifest: string, surroundings: Surroundings): ModelOrder {
  const { environment } = surroundings;
  const lookup: Lookup = (name) => environment[name];
  const text = (value: string): string => expanded(model.name.value, value, lookup);
  const source = sourceOf(model, text, environment);
  const path = model.path === null ? null : text(model.path.value);
  const bytes = model.size?.value.bytes ?? null;
  return {
    name: model.name.value,
    manifest,
    required: model.required,
    source,
    destination: destinationOf({
      name: model.name.value,
      path: path === null ? null : path.replace(/^~(?=\/|$)/, environment['HOME'] ?? homedir()),
      source,
      manifest,
      projectRoot: surroundings.projectRoot,
      directory: text(surroundings.directory),
      hubCache: hubCacheDirectory(environment),
    }),
    sha256: model.sha256 === null ? null : hashOf(model.name.value, model.sha256.value),
    bytes: bytes !== null && isExact(bytes, model.size?.value.text ?? '') ? bytes : null,
    about: bytes,
  };
}

function sourceOf(
  { name, url, repo, fileName, revision, sha256 }: ModelDefinition,
  text: (value: string) => string,
  environment: Surroundings['environment'],
): ModelSource | null {
  if (url !== null) {
    const address = text(url.value);
    if (!URL.canParse(address) || !/^(?:https?|file):$/.test(new URL(address).protocol)) {
      throw new FetchFailure(
        'absent',
        `${name.value} cannot be fetched from its url: it must begin with https:// or file://`,
      );
    }
    const { protocol, hostname } = new URL(address);
    if (protocol === 'http:' && sha256 === null && !isPrivateHost(hostname)) {
      throw new FetchFailure(
        'refused',
        `${name.value} would be fetched over http, where anyone on the way can exchange it: use https, or give its sha256`,
      );
    }
    return { kind: 'address', url: address };
  }
  if (repo === null) return null;
  const named = { revision: revision === null ? 'main' : text(revision.value), file: fileName && text(fileName.value) };
  for (const [key, value] of Object.entries(named)) {
    // Both become parts of paths.
    if (value === null || /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\0\\]+$/.test(value)) continue;
    throw new FetchFailure('path', `the ${key} of ${name.value}, ${value}, cannot be one of a repository`);
  }
  return { kind: 'hub', endpoint: hubEndpoint(environment), repo: repo.value, ...named };
}

function expanded(model: string, value: string, lookup: Lookup): string {
  const { value: result, missing } = expand(value, lookup);
  if (missing.length === 0) return result;
  const names = missing.join(' and ');
  throw new FetchFailure(
    'path',
    `${model} needs the variable ${names}, which is not set: set it in .env or the environment`,
  );
}

function hashOf(model: string, written: string): string {
  const hash = written.replace(/^sha-?256[:=-]/i, '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hash)) return hash;
  throw new FetchFailure('checksum', `the checksum of ${model} is no SHA-256: that has 64 hexadecimal digits`);
}

/** `4.1GB` and `4100000000` are rounded, `2393231072` is not. */
function isExact(bytes: number, text: string): boolean {
  return Number(text.replace(/[_,\s]/g, '')) === bytes && bytes % 100_000 !== 0;
}
