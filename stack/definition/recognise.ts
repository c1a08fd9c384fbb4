import { readStackDefinition } from './read';

/** Files of other tools, by name and folder; never read. */
const OTHER_TOOLS =
  /(?:^|\/)(?:\.github|\.circleci|\.gitlab|node_modules|helm|charts|k8s|kubernetes|templates)\/|(?:^|\/)(?:(?:docker-)?compose[\w.-]*|mkdocs|prometheus[\w.-]*|alerts?[\w.-]*|\.[\w.-]+|azure-pipelines|appveyor|action|codecov|pnpm-\w+|environment|openapi[\w.-]*|swagger[\w.-]*|Chart|values[\w.-]*|playbook[\w.-]*|dvc|kustomization|cloudbuild|buildspec|serverless)\.ya?ml$/i;
/** The words without which no file declares agents. Scanned before anything is parsed. */
const AGENT_WORDS =
  /(?:^|[\s{,"'-])(?:script_path|scriptPath|script-path|script|module|file_path|path|health_check_port|healthCheckPort|health_port|command|agent_groups|container_groups)["']?\s*:/m;
const NAMES_FILE = /(?:group|startup|agents?)\w*\.ya?ml$/i;
const MAX_LENGTH = 1_000_000;

/** Shapes of other tools that share words with startup files: all of a row must be there. */
const OTHER_SHAPES: readonly (readonly RegExp[])[] = [
  [/^apiVersion:/m, /^kind:/m],
  [/^(?:on|'on'|"on"|true):/m, /^jobs:/m],
  [/^(?:scrape_configs|site_name|openapi|swagger|AWSTemplateFormatVersion|stages|repos|alerting):/m],
  [/^- (?:hosts|name):/m, /^ {2}(?:tasks|hosts|roles):/m],
  [/^services:/m, /^ {1,8}(?:image|build):/m],
  [/^\$schema:/m, /^(?:properties|definitions|\$defs):/m],
];

/**
 * Does a YAML file declare a stack's agents? Cheap for most files (a scan for words); exact for the rest (the reader finds
 * agents with scripts or modules). Workflows, Compose files, manifests and the like are none.
 *
 * @param source.path with `/` or `\`, absolute or relative.
 * @param source.file what the definition will be read under, where that is another name: the reader remembers it.
 */
export function looksLikeStartupFile(source: {
  readonly path: string;
  readonly text: string;
  readonly file?: string;
}): boolean {
  const { text } = source;
  const path = source.path.replaceAll('\\', '/');
  if (!/\.ya?ml$/i.test(path) || text.length > MAX_LENGTH || OTHER_TOOLS.test(path)) return false;
  const namesFile = NAMES_FILE.test(path);
  if (!namesFile && !AGENT_WORDS.test(text)) return false;
  if (OTHER_SHAPES.some((shape) => shape.every((mark) => mark.test(text)))) return false;
  const { agents, dialect } = readStackDefinition({ file: source.file ?? path, text });
  if (dialect === 'names') return namesFile && agents.length > 1;
  return agents.some((agent) => agent.script !== null || agent.module !== null);
}
