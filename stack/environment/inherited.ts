/**
 * Variables that say something about the program that started us, not about the machine or the project. An agent that inherited
 * them would run as an Electron helper, attach to the editor's debugger or believe it was started by npm.
 */
const NOISE = [
  /^ELECTRON_/,
  /^VSCODE_/,
  /^npm_/,
  /^INIT_CWD$/,
  /_VSCODE_SNAP_ORIG$/,
  /^CHROME_DESKTOP$/,
  /^ORIGINAL_XDG_CURRENT_DESKTOP$/,
  /^TERM_PROGRAM(?:_VERSION)?$/,
  /^APPLICATION_INSIGHTS_/,
  /^MOCHA_/,
  /^AGENT_PREFLIGHT_/,
  /^_$/,
];

/** The names the launcher itself gives to every agent; a value inherited from an outer agent would be a lie. */
export const IDENTITY_NAMES = [
  'AGENT_NAME',
  'AGENT_GROUP',
  'AGENT_PORT',
  'HEALTH_CHECK_PORT',
  'PORT',
  'HEALTH_PORT',
] as const;

/** The environment an agent may inherit from the process that launches it. */
export function inheritedEnvironment(base: NodeJS.ProcessEnv): Record<string, string> {
  const dropped = new Set<string>(IDENTITY_NAMES);
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    if (value === undefined || dropped.has(name) || NOISE.some((pattern) => pattern.test(name))) continue;
    // The editor's debugger injects itself into every Node child through this variable.
    if (name === 'NODE_OPTIONS' && /vscode|ms-vscode|js-debug/i.test(value)) continue;
    kept[name] = value;
  }
  return kept;
}
