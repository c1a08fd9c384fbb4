import { entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import { nearestName } from '@agent-preflight/stack/definition/edit-distance';
import type { ComposeFile, DeclaredKind } from '../../languages/compose/compose-file';
import type { ComposeProject } from '../../languages/compose/compose-project';
import { type ComposeService, mapOf } from '../../languages/compose/compose-service';
import { UNKNOWN, withDefaults } from '../../languages/compose/interpolation';
import { removeLines } from '../../fixes/yaml-edits';
import type { Fix } from '../finding';
import { type ComposeContext, defineRule } from '../rule';
import { ComposeEditor } from './compose-editor';
import { type Reference, referencesOf } from './compose-references';
import { here, projectOf } from './compose-services';

export const rule = defineRule({
  id: 'undefined-service',
  topic: 'containers',
  severity: 'error',
  impact: 8,
  effort: 1,
  triggers: null,
  crossFile: true,
  documentation: {
    summary:
      'Reports services, networks, volumes, secrets and configs that are named and defined nowhere, and the obsolete `version:`.',
    whatItDoes:
      'Looks at `depends_on`, `links`, `extends`, `volumes_from`, `network_mode: service:…`, `networks`, named `volumes`, `secrets` and `configs` of the merged project: overrides, overlays and included files count. Silent where a part of the ' +
      'project cannot be seen. A top-level `version:` is told as information: Compose ignores it and warns at every start.',
    whyItMatters: 'Compose refuses the whole project: "service … depends on undefined service …", and nothing starts.',
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    depends_on:\n      - databse\n  database:\n    image: postgres:16.4\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    depends_on:\n      - database\n  database:\n    image: postgres:16.4\n',
      },
      {
        path: 'compose.yaml',
        bad: 'services:\n  database:\n    image: postgres:16.4\n    volumes:\n      - data:/var/lib/postgresql/data\n',
        good: 'services:\n  database:\n    image: postgres:16.4\n    volumes:\n      - data:/var/lib/postgresql/data\n\nvolumes:\n  data:\n',
      },
      {
        path: 'docker-compose.yml',
        bad: 'version: "3.8"\n\nservices:\n  agent:\n    image: acme/agent:1.4.2\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n',
      },
    ],
    fixSafety:
      'A slip of the keyboard is corrected, a network or volume declared, `version:` removed. To be reviewed: removing a dependency on a service that nothing resembles.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#depends_on',
      'https://docs.docker.com/reference/compose-file/version-and-name/',
    ],
    remediation: {
      steps: ['Correct the name, or declare what is missing.'],
      test: 'docker compose config ends without an error.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    compose(context) {
      checkVersion(context);
      const project = projectOf(context);
      if (!project.complete) return;
      for (const service of project.services) {
        for (const reference of referencesOf(service)) {
          if (reference.place.file !== context.compose) continue;
          checkReference(context, project, service, reference);
        }
      }
    },
  },
});

