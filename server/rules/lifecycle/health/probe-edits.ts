import type { ProjectView } from '../../../project/project-view';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { FileEdit } from '../../finding';
import { composeProbes, containerOf } from '../../containers/container-probes';
import { buildContexts } from '../../containers/build-context';

type TextEdit = Extract<FileEdit, { range: TextRange }>;

/** The edits that let the probes of a program's containers ask for another path, in Compose files and Dockerfiles. */
export function probeEdits(project: ProjectView, program: string, path: string, standard: string): FileEdit[] {
  const edits: TextEdit[] = [];
  const add = (file: string, range: TextRange): void => {
    const uri = project.uriOf(file);
    if (!edits.some((edit) => edit.uri === uri && edit.range.start === range.start))
      edits.push({ uri, range, newText: standard });
  };
  const runs = (words: readonly string[], folder: string): boolean =>
    project.services
      .started(words, folder)
      .some((started) => project.services.program(started).files.includes(program));
  for (const image of project.facts.images) {
    if (!image.probes.some((probe) => probe.path === path)) continue;
    const folders = buildContexts(project, image.path).map(({ folder }) => folder);
    if (!folders.some((folder) => runs(image.start, folder))) continue;
    for (const probe of image.probes) if (probe.path === path) add(image.path, probe.pathRange);
  }
  for (const file of project.compose.files) {
    for (const service of project.compose.project(file).services) {
      const probes = composeProbes(service).filter((probe) => probe.isExact && probe.url.path === path);
      if (probes.length === 0) continue;
      const container = containerOf(project, service, file.path);
      if (container.folder === null || !runs(container.start, container.folder)) continue;
      for (const probe of probes) add(probe.file.path, probe.url.pathRange);
    }
  }
  return edits;
}
