import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { hostKind } from '../../languages/addresses';
import { type CodeModel, HOLE, textWithHoles } from '../../languages/code-model';
import { NodeQuestion } from '../../languages/node-question';
import { socketKind } from '../../languages/python/agent-shape';
import type { SyntaxNode } from '../../languages/syntax-node';
import { type CodeContext, type EnvContext, type RuleContext, type YamlContext, defineRule } from '../rule';
import { isClientCall, isConnectCall, isRequestCall, isTalk } from './address-calls';
import { addressWords } from './address-words';
import { nameOfKey } from './address-names';

/** Schemes that say everything in the clear, and what says it encrypted. */
const ENCRYPTED: ReadonlyMap<string, string> = new Map([
  ['http', 'https'],
  ['ws', 'wss'],
  ['nats', 'tls'],
  ['amqp', 'amqps'],
  ['redis', 'rediss'],
  ['mqtt', 'mqtts'],
  ['ftp', 'ftps'],
  ['ldap', 'ldaps'],
  ['smtp', 'smtps'],
  ['telnet', 'ssh'],
  ['stomp', 'stomp+ssl'],
]);

export const rule = defineRule({
  id: 'plaintext-transport',
  topic: 'network',
  severity: 'off',
  impact: 6,
  effort: 4,
  triggers: [...ENCRYPTED.keys()].map((scheme) => `${scheme}://`).concat('curve_'),
  options: {
    strict: {
      description: 'Report hosts without a dot, too: the names of services on a container network.',
      default: false,
      schema: { type: 'boolean' },
    },
  },
  documentation: {
    summary: 'Reports connections in the clear to other machines.',
    whatItDoes:
      'Reports `http:`, `ws:`, `nats:`, `amqp:`, `redis:`, `mqtt:` and the like where code or configuration connects to a host that is not this machine, and ZeroMQ sockets without CURVE in a file that secures others. ' +
      'Silent for loopback and, unless `strict` is set, for names without a dot, which are services of one container network. Off by default.',
    whyItMatters: 'Everybody on the way reads and changes what is said: prompts, memories, tokens.',
    examples: [
      {
        path: 'agents/chat.py',
        bad: 'import requests\n\nanswer = requests.get("http://models.example.com/list", timeout=5)\n',
        good: 'import requests\n\nanswer = requests.get("https://models.example.com/list", timeout=5)\n',
      },
      {
        path: 'agents/hub.py',
        bad: 'import zmq\n\ncontext = zmq.Context()\nsafe = context.socket(zmq.REP)\nsafe.curve_server = True\nsafe.bind("tcp://*:7200")\nopen_one = context.socket(zmq.PUB)\nopen_one.bind("tcp://*:7201")\n',
        good: 'import zmq\n\ncontext = zmq.Context()\nsafe = context.socket(zmq.REP)\nsafe.curve_server = True\nsafe.bind("tcp://*:7200")\n',
      },
    ],
    references: ['https://cwe.mitre.org/data/definitions/319.html'],
    remediation: {
      steps: ['Use the encrypted scheme.', 'For ZeroMQ, set CURVE keys on both sides.'],
      test: 'Record the traffic with tcpdump: nothing of what is said can be read.',
      rollback: 'Revert the edit.',
      dependsOn: ['tls-verification-disabled'],
    },
  },
  checks: { code: checkCode, startup: checkYaml, compose: checkYaml, env: checkEnv },
});

