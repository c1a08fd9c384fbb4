import type { ProjectView } from '../../project/project-view';
import type { Protocol } from '../../project/served/served-facts';
import { usesBaseAgent } from '../lifecycle/agent-class';
import { healthCertainty } from '../lifecycle/health/health-paths';
import { knownProtocol } from './known-ports';

/** What is known of a service that a health check asks. */
export interface ProbedService {
  /** The image it is made from, or of; null for what is built from scratch. */
  readonly imageName: string | null;
  /** The words that start it. */
  readonly start: readonly string[];
  /** The files of code that it starts. */
  readonly programs: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Ports that are named for it: EXPOSE, `ports:`, `expose:`. */
  readonly named: ReadonlySet<number>;
}

/** Why a health check cannot be answered. */
export type ProbeFault =
  | {
      readonly kind: 'protocol';
      readonly speaks: string;
      readonly check: readonly string[] | null;
      readonly port: number | null;
    }
  | { readonly kind: 'port'; readonly listens: number }
  | { readonly kind: 'path'; readonly answers: readonly string[] };

const NAMES: Readonly<Record<Protocol, string>> = { http: 'HTTP', grpc: 'gRPC', zmq: 'ZeroMQ' };

/** What is wrong with asking a service over HTTP on a port and path; null where nothing is known to be. */
export function probeFault(
  project: ProjectView,
  service: ProbedService,
  port: number,
  path: string,
): ProbeFault | null {
  const protocol = otherProtocol(project, service, port);
  if (protocol !== null) return { kind: 'protocol', ...protocol, port: httpPort(project, service, port) };
  const listens = otherPort(project, service, port);
  if (listens !== null) return { kind: 'port', listens };
  const answers = otherPaths(project, service, path);
  return answers === null ? null : { kind: 'path', answers };
}

function otherProtocol(
  project: ProjectView,
  service: ProbedService,
  port: number,
): { speaks: string; check: readonly string[] | null } | null {
  const known = service.imageName === null ? null : knownProtocol(service.imageName, port);
  if (known !== null) return { speaks: known.name, check: known.check };
  const bound = protocolsOn(project, service, port);
  if (bound.has('http')) return null;
  const [first] = bound.size > 0 ? bound : declaredOn(service, port);
  if (first !== undefined) return { speaks: NAMES[first], check: null };
  const own =
    agentPort(project, service, port) ?? onlyProtocol(project, service) ?? byConvention(project, service, port);
  return own === null ? null : { speaks: NAMES[own], check: null };
}

/** What the programs open a port for, by the number they write. */
function protocolsOn(project: ProjectView, { programs }: ProbedService, port: number): Set<Protocol> {
  return new Set(
    programs.flatMap((program) =>
      project.services.program(program).ports.flatMap((bound) => (bound.port === port ? [bound.protocol] : [])),
    ),
  );
}

const HTTP_NAMES = /HTTP|REST|WEB|HEALTH|METRICS|PROBE|ADMIN|API|UI/i;

/** `GRPC_PORT=50051`, `ZMQ_ENDPOINT=tcp://*:5555`, `--grpc-port 50051` */
function declaredOn({ environment, start }: ProbedService, port: number): Protocol[] {
  const named: (readonly [name: string, value: string])[] = Object.entries(environment);
  for (const [index, word] of start.entries()) {
    const [name = '', value] = word.split('=', 2);
    if (name.startsWith('--')) named.push([name, value ?? start[index + 1] ?? '']);
  }
  const found = new Set<Protocol>();
  const ends = new RegExp(`(?:^|:)${port}$`);
  for (const [name, value] of named) {
    if (!ends.test(value) || /:\/\/[\w.-]*[a-z]/i.test(value)) continue;
    // The address of somebody else says nothing of this service.
    const host = /^(?:\w+:\/\/)?([^:/]+):\d+$/.exec(value)?.[1];
    if (host !== undefined && !/^(?:0\.0\.0\.0|\*|\[?::\]?|localhost|127\.0\.0\.1)$/.test(host)) continue;
    if (/GRPC/i.test(name)) found.add('grpc');
    else if (/ZMQ|ZEROMQ/i.test(name) || value.startsWith('tcp://*')) found.add('zmq');
    else if (HTTP_NAMES.test(name) || (/^-*PORT$/i.test(name) && found.size === 0)) found.add('http');
  }
  return found.has('http') ? [] : [...found];
}

/** The port that a startup file gives an agent for its requests is not the one it answers health checks on. */
function agentPort(project: ProjectView, { programs }: ProbedService, port: number): Protocol | null {
  for (const program of programs) {
    const agents = project.agentsForScript(program).filter(({ agent }) => agent.port?.value.base === port);
    if (
      agents.length === 0 ||
      agents.some(({ agent }) => agent.healthPort?.value.base === port || agent.healthPort === null)
    )
      continue;
    const { protocols } = project.services.program(program);
    if (protocols.has('zmq') && (!protocols.has('http') || usesBaseAgent(project, program))) return 'zmq';
    if (protocols.has('grpc') && !protocols.has('http')) return 'grpc';
  }
  return null;
}

