import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { hostKind, parseAddress } from '../../languages/addresses';
import type { YamlScalar } from '../../languages/yaml/yaml-model';
import { composeHost, nameServiceFix } from './compose-hosts';
import type { EnvContext, RuleContext, YamlContext } from '../rule';

/** Keys under which an address is where the agent itself listens, or no address to reach at all. */
const OWN_KEYS =
  /^(bind|listen|bind_address|listen_address|subnet|gateway|cidr|ipv4_address|no_proxy|allowed?_.*|.*_allow(list|ed).*|trusted.*|cors.*|.*origins?|test|command|healthcheck|(next_public|vite|react_app|public)_.*)$/i;
const HOST_KEYS = /host|url|uri|addr|endpoint|server|broker|ip$|_ip|dsn|connection|redis|nats|peer|node/i;

/** Addresses in startup and Compose files. */
export function checkYaml(context: YamlContext): void {
  for (const scalar of context.yaml.scalars.map(listedVariable)) {
    const address = parseAddress(scalar.value);
    if (address === null || (address.kind !== 'loopback' && address.kind !== 'private')) continue;
    if (scalar.path.some((part) => typeof part === 'string' && OWN_KEYS.test(part))) continue;
    if (isOwnHost(scalar) || !(address.scheme !== null || HOST_KEYS.test(scalar.key))) continue;
    if (hostKind(address.host) === 'loopback' && /health/i.test(scalar.path.join('.'))) continue;
    const compose = address.kind === 'loopback' ? composeHost(context, scalar, address.port) : null;
    if (compose?.isRight === true) continue;
    context.report({
      range: scalar.range,
      message: `'${address.host}' is hard-coded and holds on one machine only: write a placeholder such as \${${placeholderName(scalar)}}, set where the stack is started`,
      fixes: [
        ...(compose?.owner ? nameServiceFix(context, scalar, address.host, compose.owner) : []),
        {
          title: `Read the address from ${placeholderName(scalar)}`,
          safety: address.kind === 'private' ? 'safe' : 'review',
          edits: () => [{ uri: context.document.uri, range: scalar.range, newText: placeholder(context, scalar) }],
        },
      ],
    });
  }
}

/** `- REDIS_URL=redis://localhost:6379`, as lists of environment variables are written, seen as the variable's own scalar. */
function listedVariable(scalar: YamlScalar): YamlScalar {
  const match = typeof scalar.path.at(-1) === 'number' ? /^([A-Za-z_]\w*)=(.+)$/s.exec(scalar.value) : null;
  const [, key = '', value = ''] = match ?? [];
  if (match === null || scalar.range.end - scalar.range.start !== scalar.value.length) return scalar;
  const range = { start: scalar.range.end - value.length, end: scalar.range.end };
  return { ...scalar, path: [...scalar.path.slice(0, -1), key], key, value, range };
}

/** `host:` of an agent's own entry is where it listens; other rules look at that. */
function isOwnHost(scalar: YamlScalar): boolean {
  const parent = scalar.path.at(-2);
  return scalar.key === 'host' && (typeof parent === 'number' || /^[A-Z]/.test(String(parent ?? '')));
}

function placeholderName(scalar: YamlScalar): string {
  const parts = scalar.path.filter((part): part is string => typeof part === 'string');
  const [own = 'host'] = parts.slice(-1);
  const generic = /^(host|url|uri|address|addr|ip|endpoint)$/i.test(own);
  const owner = parts.at(-2);
  const name = generic && owner !== undefined && owner !== 'config' ? `${owner}_${own}` : own;
  return name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}

function placeholder(context: YamlContext, scalar: YamlScalar): string {
  const text = `\${${placeholderName(scalar)}:-${context.document.slice(scalar.range)}}`;
  return scalar.style === 'plain' && context.document.slice(scalar.range).includes(': ') ? `"${text}"` : text;
}

/** Addresses in `.env` files: they hold on the machine whose file it is, and travel with it into an image. */
export function checkEnvFile(context: EnvContext): void {
  if (/example|sample|template|dist$|local|dev|test/i.test(context.document.path.replace(/^.*\//, ''))) return;
  for (const { name, value, valueRange } of context.env.entries) reportVariable(context, name, value, valueRange);
}

const ENVIRONMENT_LINE = /^[ \t]*Environment[ \t]*=[ \t]*(.*)$/gm;
const SETTING = /(["']?)([A-Za-z_]\w*)=([^\s"']+)\1/g;

/** Addresses in the `Environment=` lines of systemd units. */
export function checkUnit(context: RuleContext): void {
  if (!context.document.path.endsWith('.service')) return;
  for (const line of context.document.text.matchAll(ENVIRONMENT_LINE)) {
    const lineStart = line.index + line[0].length - (line[1] ?? '').length;
    for (const setting of (line[1] ?? '').matchAll(SETTING)) {
      const [, quote = '', name = '', value = ''] = setting;
      const start = lineStart + setting.index + quote.length + name.length + 1;
      reportVariable(context, name, value, { start, end: start + value.length });
    }
  }
}

function reportVariable(context: RuleContext, name: string, value: string, range: TextRange): void {
  const address = parseAddress(value);
  if (address === null || (address.kind !== 'loopback' && address.kind !== 'private')) return;
  if (OWN_KEYS.test(name) || /bind|listen|origin|allow|trust|proxy/i.test(name)) return;
  if (!(address.scheme !== null || HOST_KEYS.test(name))) return;
  context.report({
    range,
    severity: 'information',
    message: `${name} is '${address.host}', which holds on one machine only: write the name of the service, or set it where the machine is set up`,
  });
}
