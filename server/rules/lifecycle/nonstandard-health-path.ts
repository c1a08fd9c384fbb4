import { textWithHoles } from '../../languages/code-model';
import { type Route, joinPaths } from '../../languages/route';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { effective, lastStage } from '../../languages/dockerfile/stages';
import { readProbeUrls } from '../../project/served/probe-urls';
import { buildContexts } from '../containers/build-context';
import { composeServices } from '../containers/compose-services';
import { composeProbes, containerOf } from '../containers/container-probes';
import type { FileEdit, Fix } from '../finding';
import { type CodeContext, type ComposeContext, type DockerfileContext, type RuleContext, defineRule } from '../rule';
import { healthCertainty, isRead, isStandardHealthPath } from './health/health-paths';
import { probeEdits, probesOf } from './health/probe-edits';
import { healthWord } from './health/health-words';

export const rule = defineRule({
  id: 'nonstandard-health-path',
  topic: 'lifecycle',
  severity: 'information',
  impact: 3,
  effort: 1,
  triggers: ['health', 'Health', 'ping', 'status', 'alive', 'heartbeat', '/up', '/hc'],
  crossFile: true,
  documentation: {
    summary: 'Reports health checks on another path than the project’s standard.',
    whatItDoes:
      'Reports routes such as `/healthz`, `/health_check`, `/ping` and `/status` that stand where the standard path should, and probes of Compose files and Dockerfiles that ask for them. The standard is `health-path` of the configuration, `/health` unless it says otherwise. Silent where the standard is answered as well, on paths below it (`/health/db`), on readiness, on `/status` of something else, and on images that are not built here.',
    whyItMatters:
      'Supervisors, dashboards and probes are written against one path. Each agent with a path of its own needs a setting in each of them, and looks dead where one was forgotten.',
    examples: [
      {
        path: 'agents/api.py',
        bad: 'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/healthz")\ndef healthz():\n    return {"status": "ok"}\n',
        good: 'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef healthz():\n    return {"status": "ok"}\n',
      },
      {
        path: 'gateway/server.ts',
        bad: "import express from 'express';\n\nconst app = express();\napp.get('/ping', (request, response) => response.send('pong'));\n",
        good: "import express from 'express';\n\nconst app = express();\napp.get('/health', (request, response) => response.send('pong'));\napp.get('/ping', (request, response) => response.send('pong'));\n",
      },
      {
        path: 'compose.yaml',
        bad: 'services:\n  api:\n    build: .\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:8000/healthz"]\n',
        good: 'services:\n  api:\n    build: .\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:8000/health"]\n',
      },
    ],
    fixSafety:
      'Safe in code: the path changes, and with it the probes of the containers that start this program; to be reviewed where anything else of the project names the old path: other code, a probe of Kubernetes, a script, a proxy. In a Compose file or Dockerfile it is safe where the program answers the standard path, or its route changes along; to be reviewed where the program cannot be found.',
    references: ['https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check'],
    remediation: {
      steps: [
        'Apply the quick fix, or answer the standard path beside the old one.',
        'Change what asks for the old path.',
      ],
      test: 'curl -f http://localhost:PORT/health answers.',
      rollback: 'Revert the path.',
      dependsOn: [],
    },
  },
  checks: { code: checkRoutes, compose: checkCompose, dockerfile: checkDockerfile },
});

