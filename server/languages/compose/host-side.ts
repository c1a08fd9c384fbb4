import type { YamlScalar } from '../yaml/yaml-model';

/** Keys of a Compose file whose value is a path on the host. */
const HOST_KEYS = new Set([
  'additional_contexts',
  'build',
  'cache_from',
  'context',
  'credential_spec',
  'device',
  'devices',
  'env_file',
  'extends',
  'file',
  'include',
  'label_file',
  'mountpoint',
  'path',
  'project_directory',
  'source',
  'src',
]);

/**
 * Whether a value of a Compose file is read on the host. All others (`environment`, `working_dir`, `command`, targets of mounts, …) are paths inside the
 * container, where `/root` and `/home/…` are as good as any.
 */
export function isHostSide({ path, value }: YamlScalar): boolean {
  if (path.includes('environment') || path.includes('labels')) return false;
  const key = path.findLast((part) => typeof part === 'string');
  // `HOST:CONTAINER`; a path alone is an anonymous volume of the container.
  if (key === 'volumes') return /.:[/\\]/.test(value.slice(2));
  return path.some((part) => typeof part === 'string' && HOST_KEYS.has(part));
}