/** What the programs speak where all of them are known and none of them speaks HTTP. */
function onlyProtocol(project: ProjectView, { programs, start }: ProbedService): Protocol | null {
  if (
    programs.length !== 1 ||
    start.some((word) => /\.sh$|supervisord|^s6-|honcho|foreman|envoy|nginx|caddy/.test(word))
  )
    return null;
  const [program = ''] = programs;
  if (usesBaseAgent(project, program)) return null;
  const { protocols } = project.services.program(program);
  if (protocols.has('http') || protocols.size === 0) return null;
  return protocols.has('grpc') ? 'grpc' : 'zmq';
}

/** gRPC’s own port is taken for what it is where nothing in the service is known to answer HTTP. */
function byConvention(project: ProjectView, { programs }: ProbedService, port: number): Protocol | null {
  if (port !== 50_051) return null;
  return programs.some((program) => project.services.program(program).protocols.has('http')) ? null : 'grpc';
}

/** Where the service does answer HTTP; null where that is not known. */
function httpPort(project: ProjectView, service: ProbedService, port: number): number | null {
  if (onlyProtocol(project, service) !== null) return null;
  const bound = service.programs.flatMap((program) =>
    project.services
      .program(program)
      .ports.filter(({ protocol }) => protocol === 'http')
      .map((one) => one.port),
  );
  const declared = service.programs.flatMap((program) =>
    project.agentsForScript(program).flatMap(({ agent }) => agent.healthPort?.value.base ?? []),
  );
  const named = Object.entries(service.environment).flatMap(([name, value]) =>
    /^(?:HEALTH\w*|HTTP|REST)_PORT$/i.test(name) && /^\d{2,5}$/.test(value) ? [Number(value)] : [],
  );
  const [only, ...others] = new Set([...named, ...declared, ...bound].filter((one) => one !== port));
  return others.length === 0 ? (only ?? null) : null;
}

/** Servers that open one port, and the one they open when nothing is said. */
const WEB_SERVERS: readonly (readonly [RegExp, number])[] = [
  [/^(?:uvicorn|gunicorn|hypercorn|daphne|granian)$/, 8000],
  [/^flask$/, 5000],
  [/^streamlit$/, 8501],
  [/^http\.server$/, 8000],
];

/** The one port a service listens on, where the check asks another. */
function otherPort(project: ProjectView, service: ProbedService, port: number): number | null {
  const { start, environment, programs, named } = service;
  if (named.has(port) || Object.values(environment).some((value) => new RegExp(`(?:^|:)${port}$`).test(value)))
    return null;
  if (start.some((word) => new RegExp(`\\b${port}\\b`).test(word))) return null;
  const opened = new Set(
    programs.flatMap((program) => project.services.program(program).ports.map((bound) => bound.port)),
  );
  if (opened.has(port)) return null;
  const server = WEB_SERVERS.find(([name]) => start.some((word) => name.test(word.replace(/^.*\//, ''))));
  if (server !== undefined) {
    if (start.some((word) => /\$|\.(?:py|conf|ini|toml|sh|cfg)$|^unix:|^(?:-c|--config|--factory-config)$/.test(word)))
      return null;
    if (
      ['PORT', 'UVICORN_PORT', 'GUNICORN_CMD_ARGS', 'FLASK_RUN_PORT', 'STREAMLIT_SERVER_PORT'].some(
        (name) => environment[name] !== undefined,
      )
    )
      return null;
    // A port without a protocol of its own may be a second server inside the program.
    if (opened.size > 0) return null;
    return optionPort(start) ?? server[1];
  }
  const http = new Set(
    programs.flatMap((program) =>
      project.services
        .program(program)
        .ports.filter(({ protocol }) => protocol === 'http')
        .map((bound) => bound.port),
    ),
  );
  const [only, ...others] = http;
  return programs.length === 1 && others.length === 0 && opened.size === http.size ? (only ?? null) : null;
}

function optionPort(start: readonly string[]): number | null {
  for (const [index, word] of start.entries()) {
    const given = /^(?:--port|-p|--bind|-b|--server\.port)$/.test(word)
      ? start[index + 1]
      : /^(?:--port|--bind|-b|--server\.port)=(.*)$/.exec(word)?.[1];
    const port = /(?:^|:)(\d{2,5})$/.exec(given ?? '')?.[1];
    if (port !== undefined) return Number(port);
    const plain = start[index - 1] === 'http.server' ? /^(\d{2,5})$/.exec(word)?.[1] : undefined;
    if (plain !== undefined) return Number(plain);
  }
  return null;
}

/** The health paths that the programs answer, where the one that is asked is none of them. */
function otherPaths(project: ProjectView, { programs }: ProbedService, path: string): string[] | null {
  if (programs.length === 0 || healthCertainty(path) === null || /\/(?:live|ready)/.test(path)) return null;
  const answered = programs.flatMap((program) =>
    project.services.program(program).healthRoutes.map((route) => route.path),
  );
  if (answered.length === 0) return null;
  if (answered.some((route) => path === route || path.endsWith(route) || route.endsWith(path))) return null;
  const certain = new Set(answered.filter((route) => healthCertainty(route) === 'certain'));
  return certain.size === 0 ? null : [...certain];
}
