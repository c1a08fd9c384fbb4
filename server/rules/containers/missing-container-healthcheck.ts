import { entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import type { Stage } from '../../languages/dockerfile/dockerfile-model';
import { effective, effectiveInstructions, lastStage } from '../../languages/dockerfile/stages';
import type { Fix } from '../finding';
import { type DockerfileContext, defineRule } from '../rule';
import { clientOf } from './base-images';
import { checkComposeHealth } from './compose-health';
import { servicesBuiltBy } from './build-context';
import { outerImage } from './container-user';
import { beforeStart, isUnfinished } from './dockerfile-edits';
import { servicePort } from './service-port';

export const rule = defineRule({
  id: 'missing-container-healthcheck',
  topic: 'containers',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: null,
  documentation: {
    summary: 'Reports images that say nothing about their health.',
    whatItDoes:
      'Looks for a `HEALTHCHECK` in the last stage and in those it goes on from. `HEALTHCHECK NONE` is an answer, too. Silent for images that start nothing or only a shell or a ' +
      'build tool, for development containers, and for base images known to bring a health check. An image without a CMD may be the base of others: an information. ' +
      'In Compose files, reports services without a `healthcheck:` in the merged project, or with one that is switched off, but for tasks that end by themselves and for what a Dockerfile of the project builds.',
    whyItMatters:
      'Without a health check a container that hangs counts as running: nothing waits for it to be ready, and nothing restarts it when it stops answering.',
    examples: [
      {
        path: 'Dockerfile',
        bad: 'FROM python:3.12-slim\nUSER 1000\nEXPOSE 8000\nCMD ["uvicorn", "app:api", "--host", "0.0.0.0", "--port", "8000"]\n',
        good: 'FROM python:3.12-slim\nUSER 1000\nEXPOSE 8000\nHEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen(\'http://127.0.0.1:8000/health\', timeout=3)"]\nCMD ["uvicorn", "app:api", "--host", "0.0.0.0", "--port", "8000"]\n',
      },
      {
        path: 'compose.yaml',
        bad: 'services:\n  cache:\n    image: redis:7.4.1\n',
        good: 'services:\n  cache:\n    image: redis:7.4.1\n    healthcheck:\n      test: ["CMD", "redis-cli", "ping"]\n',
      },
    ],
    fixSafety:
      'Asks `/health` on the port that the start command or EXPOSE names, with what the image has anyway: Python, Node, curl or wget. Safe for web servers whose command is known; to be ' +
      'reviewed elsewhere, since the program may speak another protocol. No fix without a port or a client.',
    references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
    remediation: {
      steps: ['Let the service answer /health.', 'Apply the quick fix.', 'Set the start period to what loading takes.'],
      test: 'docker inspect --format {{.State.Health.Status}} CONTAINER says healthy.',
      rollback: 'Write HEALTHCHECK NONE.',
      dependsOn: ['missing-health-check'],
    },
  },
  checks: {
    compose: checkComposeHealth,
    dockerfile(context) {
      const stage = lastStage(context.dockerfile);
      if (stage === null || hasHealthCheck(context, stage) || startsNoService(context, stage)) return;
      const starts = effective(stage, 'CMD') !== null || effective(stage, 'ENTRYPOINT') !== null;
      context.report({
        range: stage.from.range,
        severity: starts ? undefined : 'information',
        message:
          'No HEALTHCHECK: a container that hangs counts as running; ask the service whether it lives, or say HEALTHCHECK NONE',
        fixes: starts && !isUnfinished(context.document, stage) ? addHealthCheck(context, stage) : [],
      });
    },
  },
});

/** Images that bring a health check of their own. */
const CHECKED =
  /^(?:quay\.io\/)?jupyter\/|^(?:louislam\/uptime-kuma|netdata\/netdata|pihole\/pihole|mcr\.microsoft\.com\/azure-functions)/;

function hasHealthCheck({ document, project }: DockerfileContext, stage: Stage): boolean {
  if (servicesBuiltBy(project, document.path).some((service) => entryOf(service, 'healthcheck') !== undefined))
    return true;
  return effective(stage, 'HEALTHCHECK') !== null || CHECKED.test(outerImage(stage) ?? '');
}

/** Programs that end by themselves or wait for a person. */
const NO_SERVICE =
  /^(?:(?:ba|da|a|z|k)?sh|pytest|tox|nox|make|cargo|mvn|gradle|true|psql|mysql|redis-cli|curl|wget|git|terraform|ansible(-playbook)?|kubectl|helm|echo)$/;

function startsNoService({ document }: DockerfileContext, stage: Stage): boolean {
  if (/(^|\/)\.devcontainer\//.test(document.path)) return true;
  const [entrypoint, cmd] = [effective(stage, 'ENTRYPOINT'), effective(stage, 'CMD')];
  if (outerImage(stage) === 'scratch' && entrypoint === null && cmd === null) return true;
  const start = entrypoint ?? cmd;
  if (start === null) return false;
  const commands = start.commands;
  return (
    commands.length === 1 &&
    NO_SERVICE.test(commands[0]?.name ?? '') &&
    !commands[0]?.args.some(({ value }) => /\.\w+$/.test(value))
  );
}

/** Commands of web servers, which can answer an HTTP request. */
const WEB_SERVERS = /^(?:uvicorn|gunicorn|hypercorn|granian|daphne|flask|fastapi|waitress-serve|streamlit)$/;

function addHealthCheck(context: DockerfileContext, stage: Stage): Fix[] {
  const { document, dockerfile } = context;
  const port = servicePort(dockerfile, stage);
  const client = clientFor(stage);
  if (port === null || client === null || port === 0) return [];
  const command = requestBy(client, `http://127.0.0.1:${port}/health`);
  const words = [effective(stage, 'ENTRYPOINT'), effective(stage, 'CMD')].flatMap(
    (start) => start?.commands.flatMap((one) => [one.name, ...one.args.map(({ value }) => value)]) ?? [],
  );
  return [
    {
      title: `Ask http://127.0.0.1:${port}/health`,
      safety: words.some((word) => WEB_SERVERS.test(word)) ? 'safe' : 'review',
      edits: () => [
        beforeStart(document, stage, [
          'HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \\',
          `  CMD ${command}`,
        ]),
      ],
    },
  ];
}

type Client = 'python' | 'node' | 'curl' | 'wget';

/** The program in the image that can ask: what the file installs, else what the base brings along. */
function clientFor(stage: Stage): Client | null {
  const image = outerImage(stage);
  const known = image === null ? null : clientOf(image);
  if (known !== null) return known;
  for (const { commands } of effectiveInstructions(stage)) {
    for (const { name, args } of commands) {
      if (
        !/^(?:apt|apt-get|apk|yum|dnf|microdnf)$/.test(name) ||
        !args.some(({ value }) => /^(?:install|add)$/.test(value))
      )
        continue;
      const found = args.find(({ value }) => /^(?:curl|wget)$/.test(value));
      if (found !== undefined) return found.value === 'curl' ? 'curl' : 'wget';
      if (args.some(({ value }) => /^python3(?:\.\d+)?$/.test(value))) return 'python';
    }
  }
  return null;
}

function requestBy(client: Client, url: string): string {
  switch (client) {
    case 'python':
      return `["python3", "-c", "import urllib.request; urllib.request.urlopen('${url}', timeout=4)"]`;
    case 'node':
      return `["node", "-e", "fetch('${url}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]`;
    case 'curl':
      return `["curl", "--fail", "--silent", "--max-time", "4", "${url}"]`;
    case 'wget':
      return `["wget", "--quiet", "--spider", "--timeout=4", "${url}"]`;
  }
}
