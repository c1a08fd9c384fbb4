import type { SourceDocument } from '../../../documents/document';
import { commandFaults, turnsOff } from './command-line-tls';
import { shellCommands } from './shell-words';
import type { TlsFault } from './tls-fault';
import { opposed } from './turned-on';

/** Files that hold commands or the environment of programs: scripts, container files, workflows, units, make files. */
const COMMAND_FILES =
  /(?:\.(?:sh|bash|zsh|ksh|ps1|bat|cmd|service|ya?ml|mk|env|envrc|npmrc|gitconfig|curlrc)|(?:^|\/)(?:Dockerfile|Containerfile|Makefile|Justfile|Vagrantfile|Jenkinsfile|Procfile|\.env|\.curlrc)[^/]*|\.(?:dockerfile|Dockerfile))$/;

const WORDS =
  /curl|wget|sslverify|ssl-verify|strict[-_]ssl|SSL_NO_VERIFY|REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|tls-verify|trusted-host|no-verify-ssl|Verify-(?:Peer|Host)|check-certificate|--verify|(?:verify_ssl|ssl_verify|validate_certs|skip_verify)/i;

/** Faults in files of commands. Lines without one of the words are not taken apart. */
export function textFaults(document: SourceDocument): TlsFault[] {
  const { path, text } = document;
  if (!COMMAND_FILES.test(path)) return [];
  const yaml = /\.ya?ml$/.test(path);
  const found: TlsFault[] = [];
  for (const { start, end } of wholeLines(text)) {
    const line = text.slice(start, end);
    if (!WORDS.test(line) || /^\s*(?:HEALTHCHECK|test:)/.test(line) || /^\s*#/.test(line)) continue;
    found.push(...(yaml ? settingFault(line, start) : []));
    for (const words of shellCommands(line, start)) found.push(...commandFaults(words));
  }
  return once(found);
}

/** Lines, those that a backslash continues together. */
function* wholeLines(text: string): Generator<{ start: number; end: number }> {
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    while (end !== -1 && /\\\r?$/.test(text.slice(Math.max(start, end - 2), end))) end = text.indexOf('\n', end + 1);
    if (end === -1) end = text.length;
    yield { start, end };
    start = end + 1;
  }
}

/** `NODE_TLS_REJECT_UNAUTHORIZED: "0"`, `validate_certs: no`, `insecure_skip_verify: true` */
function settingFault(line: string, start: number): TlsFault[] {
  const match = /^(\s*(?:-\s+)?)["']?([\w-]+)["']?\s*:\s*["']?([\w.]+)["']?\s*(?:#.*)?\r?$/.exec(line);
  if (match === null) return [];
  const [, indent = '', name = '', value = ''] = match;
  const off = /^(?:validate_certs|verify_ssl|ssl_verify|verify_certs)$/.test(name)
    ? /^(?:no|false|off)$/i.test(value)
    : /^(?:insecure_skip_verify|insecureSkipVerify|insecure-skip-tls-verify)$/.test(name)
      ? /^(?:yes|true|on)$/i.test(value)
      : turnsOff(name, value);
  if (!off) return [];
  const from = start + indent.length;
  const behind = line.indexOf(value, line.indexOf(':', indent.length + name.length)) + value.length;
  return [
    {
      range: { start: from, end: start + line.trimEnd().length },
      what: `${name}: ${value}`,
      edits: opposed(line, behind, value).map(({ range, newText }) => ({
        range: { start: start + range.start, end: start + range.end },
        newText,
      })),
    },
  ];
}

function once(faults: readonly TlsFault[]): TlsFault[] {
  const seen = new Set<number>();
  return faults.filter(({ range }) => !seen.has(range.start) && seen.add(range.start));
}