function checkRoutes(context: CodeContext): void {
  const { code, configuration, document, project } = context;
  const standard = configuration.healthPath;
  const routes = servedRoutes(context).filter(
    (route) => route.path !== null && isRead(route) && !code.isInlineTest(route.node),
  );
  const candidates = routes.filter((route) => certaintyOf(route, standard) !== null);
  if (candidates.length === 0 || routes.some(({ path }) => isStandardHealthPath(path ?? '', standard))) return;
  if (answeredNearby(context, standard)) return;
  const reported = new Set<number>();
  for (const route of candidates) {
    const { path, pathNode } = route;
    const place = pathNode ?? route.node;
    if (path === null || reported.has(place.start)) continue;
    if (certaintyOf(route, standard) === 'likely' && (!answersHealth(context, route) || candidates.length > 2))
      continue;
    reported.add(place.start);
    const own = ownEdit(context, route, standard);
    context.report({
      range: place,
      message: messageFor(path, standard),
      fixes:
        own === null || code.root.hasError
          ? []
          : [
              {
                title: `Answer ${own.full} instead of ${path}`,
                safety: isAskedElsewhere(context, path) ? 'review' : 'safe',
                edits: () => [own.edit, ...probeEdits(project, document.path, path, own.full)],
              },
            ],
    });
  }
}

/** The file's routes by the paths callers know: behind the prefix that another file puts its router under, where that is one. */
function servedRoutes({ code, document, project }: CodeContext): readonly Route[] {
  const { routes } = code;
  if (routes.length === 0) return routes;
  const prefixes = new Set(project.routing.waysTo(document.path).map(({ prefix }) => prefix));
  const [prefix = ''] = prefixes;
  if (prefixes.size !== 1 || prefix === '' || prefix === '/') return routes;
  return routes.map((route) => (route.path === null ? route : { ...route, path: joinPaths(prefix, route.path) }));
}

/** True when something names the path that the fix does not reach: another program's client, a probe of Kubernetes, a script, a proxy. */
function isAskedElsewhere({ document, project }: CodeContext, path: string): boolean {
  const last = path.replace(/\/$/, '').split('/').at(-1) ?? '';
  const { served, healthMentions } = project.facts;
  const isClient = served.some(
    (file) =>
      file.path !== document.path &&
      file.names.includes(last) &&
      !file.healthRoutes.some((route) => route.path.endsWith(`/${last}`)),
  );
  const asking = healthMentions.filter(({ mentions }) => mentions.some(({ name }) => name === last));
  if (isClient || asking.length === 0) return isClient;
  // A container asks itself: what it does not start it does not ask.
  const settled = probesOf(project, document.path, path).filter(({ runs }) => runs !== 'unknown');
  return asking.some((file) => {
    const uri = project.uriOf(file.path);
    return file.mentions.some(
      ({ name, range }) =>
        name === last &&
        !settled.some((probe) => probe.uri === uri && probe.range.start <= range.start && range.end <= probe.range.end),
    );
  });
}

/** Kubernetes asks for life and readiness on two paths of their own. */
const TWO_QUESTIONS = /\/(?:live(?:ness|z)?|startup)\/?$/i;

function certaintyOf({ path }: Route, standard: string): 'certain' | 'likely' | null {
  if (path === null || TWO_QUESTIONS.test(path) || isStandardHealthPath(path, standard)) return null;
  // What is below another health path asks for a part of it.
  return healthCertainty(path.replace(/\/$/, ''));
}

