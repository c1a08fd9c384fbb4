/**
 * Whether YAML text is a Compose file whatever its name: `services:` at the top level, and in it a map with an `image`, a `build` or another key of Compose's own. Reads lines
 * only, in one pass, and stops at the first service that says so.
 */
export function looksLikeCompose(text: string): boolean {
  const start = /^services:[ \t]*(?:#.*)?\r?$/m.exec(text);
  if (start === null || start.index > MAX_HEAD || NEVER.test(text.slice(0, MAX_HEAD))) return false;
  const body = text.slice(start.index + start[0].length, start.index + MAX_SECTION);
  let serviceIndent = -1;
  let keyIndent = -1;
  for (const [, blanks = '', rest = ''] of body.matchAll(/^([ ]*)([^\s#].*)$/gm)) {
    const indent = blanks.length;
    if (indent === 0) return false;
    if (serviceIndent === -1 || indent <= serviceIndent) {
      // A list of services belongs to a CI job.
      if (rest.startsWith('- ')) return false;
      serviceIndent = indent;
      keyIndent = -1;
      continue;
    }
    if (keyIndent === -1) keyIndent = indent;
    // Values of a chart's `image:` are maps; Compose names an image in place.
    if (indent === keyIndent && SAYS_SO.test(rest)) return true;
  }
  return false;
}

/** An image named in place, a build, or a key that no other format has below a service. */
const SAYS_SO =
  /^(?:image:[ \t]+["']?[\w$.]|(?:build|extends|env_file|container_name|cap_add|cap_drop|security_opt|mem_limit|tmpfs|network_mode|privileged|entrypoint):(?:[ \t\r]|$))/;

const MAX_HEAD = 20_000;
const MAX_SECTION = 60_000;
/** Cluster manifests and CI files with services of their own. */
const NEVER = /^(?:apiVersion|agent_groups|stages|jobs|pipelines):/m;
