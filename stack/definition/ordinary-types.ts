import { isNull, type YamlMap, type YamlNode } from './yaml/tree';

/**
 * Does a value have the type it nearly always has? A quick yes for the entries of most files, so that the schema's validator,
 * which takes longer to build than a file to read, is only needed where something is unusual. Says no when in doubt.
 */
export function isOrdinary(key: string, node: YamlNode): boolean {
  const check = CHECKS[key];
  return check === undefined || isNull(node) || check(node);
}

type Check = (node: YamlNode) => boolean;

const isText: Check = (node) => node.kind === 'scalar' && typeof node.value === 'string';
const isFlag: Check = (node) =>
  node.kind === 'scalar' &&
  (typeof node.value === 'boolean' || (typeof node.value === 'string' && node.value.includes('${')));
const isPort: Check = (node) =>
  node.kind === 'scalar' &&
  (typeof node.value === 'number'
    ? Number.isInteger(node.value) && node.value >= 0 && node.value <= 65_535
    : /^\$\{\w+(?::-\d+)?\}\s?\+\s?\d{1,5}$/.test(node.text));
const isNumber: Check = (node) => node.kind === 'scalar' && typeof node.value === 'number' && node.value >= 0;
const isCount: Check = (node) => isNumber(node) && node.kind === 'scalar' && Number.isInteger(node.value);
const isNames: Check = (node) => node.kind === 'list' && node.items.every(isText);
const isMap: Check = (node) => node.kind === 'map';
const isEnvironment: Check = (node) =>
  node.kind === 'map' && node.entries.every((entry) => entry.value.kind === 'scalar');
const isSettings =
  (check: Check): Check =>
  (node) =>
    node.kind === 'map' && node.entries.every((entry) => isNull(entry.value) || check(entry.value));

const CHECKS: Readonly<Record<string, Check>> = {
  name: isText,
  script_path: isText,
  script: isText,
  file_path: isText,
  module: isText,
  host: isText,
  description: isText,
  stop_signal: isText,
  port: isPort,
  health_check_port: isPort,
  health_port: isPort,
  required: isFlag,
  critical: isFlag,
  enabled: isFlag,
  dependencies: isNames,
  depends_on: isNames,
  env_vars: isEnvironment,
  environment: isEnvironment,
  args: isNames,
  command_args: isNames,
  config: isMap,
  params: isMap,
  gpu: isText,
  vram_mb: isNumber,
  startup_priority: isNumber,
  health_checks: isSettings(isNumber),
  resource_limits: isSettings(isNumber),
  // Unusual enough to be looked at closely.
  health_check: () => false,
  healthcheck: () => false,
  probe: () => false,
  restart: (node) => node.kind === 'scalar' && /^(?:always|on-failure|never|unless-stopped)$/.test(node.text),
  grace_seconds: isNumber,
  stop_grace_period: isNumber,
  max_restarts: isCount,
  models: isNames,
  profiles: isNames,
};

/** Is there nothing in a map that the schema might object to? */
export function isOrdinaryMap(map: YamlMap, keyOf: (written: string) => string): boolean {
  return map.entries.every((entry) => isOrdinary(keyOf(entry.key), entry.value));
}
