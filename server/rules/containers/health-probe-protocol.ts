import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Stage } from '../../languages/dockerfile/dockerfile-model';
import { effective, lastStage } from '../../languages/dockerfile/stages';
import { listenedPorts } from '../../languages/compose/listened-ports';
import { commandsOf } from '../../languages/unit/command-line';
import { type ProbeUrl, readProbeUrls } from '../../project/served/probe-urls';
import type { FileEdit, Fix } from '../finding';
import { type ComposeContext, type DockerfileContext, type RuleContext, type UnitContext, defineRule } from '../rule';
import { effectiveUnit } from '../services/agent-service';
import { buildContexts } from './build-context';
import { composeServices, imageName } from './compose-services';
import { composeProbes, containerOf, probedPort } from './container-probes';
import { outerImage } from './container-user';
import { type ProbeFault, type ProbedService, probeFault } from './probed-service';

export const rule = defineRule({
  id: 'health-probe-protocol',
  topic: 'containers',
  severity: 'warning',
  impact: 7,
  effort: 2,
  triggers: ['healthcheck', 'HEALTHCHECK', 'Healthcheck', 'ExecStartPost', 'ExecCondition', 'ExecReload'],
  crossFile: true,
  documentation: {
    summary: 'Reports health checks that what they ask cannot answer.',
    whatItDoes:
      'Reports an HTTP health check of a Compose service, Dockerfile or systemd unit against a port that speaks gRPC, ZeroMQ or a database’s protocol, and one on another port or path than the service answers. What a port speaks is known from the image, from variables and options (`GRPC_PORT`, `--grpc-port`), from startup files, and from the code that the service starts with the files it imports. Silent where that is not known.',
    whyItMatters:
      'Such a check fails for ever: the container never becomes healthy, what waits for it never starts, and an orchestrator restarts a service that works.',
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  memory:\n    image: acme/memory:1.4.0\n    environment:\n      GRPC_PORT: "50051"\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:50051/health"]\n',
        good: 'services:\n  memory:\n    image: acme/memory:1.4.0\n    environment:\n      GRPC_PORT: "50051"\n    healthcheck:\n      test: ["CMD", "grpc_health_probe", "-addr=localhost:50051"]\n',
      },
      {
        path: 'Dockerfile',
        files: { 'agent.py': 'import zmq\n\nsocket = zmq.Context().socket(zmq.REP)\nsocket.bind("tcp://*:5555")\n' },
        bad: 'FROM python:3.12-slim\nCOPY agent.py .\nHEALTHCHECK CMD curl -f http://localhost:5555/health || exit 1\nCMD ["python", "agent.py"]\n',
        good: 'FROM python:3.12-slim\nCOPY agent.py .\nHEALTHCHECK CMD ["python3", "-c", "import socket; socket.create_connection((\'127.0.0.1\', 5555), 3)"]\nCMD ["python", "agent.py"]\n',
      },
      {
        path: 'compose.yaml',
        bad: 'services:\n  api:\n    image: acme/api:2.0.0\n    command: ["uvicorn", "app:api", "--host", "0.0.0.0", "--port", "8000"]\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:8080/health"]\n',
        good: 'services:\n  api:\n    image: acme/api:2.0.0\n    command: ["uvicorn", "app:api", "--host", "0.0.0.0", "--port", "8000"]\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:8000/health"]\n',
      },
    ],
    fixSafety:
      'To be reviewed: asks the port or path that is answered; else the image’s own client, `grpc_health_probe`, which has to be in the image, or whether the port is open at all.',
    references: [
      'https://github.com/grpc-ecosystem/grpc-health-probe',
      'https://docs.docker.com/reference/compose-file/services/#healthcheck',
    ],
    remediation: {
      steps: [
        'Ask the port that answers health checks, in its own protocol.',
        'Let the service open one if it has none.',
      ],
      test: 'docker inspect --format {{.State.Health.Status}} CONTAINER says healthy.',
      rollback: 'Revert the check.',
      dependsOn: [],
    },
  },
  checks: { compose: checkCompose, dockerfile: checkDockerfile, unit: checkUnit },
});

function checkCompose(context: ComposeContext): void {
  const { compose, project } = context;
  for (const service of composeServices(context)) {
    const probes = composeProbes(service).filter(({ file }) => file === compose);
    if (probes.length === 0) continue;
    const { image, folder, start, environment } = containerOf(project, service, compose.path);
    const named = new Set<number>(image?.exposed);
    for (const { first, last } of listenedPorts(service))
      for (let port = first; port <= last && port - first < 64; port++) named.add(port);
    const probed: ProbedService = {
      imageName: service.entries('build').length > 0 ? null : imageName(service),
      start,
      programs: folder === null ? mounted() : project.services.started(start, folder),
      environment,
      named,
    };
    const test = service.value('healthcheck', 'test');
    for (const probe of probes) {
      const whole =
        test === null || probes.length > 1
          ? null
          : { range: test.node.kind === 'scalar' ? test.node.outer : test.node.range, prefix: '' };
      check(context, probed, probe.url, probe.place, probe.isExact, whole);
    }

    /** A plain image with the project mounted into it. */
    function mounted(): string[] {
      const brings = service
        .items('volumes')
        .some(
          ({ node }) => node.kind === 'scalar' && /^\.{0,2}\/?[\w./-]*:/.test(node.text) && node.text.startsWith('.'),
        );
      const slash = compose.path.lastIndexOf('/');
      return brings ? project.services.started(start, slash === -1 ? '' : compose.path.slice(0, slash)) : [];
    }
  }
}