const URL_START = /^([a-z]+):\/\/(?:[^@/\s]*@)?(\[[0-9a-fA-F:]+\]|[^\s:/?#\uFFFC]+)(?=[:/?#\uFFFC]|$)/;
const mayBeUrl = new NodeQuestion((text) =>
  /^\w{0,3}["'`]+(?:https?|wss?|nats|amqp|redis|mqtt|ftp|ldap|smtp|telnet|stomp):\/\//.test(text),
);

/** The scheme of an address in the clear on another machine; null for everything else. */
function plainScheme(context: RuleContext, text: string): string | null {
  const [, scheme = '', host = ''] = URL_START.exec(text) ?? [];
  if (!ENCRYPTED.has(scheme) || /[${}<>*%]/.test(host)) return null;
  const kind = hostKind(host);
  if (kind === 'loopback' || kind === 'wildcard' || host === 'host.docker.internal') return null;
  // Names that stand for documents, not for hosts that anybody asks.
  if (
    /(?:^|\.)(?:w3\.org|xmlsoap\.org|openxmlformats\.org|purl\.org|schemas?\.[\w.]+|json-schema\.org|ns\.adobe\.com)$/.test(
      host,
    )
  )
    return null;
  if (kind === 'other' && !host.includes('.') && context.options['strict'] !== true) return null;
  if (
    kind === 'other' &&
    /\.(?:local|internal|svc|cluster\.local|svc\.\w+)$/.test(host) &&
    context.options['strict'] !== true
  )
    return null;
  return scheme;
}

function tell(context: RuleContext, range: TextRange, scheme: string): void {
  context.report({
    range: { start: range.start, end: range.end },
    message: `'${scheme}:' says everything in the clear to another machine: whoever is on the way reads and changes it; use '${ENCRYPTED.get(scheme) ?? 'TLS'}:'`,
  });
}

function checkCode(context: CodeContext): void {
  const { code } = context;
  for (const literal of code.strings) {
    if (!mayBeUrl.answer(code.text, literal) || code.isInlineTest(literal)) continue;
    const value = code.stringValue(literal);
    const scheme = value === null ? null : plainScheme(context, textWithHoles(value, HOLE));
    if (scheme !== null && isAsked(code, literal)) tell(context, literal, scheme);
  }
  if (code.language === 'python') for (const bind of openSockets(code)) tell(context, bind, 'tcp');
}

/** Given to a call that connects, or kept under a name that addresses go by. */
function isAsked(code: CodeModel, literal: SyntaxNode): boolean {
  for (let node = literal, parent = node.parent; parent !== null; node = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'argument_list':
      case 'arguments':
      case 'token_tree': {
        const call = code.callWith(parent);
        if (call === null || isTalk(call)) return false;
        if (isConnectCall(call) || isClientCall(call) || isRequestCall(call)) return true;
        if (code.envLookups.some((lookup) => lookup.node === call.node)) return true;
        break;
      }
      case 'keyword_argument':
      case 'assignment':
      case 'variable_declarator':
      case 'default_parameter':
      case 'typed_default_parameter':
      case 'public_field_definition':
      case 'const_item':
      case 'static_item':
      case 'let_declaration':
      case 'required_parameter': {
        const name = parent.childForField('name') ?? parent.childForField('left') ?? parent.childForField('pattern');
        const text = name === null ? '' : code.textOf(name);
        return (
          addressWords.reaches(text) &&
          !addressWords.judges(text) &&
          !/namespace|schema|xmlns|license|docs?_|homepage/i.test(text)
        );
      }
      case 'pair': {
        const key = nameOfKey(code, parent);
        return node.field !== 'key' && addressWords.reaches(key) && !addressWords.judges(key);
      }
      case 'comparison_operator':
      case 'expression_statement':
      case 'function_definition':
      case 'raise_statement':
        return false;
    }
  }
  return false;
}

/** In a file that sets CURVE keys: the sockets on the network that have none. */
function openSockets(code: CodeModel): SyntaxNode[] {
  if (!/\bcurve_(?:server|secretkey|serverkey|publickey)\b/.test(code.text)) return [];
  const secured = new Set(code.assignments.flatMap(({ path }) => /^(.*)\.curve_\w+$/.exec(path ?? '')?.[1] ?? []));
  // Keys that a helper sets say nothing about which socket it was given.
  if (secured.size === 0) return [];
  return code.calls.flatMap((call) => {
    if ((call.name !== 'bind' && call.name !== 'connect') || call.receiver === null) return [];
    const [first] = call.arguments;
    const maker = code.originOf(call.receiver);
    if (first === undefined || maker === null || socketKind(code, maker) === null) return [];
    const address = code.stringValue(first.value);
    const text = address === null ? '' : textWithHoles(address);
    if (!text.startsWith('tcp://') || /^tcp:\/\/(?:localhost|127\.)/.test(text)) return [];
    return secured.has(code.textOf(call.receiver)) ? [] : [first.value];
  });
}

function checkYaml(context: YamlContext): void {
  for (const { value, range, path } of context.yaml.scalars) {
    const text = value.replace(/^[A-Za-z_]\w*=/, '').replace(/\$\{\w+:-([^}]*)\}/g, '$1');
    const scheme = plainScheme(context, text);
    if (
      scheme !== null &&
      !path.some(
        (part) =>
          typeof part === 'string' && (/health|test|command|label|origin/i.test(part) || addressWords.judges(part)),
      )
    )
      tell(context, range, scheme);
  }
}

function checkEnv(context: EnvContext): void {
  for (const { name, value, valueRange } of context.env.entries) {
    const scheme = plainScheme(context, value);
    if (scheme !== null && !addressWords.judges(name)) tell(context, valueRange, scheme);
  }
}
