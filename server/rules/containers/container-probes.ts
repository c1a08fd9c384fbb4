import type { YamlNode } from '@agent-preflight/stack/definition/yaml/tree';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { ComposeFile } from '../../languages/compose/compose-file';
import type { ComposeService } from '../../languages/compose/compose-service';
import { withDefaults } from '../../languages/compose/interpolation';
import type { ImageFacts } from '../../project/served/image-facts';
import type { ProjectView } from '../../project/project-view';
import { type ProbeUrl, readProbeUrls } from '../../project/served/probe-urls';
import { normalize } from './build-context';

/** An HTTP address in the health check of a Compose service. */
export interface ComposeProbe {
  readonly url: ProbeUrl;
  readonly file: ComposeFile;
  /** Where to point: the address itself, or the text that holds it. */
  readonly place: TextRange;
  /** True when the ranges of `url` are those of the file; in folded and escaped texts they are not. */
  readonly isExact: boolean;
}

/** What the health check of a service asks over HTTP. */
export function composeProbes(service: ComposeService): ComposeProbe[] {
  const test = service.value('healthcheck', 'test');
  if (test === null) return [];
  return scalarsOf(test.node).flatMap((node) => {
    const isExact = node.range.end - node.range.start === node.text.length;
    return readProbeUrls(node.text, node.range.start, [
      service.name,
      service.text('container_name') ?? service.name,
    ]).map((url) => ({
      url,
      file: test.file,
      place: isExact ? url.range : node.range,
      isExact,
    }));
  });
}

function scalarsOf(node: YamlNode): Extract<YamlNode, { kind: 'scalar' }>[] {
  if (node.kind === 'scalar') return [node];
  return node.kind === 'list' ? node.items.flatMap(scalarsOf) : [];
}

/** A Compose service as a container: how it is made, and what starts in it. */
export interface ComposeContainer {
  readonly image: ImageFacts | null;
  /** Below the project's root; null for what is not built here. */
  readonly folder: string | null;
  /** The words that start it. */
  readonly start: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export function containerOf(project: ProjectView, service: ComposeService, composePath: string): ComposeContainer {
  const slash = composePath.lastIndexOf('/');
  const base = slash === -1 ? '' : composePath.slice(0, slash);
  const isBuilt = service.entries('build').length > 0;
  const written =
    service.scalar('build') === null ? (service.text('build', 'context') ?? '.') : (service.text('build') ?? '.');
  const folder = isBuilt ? normalize(base, written) : null;
  const dockerfile = folder === null ? null : normalize(folder, service.text('build', 'dockerfile') ?? 'Dockerfile');
  const image = dockerfile === null ? null : project.services.image(dockerfile);
  const own = [...wordsOf(service, 'entrypoint'), ...wordsOf(service, 'command')];
  const environment: Record<string, string> = { ...image?.environment };
  for (const { key, value } of service.pairs('environment')) {
    if (value === null) delete environment[key];
    else environment[key] = withDefaults(value);
  }
  return { image, folder, start: own.length > 0 ? own : (image?.start ?? []), environment };
}

function wordsOf(service: ComposeService, key: string): string[] {
  const value = service.value(key);
  if (value === null) return [];
  return scalarsOf(value.node).flatMap(({ text }) =>
    withDefaults(text)
      .split(/[\s;&|"']+/)
      .filter((word) => word !== ''),
  );
}

/** The port of a probe as a number; null when only the running container knows it. */
export function probedPort({ port, scheme }: ProbeUrl, environment: Readonly<Record<string, string>>): number | null {
  if (port === null) return scheme === 'https' ? 443 : 80;
  const variable = /^\$\$?\{?(\w+)(?::?-(\d+))?\}?$/.exec(port);
  const text = variable === null ? port : (environment[variable[1] ?? ''] ?? variable[2] ?? '');
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}