function checkDockerfile(context: DockerfileContext): void {
  const { document, dockerfile, project } = context;
  const stage = lastStage(dockerfile);
  const instruction = stage === null ? null : effective(stage, 'HEALTHCHECK');
  const image = project.services.image(document.path);
  if (stage === null || instruction === null || image === null) return;
  const folders = buildContexts(project, document.path).map(({ folder }) => folder);
  const first = folders
    .map((folder) => project.services.started(image.start, folder))
    .find((found) => found.length > 0);
  const probed: ProbedService = {
    imageName: startsAsItsBase(stage) ? baseName(stage) : null,
    start: image.start,
    programs: first ?? [],
    environment: image.environment,
    named: new Set(image.exposed),
  };
  const urls = readProbeUrls(document.slice(instruction.range), instruction.range.start);
  const whole =
    instruction.inner === null || urls.length > 1 ? null : { range: instruction.inner.range, prefix: 'CMD ' };
  for (const url of urls) check(context, probed, url, url.range, true, whole);
}

function startsAsItsBase(stage: Stage): boolean {
  return effective(stage, 'CMD') === null && effective(stage, 'ENTRYPOINT') === null;
}

function baseName(stage: Stage): string | null {
  return outerImage(stage)?.replace(/[:@].*$/, '') ?? null;
}

function checkUnit(context: UnitContext): void {
  const { document, project, unit } = context;
  const effectiveValues = effectiveUnit(context);
  const entries = unit.entries.filter(({ section }) => section === 'Service');
  const start = entries
    .filter(({ key }) => key === 'ExecStart')
    .flatMap(({ valueRange }) =>
      commandsOf(document.text, valueRange).flatMap(({ words }) => words.map(({ text }) => text)),
    );
  if (start.length === 0) return;
  const environment: Record<string, string> = {};
  for (const { key, value } of entries) {
    if (key !== 'Environment') continue;
    for (const [, name = '', written = ''] of value.matchAll(/(?:^|[\s"'])([A-Za-z_]\w*)=([^\s"']*)/g))
      environment[name] = written;
  }
  const folder = effectiveValues.value('Service', 'WorkingDirectory') ?? '';
  const programs =
    project.services.started(start, '').length > 0
      ? project.services.started(start, '')
      : project.services.started(start, folder);
  const probed: ProbedService = { imageName: null, start, programs, environment, named: new Set() };
  for (const { key, valueRange } of entries) {
    if (!/^Exec(?:StartPost|Condition|Reload)$/.test(key)) continue;
    for (const url of readProbeUrls(document.slice(valueRange), valueRange.start))
      check(context, probed, url, url.range, true, null);
  }
}

function check(
  context: RuleContext,
  probed: ProbedService,
  url: ProbeUrl,
  place: TextRange,
  isExact: boolean,
  whole: { range: TextRange; prefix: string } | null,
): void {
  const port = probedPort(url, probed.environment);
  const fault = port === null ? null : probeFault(context.project, probed, port, url.path);
  if (port === null || fault === null) return;
  context.report({
    range: place,
    message: messageFor(fault, port, url.path),
    fixes: fixFor(context, fault, url, port, isExact, whole),
  });
}

function messageFor(fault: ProbeFault, port: number, path: string): string {
  switch (fault.kind) {
    case 'protocol':
      return `port ${port} speaks ${fault.speaks}, which never answers this HTTP request: the service cannot become healthy; ask it in its own protocol${fault.port === null ? '' : `, or HTTP on ${fault.port}`}`;
    case 'port':
      return `nothing listens on ${port}: the service answers on ${fault.listens}, and this check fails for ever; ask that port`;
    case 'path':
      return `the service does not answer ${path}, but ${fault.answers.join(', ')}: this check fails for ever; ask what is answered`;
  }
}

function fixFor(
  { document }: RuleContext,
  fault: ProbeFault,
  url: ProbeUrl,
  port: number,
  isExact: boolean,
  whole: { range: TextRange; prefix: string } | null,
): Fix[] {
  const fix = (title: string, range: TextRange, newText: string): Fix[] => [
    { title, safety: 'review', edits: (): FileEdit[] => [{ uri: document.uri, range, newText }] },
  ];
  if (fault.kind === 'path') {
    const [answer] = fault.answers;
    return isExact && answer !== undefined && fault.answers.length === 1
      ? fix(`Ask ${answer}`, url.pathRange, answer)
      : [];
  }
  const answering = fault.kind === 'port' ? fault.listens : fault.port;
  if (answering !== null)
    return isExact && url.portRange !== null ? fix(`Ask port ${answering}`, url.portRange, String(answering)) : [];
  if (whole === null || fault.kind !== 'protocol') return [];
  const words =
    fault.check ??
    (fault.speaks === 'gRPC'
      ? ['grpc_health_probe', `-addr=localhost:${port}`]
      : ['python3', '-c', `import socket; socket.create_connection(('127.0.0.1', ${port}), 3)`]);
  const list = (whole.prefix === '' ? ['CMD', ...words] : words).map((word) => JSON.stringify(word)).join(', ');
  return fix(`Ask with ${words[0] ?? ''}`, whole.range, `${whole.prefix}[${list}]`);
}
