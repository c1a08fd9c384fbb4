import { type ComposeService, type Placed, isTrue } from '../../languages/compose/compose-service';
import { withDefaults } from '../../languages/compose/interpolation';
import type { Fix } from '../finding';
import type { ComposeContext } from '../rule';
import { ComposeEditor } from './compose-editor';
import { type OwnService, composeServices, here, imageName, servicesWithout } from './compose-services';

/** How well-known images are asked; the commands come with the image and need no password. */
const CHECKS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:postgres|postgis\/postgis|pgvector\/pgvector|timescale\/timescaledb)$/,
    '["CMD-SHELL", "pg_isready -U \\"$${POSTGRES_USER:-postgres}\\""]',
  ],
  [/^redis$/, '["CMD", "redis-cli", "ping"]'],
  [/^valkey\/valkey$/, '["CMD", "valkey-cli", "ping"]'],
  [/^mysql$/, '["CMD", "mysqladmin", "ping", "-h", "127.0.0.1"]'],
  [/^mariadb$/, '["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]'],
  [/^mongo$/, '["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand(\'ping\')"]'],
  [/^rabbitmq$/, '["CMD", "rabbitmq-diagnostics", "-q", "ping"]'],
  [/^prom\/prometheus$/, '["CMD", "wget", "-qO-", "http://127.0.0.1:9090/-/healthy"]'],
];

/** Images that bring a health check. */
const CHECKED =
  /^(?:jupyter\/|louislam\/uptime-kuma|netdata\/netdata|pihole\/pihole|linuxserver\/|portainer\/|adguard\/|timescale\/promscale|mcr\.microsoft\.com\/azure-functions)/;

/**
 * The half of missing-container-healthcheck that looks at Compose files. What is built from a Dockerfile of the project, that file tells; tasks that end by themselves need
 * none.
 */
export function checkComposeHealth(context: ComposeContext): void {
  for (const service of composeServices(context)) {
    const off = switchedOff(service);
    if (off === null || isTask(service)) continue;
    for (const { node } of here(context, [off])) {
      context.report({
        range: node.range,
        message: `The health check of '${service.name}' is switched off, also that of its image: when it hangs it counts as running; ask it whether it lives`,
      });
    }
  }
  const awaited = new Set(composeServices(context).flatMap(awaitedToEnd));
  for (const own of servicesWithout(context, (service) => service.value('healthcheck') !== null)) {
    const { service } = own;
    if (awaited.has(service.name) || isTask(service) || CHECKED.test(imageName(service))) continue;
    if (hasDockerfile(context, service)) continue;
    context.report({
      range: own.range,
      message: `'${service.name}' has no health check: when it hangs it counts as running, and nothing can wait until it is ready; add one`,
      fixes: addCheck(context, own),
    });
  }
}

/** `disable: true` or `test: NONE`; null where a check is left on. */
function switchedOff(service: ComposeService): Placed | null {
  const disable = service.scalar('healthcheck', 'disable');
  if (disable !== null && isTrue(withDefaults(disable.node.text))) return disable;
  const test = service.value('healthcheck', 'test');
  const first = test?.node.kind === 'list' ? test.node.items[0] : test?.node;
  return test !== null && first?.kind === 'scalar' && first.text.trim() === 'NONE' ? test : null;
}

/** The services that another one waits for until they have ended. */
function awaitedToEnd(service: ComposeService): string[] {
  return service
    .names('depends_on')
    .filter(({ name }) => service.text('depends_on', name, 'condition') === 'service_completed_successfully')
    .map(({ name }) => name);
}

function isTask(service: ComposeService): boolean {
  return service.text('restart') === 'no' || service.text('deploy', 'restart_policy', 'condition') === 'none';
}

function hasDockerfile({ project, compose }: ComposeContext, service: ComposeService): boolean {
  if (service.entries('build').length === 0) return false;
  if (service.value('build', 'dockerfile_inline') !== null) return true;
  const folder = compose.path.slice(0, compose.path.lastIndexOf('/') + 1);
  const build = service.scalar('build') === null ? service.text('build', 'context') : service.text('build');
  const name = service.text('build', 'dockerfile') ?? 'Dockerfile';
  const parts: string[] = [];
  for (const part of `${folder}${build ?? '.'}/${name}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return project.exists(parts.join('/'));
}

function addCheck(context: ComposeContext, { service, layer }: OwnService): Fix[] {
  const name = imageName(service);
  const test = service.entries('build').length > 0 ? undefined : CHECKS.find(([pattern]) => pattern.test(name))?.[1];
  if (test === undefined) return [];
  const edits = (): ReturnType<Fix['edits']> =>
    new ComposeEditor(context.document)
      .add(layer.entry, {
        path: ['healthcheck'],
        keys: [
          ['test', test],
          ['interval', '10s'],
          ['timeout', '5s'],
          ['retries', '5'],
          ['start_period', '30s'],
        ],
      })
      .edits();
  return edits().length === 0 ? [] : [{ title: `Ask ${name} whether it is ready`, safety: 'safe', edits }];
}
