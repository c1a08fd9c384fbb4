import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { ComposeFile } from '../../languages/compose/compose-file';
import { type ComposeProject, composeProject } from '../../languages/compose/compose-project';
import type { ComposeService, Placed, ServiceLayer } from '../../languages/compose/compose-service';
import type { ComposeContext } from '../rule';

/** Twelve rules ask for the merged project of one version of a file. */
const projects = new WeakMap<ComposeFile, ComposeProject>();

/** The merged project that a checked file belongs to, with the file as its editor has it. */
export function projectOf({ compose, project }: ComposeContext): ComposeProject {
  let merged = projects.get(compose);
  if (merged === undefined) projects.set(compose, (merged = composeProject(compose, project.compose.files)));
  return merged;
}

/** The services of the merged project. */
export function composeServices(context: ComposeContext): readonly ComposeService[] {
  return projectOf(context).services;
}

/** The values that stand in the checked file itself: those of other files are told there. */
export function here<T extends { readonly file: ComposeFile }>(context: ComposeContext, places: readonly T[]): T[] {
  return places.filter(({ file }) => file === context.compose);
}

/** A service that the checked file is the first to declare: what it lacks is told here, and nowhere else. */
export interface OwnService {
  readonly service: ComposeService;
  readonly layer: ServiceLayer;
  readonly range: TextRange;
}

/**
 * The services declared in the checked file that lack something: neither they nor what production files make of them have it. Parts of services (no image,
 * no build) are left to the file that completes them, Windows containers to others.
 */
export function servicesWithout(context: ComposeContext, has: (service: ComposeService) => boolean): OwnService[] {
  const { services, hardened } = projectOf(context);
  return services.flatMap((service) => {
    const layer = service.declaration;
    if (layer?.file !== context.compose || !service.isComplete || service.isPartial || has(service)) return [];
    if (service.text('platform')?.startsWith('windows') === true) return [];
    const later = hardened.map((variant) => variant.find(({ name }) => name === service.name));
    if (later.some((variant) => variant !== undefined && has(variant))) return [];
    return [{ service, layer, range: layer.entry.keyRange }];
  });
}

/** True when a value came in through an anchor or a merge key: other services share its text. */
export function isShared(layer: ServiceLayer, { entry, node }: Placed): boolean {
  const { range } = layer.entry;
  const place = node.kind === 'scalar' ? node.outer : node.range;
  return entry.merged || place.start < range.start || place.end > range.end;
}

/** `myregistry:5000/team/postgres:16@sha256:…` → `team/postgres` */
export function imageName(service: ComposeService): string {
  const image = service.text('image') ?? '';
  const [path = ''] = image.split('@');
  const parts = path.replace(/:[^/:]*$/, '').split('/');
  if (parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? '')) parts.shift();
  return parts.join('/').toLowerCase();
}