function checkVersion(context: ComposeContext): void {
  const { version } = context.compose;
  if (version === null || context.compose.services.length === 0) return;
  // `docker stack deploy` of older engines takes a file without it for the first version.
  if (/stack|swarm/i.test(context.document.path.replace(/^.*\//, ''))) return;
  const { text, uri } = context.document;
  context.report({
    range: version.range,
    severity: 'information',
    message: `'version:' is obsolete: Compose ignores it and warns at every start, so remove it`,
    fixes: [
      {
        title: "Remove 'version:'",
        safety: 'safe',
        edits: () => {
          // A byte order mark is no part of the first line.
          const from = text.startsWith('\ufeff') ? 1 : 0;
          const { start, end } = version.range;
          const lines = removeLines(text.slice(from), { start: start - from, end: end - from })?.range;
          if (lines === undefined) return [];
          // The blank line below it goes, too: it would be the first line of the file.
          const rest = text.slice(lines.end + from);
          const blank = lines.start === 0 ? (/^(?:[ \t]*\r?\n)*/.exec(rest)?.[0].length ?? 0) : 0;
          return [{ uri, range: { start: lines.start + from, end: lines.end + from + blank }, newText: '' }];
        },
      },
    ],
  });
}

function checkReference(
  context: ComposeContext,
  project: ComposeProject,
  service: ComposeService,
  reference: Reference,
): void {
  const { kind, key, place } = reference;
  const name = withDefaults(reference.name);
  const known = kind === 'service' ? project.serviceNames : project.declared[kind];
  if (name === '' || name.includes(UNKNOWN) || known.has(name)) return;
  const what = kind === 'service' ? 'service' : kind.slice(0, -1);
  const [target] = here(context, [place]);
  if (target === undefined) return;
  const near = nearestName(name, known);
  context.report({
    range: rangeOf(reference),
    message:
      `'${service.name}' names the ${what} '${name}' (${key}), which is defined nowhere in the project, so Compose starts nothing` +
      (near === null ? ': declare it or remove the name' : `: did you mean '${near}'?`),
    fixes: fixesFor(context, service, reference, near),
  });
}

function rangeOf({ place: { node }, name, offset = 0 }: Reference): { start: number; end: number } {
  if (node.kind === 'map') return (entryOf(node, 'source')?.value ?? node).range;
  return {
    start: node.range.start + offset,
    end:
      node.kind === 'scalar' && node.text.length > name.length
        ? node.range.start + offset + name.length
        : node.range.end,
  };
}

function fixesFor(context: ComposeContext, service: ComposeService, reference: Reference, near: string | null): Fix[] {
  const { document, compose } = context;
  const range = rangeOf(reference);
  if (document.slice(range) !== reference.name) return [];
  if (near !== null) {
    return [
      {
        title: `Write '${near}'`,
        safety: 'safe',
        edits: () => [{ uri: document.uri, range, newText: near }],
      },
    ];
  }
  const { kind, name } = reference;
  if (kind === 'volumes' || kind === 'networks') {
    const edits = (): ReturnType<Fix['edits']> => declaration(context, compose, kind, name);
    return edits().length === 0 ? [] : [{ title: `Declare the ${kind.slice(0, -1)} '${name}'`, safety: 'safe', edits }];
  }
  return kind === 'service' ? removal(context, service, reference) : [];
}

/** A key of its own under `volumes:` or `networks:`, or that section at the end of the file. */
function declaration(
  { document }: ComposeContext,
  compose: ComposeFile,
  kind: DeclaredKind,
  name: string,
): ReturnType<Fix['edits']> {
  const section = compose.sections[kind];
  if (section?.value.kind === 'map' && section.value.entries.length > 0) {
    return new ComposeEditor(document).add(section, { path: [name], value: '{}' }).edits();
  }
  const { text, lineEnding, uri } = document;
  if (section !== undefined) {
    const line = text.indexOf('\n', section.keyRange.end);
    if (section.value.kind !== 'scalar' || line === -1) return [];
    return [{ uri, range: { start: line + 1, end: line + 1 }, newText: `  ${name}: {}${lineEnding}` }];
  }
  const start = text.endsWith('\n') ? '' : lineEnding;
  const newText = `${start}${lineEnding}${kind}:${lineEnding}  ${name}: {}${text.endsWith('\n') ? lineEnding : ''}`;
  return [{ uri, range: { start: text.length, end: text.length }, newText }];
}

function removal(context: ComposeContext, service: ComposeService, { key, name, place }: Reference): Fix[] {
  if (key !== 'depends_on' && key !== 'links') return [];
  const layer = service.layers.find(
    (one) => one.file === context.compose && mapOf(one)?.entries.includes(place.entry) === true,
  );
  const map = layer === undefined ? null : mapOf(layer);
  if (map === null || place.entry.merged) return [];
  const { value } = place.entry;
  const edits = (): ReturnType<Fix['edits']> => {
    const editor = new ComposeEditor(context.document);
    if (value.kind !== 'map') return editor.removeItems(map, place.entry, [place.node]).edits();
    const entry = entryOf(value, name);
    if (entry === undefined) return [];
    return (
      value.entries.length === 1 ? editor.removeEntry(map, place.entry) : editor.removeEntry(value, entry)
    ).edits();
  };
  return edits().length === 0 ? [] : [{ title: `Remove '${name}' from ${key}`, safety: 'review', edits }];
}