/** `/ping` and `/status` ask for health when that is all their handler tells. */
function answersHealth({ code }: CodeContext, route: Route): boolean {
  const node = route.function?.node ?? route.handler;
  if (!node || node.end - node.start > 1500) return false;
  const text = code.textOf(node);
  const words = [...text.matchAll(/["'`]([A-Za-z ]{2,20})["'`]/g)].map(([, word]) => word ?? '');
  return (
    words.some((word) => healthWord(word) === 'ok' || /^pong$/i.test(word)) &&
    !/\b(?:job|task|order|user|session|upload|payment|queue)_?id\b/i.test(text)
  );
}

/** True when a file of the same folder, or of one above or below it, answers the standard path: this route is an alias, or another's. */
function answeredNearby({ project, document }: CodeContext, standard: string): boolean {
  const folder = folderOf(document.path);
  return project.facts.served.some(({ path, healthRoutes }) => {
    if (path === document.path || !healthRoutes.some((route) => isStandardHealthPath(route.path, standard)))
      return false;
    const other = folderOf(path);
    return isAbove(folder, other) || isAbove(other, folder)
      ? project.services.program(path).files.includes(document.path) ||
          project.services.program(document.path).files.includes(path)
      : false;
  });
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function isAbove(folder: string, other: string): boolean {
  return other.startsWith(folder);
}

/** The edit of the literal that gives the route's own part of the path. */
function ownEdit(
  { code, document }: CodeContext,
  { path, pathNode }: Route,
  standard: string,
): { edit: FileEdit; full: string } | null {
  if (path === null || pathNode === null || !/string/.test(pathNode.type)) return null;
  const value = code.stringValue(pathNode);
  if (value === null) return null;
  const written = textWithHoles(value).replace(/^\^/, '').replace(/\$$/, '').replace(/\/$/, '');
  const last = path.replace(/\/$/, '').split('/').at(-1) ?? '';
  const at = code.textOf(pathNode).lastIndexOf(last);
  if (!written.endsWith(last) || at === -1 || last === '') return null;
  const start = pathNode.start + at;
  const full = `${path.replace(/\/$/, '').slice(0, -last.length - 1)}${standard}`;
  return { edit: { uri: document.uri, range: { start, end: start + last.length }, newText: standard.slice(1) }, full };
}

function checkCompose(context: ComposeContext): void {
  for (const service of composeServices(context)) {
    const container = containerOf(context.project, service, context.compose.path);
    // The paths of other people's images are theirs.
    if (service.entries('build').length === 0) continue;
    for (const probe of composeProbes(service)) {
      if (probe.file !== context.compose) continue;
      checkProbe(
        context,
        probe.url.path,
        probe.place,
        probe.isExact ? probe.url.pathRange : null,
        container.folder === null ? [] : context.project.services.started(container.start, container.folder),
      );
    }
  }
}

function checkDockerfile(context: DockerfileContext): void {
  const stage = lastStage(context.dockerfile);
  const check = stage === null ? null : effective(stage, 'HEALTHCHECK');
  if (stage === null || check === null) return;
  if (!stage.instructions.some(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')) return;
  const image = context.project.services.image(context.document.path);
  const programs = buildContexts(context.project, context.document.path).flatMap(({ folder }) =>
    context.project.services.started(image?.start ?? [], folder),
  );
  for (const url of readProbeUrls(context.document.slice(check.range), check.range.start))
    checkProbe(context, url.path, url.range, url.pathRange, programs);
}

function checkProbe(
  context: RuleContext,
  path: string,
  place: TextRange,
  pathRange: TextRange | null,
  programs: readonly string[],
): void {
  const { configuration, document, project } = context;
  const standard = configuration.healthPath;
  if (
    TWO_QUESTIONS.test(path) ||
    /ready/i.test(path) ||
    isStandardHealthPath(path, standard) ||
    healthCertainty(path) === null
  )
    return;
  const answered = programs.flatMap((program) => project.services.program(program).healthRoutes);
  const old = answered.filter((route) => route.path === path);
  const answersStandard = answered.some((route) => route.path === standard);
  // What the program does not answer at all is health-probe-protocol's.
  if (answered.length > 0 && old.length === 0) return;
  context.report({
    range: place,
    message: messageFor(path, standard),
    fixes: pathRange === null ? [] : [probeFix()],
  });

  function probeFix(): Fix {
    const full = `${path.slice(0, path.lastIndexOf('/'))}${standard}`;
    const known = answersStandard || old.length > 0;
    return {
      title: `Ask for ${full} instead of ${path}`,
      safety: known ? 'safe' : 'review',
      edits: () => [
        { uri: document.uri, range: pathRange as TextRange, newText: full },
        ...(answersStandard
          ? []
          : old.map((route): FileEdit => ({ uri: project.uriOf(route.file), range: route.range, newText: full }))),
      ],
    };
  }
}

function messageFor(path: string, standard: string): string {
  return `health is asked for at ${path} here, and at ${standard} elsewhere: whoever asks the standard path takes this service for dead; use ${standard}`;
}
