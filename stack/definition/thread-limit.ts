import { entryOf, type YamlMap } from './yaml/tree';

/** `max_threads`, also under `resource_limits:`; null where nobody says, or says no whole number above zero. */
export function threadLimitOf(map: YamlMap): number | null {
  const limits = entryOf(map, 'resource_limits', 'limits', 'resources')?.value;
  for (const place of [map, ...(limits?.kind === 'map' ? [limits] : [])]) {
    const value = entryOf(place, 'max_threads', 'thread_limit')?.value;
    if (value?.kind === 'scalar' && /^[1-9]\d{0,3}$/.test(value.text)) return Number(value.text);
  }
  return null;
}
