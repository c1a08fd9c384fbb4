import type { ShellWord } from './shell-words';
import type { TlsFault } from './tls-fault';
import { oppositeWord } from './turned-on';

/** Short options of curl that take no value: only behind these can a `k` in a cluster be an option. */
const CURL_CLUSTER = /^-[#0-346BGIJLNOOSRafgijlnpqsv]*k/;

/** Options that turn verification off, by program. Options of the whole command stand under its name, wherever they are. */
const FLAGS: readonly { readonly program: RegExp; readonly flag: RegExp }[] = [
  { program: /^curl$/, flag: /^(?:--insecure|--proxy-insecure|--doh-insecure)$/ },
  { program: /^wget2?$/, flag: /^--no-check-certificate$|^--check-certificate=(?:off|no)$/ },
  { program: /^(?:npm|pnpm|yarn)$/, flag: /^--(?:no-strict-ssl|strict-ssl=false)$/ },
  { program: /^(?:podman|buildah|skopeo|docker|crane|nerdctl)$/, flag: /^--(?:src-|dest-)?tls-verify=false$/ },
  {
    program: /^(?:kubectl|oc|helm|k9s|argocd)$/,
    flag: /^(?:--insecure-skip-tls-verify(?:=true)?|--kube-insecure-skip-tls-verify)$/,
  },
  { program: /^https?$/, flag: /^--verify(?:=|$)(?:no|false)?$/ },
  { program: /^aws$/, flag: /^--no-verify-ssl$/ },
  {
    program: /^(?:gh|glab|hub|cargo|go|mc|vault|consul|etcdctl)$/,
    flag: /^(?:--insecure|-tls-skip-verify|--insecure-skip-tls-verify)$/,
  },
  { program: /^aria2c$/, flag: /^--check-certificate=false$/ },
];
const PIP = /^(?:pip3?(?:\.\d+)?|uv|pipenv|poetry)$/;
/** Words that stand before the program they run. */
const BEFORE =
  /^(?:sudo|env|exec|time|nohup|command|RUN|CMD|ENTRYPOINT|CMD-SHELL|then|do|else|if|while|!|-|run:|\$|@|.*:)$/;

/** What a command does to the verification of certificates. */
export function commandFaults(words: readonly ShellWord[]): TlsFault[] {
  const at = programIndex(words);
  const settings = words.slice(0, at === -1 ? words.length : at).flatMap(environmentFault);
  const program = words[at];
  if (program === undefined) return settings;
  const name = program.text.slice(program.text.lastIndexOf('/') + 1);
  const rest = words.slice(at + 1);
  const found = [...settings];
  for (const [index, word] of rest.entries()) {
    const next = rest[index + 1];
    if (name === 'curl' && CURL_CLUSTER.test(word.text)) found.push(curlFault(word));
    else if (FLAGS.some(({ program: own, flag }) => own.test(name) && flag.test(word.text)))
      found.push(
        name.startsWith('http') && word.text === '--verify' ? valueFault(word, next, /^(?:no|false)$/) : dropped(word),
      );
    else if (PIP.test(name) && /^--trusted-host(?:=|$)/.test(word.text)) found.push(told(word));
    else if (name === 'git') found.push(...gitFault(rest, index));
    else if (
      /^(?:npm|pnpm|yarn)$/.test(name) &&
      /^strict-ssl(?:=false)?$/.test(word.text) &&
      rest.some(({ text }) => /^(?:set|config)$/.test(text))
    )
      found.push(word.text.includes('=') ? assigned(word) : valueFault(word, next, /^false$/));
    else if (/^apt(?:-get)?$/.test(name) && /Verify-(?:Peer|Host)=(?:"?false"?|no|0)$/i.test(word.text))
      found.push(assigned(word));
    else if (/^(?:export|ENV|setx?|Environment)$/i.test(name)) found.push(...environmentFault(word, next));
  }
  return found.filter(({ what }) => what !== '');
}

function programIndex(words: readonly ShellWord[]): number {
  return words.findIndex(({ text }, index) => {
    if (BEFORE.test(text) || /^\w+=/.test(text)) return false;
    // `- name: x` of a workflow and `alias x='…'` may put any word first; the programs meant here are told by name.
    return (
      index === 0 ||
      /^(?:\S*\/)?(?:curl|wget2?|git|npm|pnpm|yarn|pip3?|uv|podman|buildah|skopeo|kubectl|oc|helm|aws|apt(?:-get)?|https?|docker|aria2c|export|ENV)$/.test(
        text,
      )
    );
  });
}

function curlFault(word: ShellWord): TlsFault {
  const without = word.text.replace('k', '');
  const edits = without === '-' ? dropped(word).edits : [{ range: word, newText: without }];
  return { range: { start: word.start, end: word.end }, what: 'curl -k', edits };
}

/** An option that goes, with the blank before it. */
function dropped(word: ShellWord): TlsFault {
  return {
    range: { start: word.start, end: word.end },
    what: word.text,
    edits: [{ range: { start: word.start - 1, end: word.end }, newText: '' }],
  };
}

function told(word: ShellWord): TlsFault {
  return { range: { start: word.start, end: word.end }, what: word.text, edits: [] };
}

/** `NAME=false`, `"http.sslVerify=false"`: the value at the end of a word becomes its opposite. */
function assigned(word: ShellWord): TlsFault {
  const value = word.text.slice(word.text.lastIndexOf('=') + 1);
  return { ...told(word), edits: opposedIn(word, value) };
}

/** Only where the word stands as it reads, within quotes or without. */
function opposedIn({ text, start, end }: ShellWord, value: string): TlsFault['edits'] {
  const newText = oppositeWord(value);
  const quotes = end - start - text.length;
  if (newText === null || !text.endsWith(value) || (quotes !== 0 && quotes !== 2)) return [];
  const at = end - quotes / 2;
  return [{ range: { start: at - value.length, end: at }, newText }];
}

function valueFault(word: ShellWord, value: ShellWord | undefined, off: RegExp): TlsFault {
  if (value === undefined || !off.test(value.text)) return { range: word, what: '', edits: [] };
  return {
    range: { start: word.start, end: value.end },
    what: `${word.text} ${value.text}`,
    edits: opposedIn(value, value.text),
  };
}

/** `git -c http.sslVerify=false clone …`, `git config --global http.sslVerify false` */
function gitFault(words: readonly ShellWord[], index: number): TlsFault[] {
  const word = words[index] as ShellWord;
  if (/^http\.(?:\S*\.)?sslVerify=(?:false|0|no|off)$/i.test(word.text)) return [assigned(word)];
  if (!/^http\.(?:\S*\.)?sslVerify$/i.test(word.text)) return [];
  const next = words[index + 1];
  if (next === undefined || !/^(?:false|0|no|off)$/i.test(next.text)) return [];
  return [
    {
      range: { start: word.start, end: next.end },
      what: `${word.text} ${next.text}`,
      edits: [{ range: next, newText: 'true' }],
    },
  ];
}

const VARIABLES: readonly { readonly name: string; readonly off: RegExp }[] = [
  { name: 'NODE_TLS_REJECT_UNAUTHORIZED', off: /^0$/ },
  { name: 'PYTHONHTTPSVERIFY', off: /^0$/ },
  { name: 'GIT_SSL_NO_VERIFY', off: /^(?:1|true|yes)$/i },
  { name: 'npm_config_strict_ssl', off: /^false$/i },
  { name: 'NPM_CONFIG_STRICT_SSL', off: /^false$/i },
];

/** Whether a variable with this value turns verification off. */
export function turnsOff(name: string, value: string): boolean {
  return VARIABLES.some((variable) => variable.name === name && variable.off.test(value));
}

/** `NODE_TLS_REJECT_UNAUTHORIZED=0` before a command, behind `export`, and as `ENV NAME 0`. */
function environmentFault(word: ShellWord, next?: ShellWord | number): TlsFault[] {
  const [, name = '', value] = /^(\w+)(?:[=:](.*))?$/.exec(word.text) ?? [];
  if (value !== undefined && turnsOff(name, value)) return [{ ...told(word), edits: opposedIn(word, value) }];
  if (typeof next !== 'object' || value !== undefined || !turnsOff(name, next.text)) return [];
  return [
    { range: { start: word.start, end: next.end }, what: `${name}=${next.text}`, edits: opposedIn(next, next.text) },
  ];
}
