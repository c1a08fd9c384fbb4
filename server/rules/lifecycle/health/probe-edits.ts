import type { ProjectView } from '../../../project/project-view';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { FileEdit } from '../../finding';
import { composeProbes, containerOf } from '../../containers/container-probes';
import { buildContexts } from '../../containers/build-context';

type TextEdit = Extract<FileEdit, { range: TextRange }>;

/** Where a container is asked for a path, and whether the container starts the program in question. */
export interface PlacedProbe {
  readonly uri: string;
  readonly range: TextRange;
  readonly runs: 'it' | 'another' | 'unknown';
}

/** The edits that let the probes of a program's containers ask for another path, in Compose files and Dockerfiles. */
export function probeEdits(project: ProjectView, program: string, path: string, standard: string): TextEdit[] {
  return probesOf(project, program, path)
    .filter(({ runs }) => runs === 'it')
    .map(({ uri, range }) => ({ uri, range, newText: standard }));
}

/** Every probe of a container for a path; each place once. */
export function probesOf(project: ProjectView, program: string, path: string): PlacedProbe[] {
  const probes = new Map<string, PlacedProbe>();
  const add = (file: string, range: TextRange, runs: PlacedProbe['runs']): void => {
    const uri = project.uriOf(file);
    const key = `${uri} ${range.start}`;
    // One base file may serve several programs.
    if (runs === 'it' || !probes.has(key)) probes.set(key, { uri, range, runs });
  };
  const runsIn = (words: readonly string[], folders: readonly string[]): PlacedProbe['runs'] => {
    const started = folders.flatMap((folder) => project.services.started(words, folder));
    if (started.some((file) => project.services.program(file).files.includes(program))) return 'it';
    return started.length === 0 ? 'unknown' : 'another';
  };
  for (const image of project.facts.images) {
    if (!image.probes.some((probe) => probe.path === path)) continue;
    const folders = buildContexts(project, image.path).map(({ folder }) => folder);
    const runs = runsIn(image.start, folders);
    for (const probe of image.probes) if (probe.path === path) add(image.path, probe.pathRange, runs);
  }
  for (const file of project.compose.files) {
    for (const service of project.compose.project(file).services) {
      const asking = composeProbes(service).filter((probe) => probe.isExact && probe.url.path === path);
      if (asking.length === 0) continue;
      const container = containerOf(project, service, file.path);
      const runs = container.folder === null ? 'unknown' : runsIn(container.start, [container.folder]);
      for (const probe of asking) add(probe.file.path, probe.url.pathRange, runs);
    }
  }
  return [...probes.values()];
}
