import { isBrowserCode } from '../../languages/typescript/browser-code';
import { type CodeContext, defineRule } from '../rule';
import { pythonTimeoutGaps } from './timeouts/python-timeouts';
import { rustTimeoutGaps } from './timeouts/rust-timeouts';
import { socketTimeoutGaps } from './timeouts/socket-timeouts';
import type { TimeoutDefaults, TimeoutGap } from './timeouts/timeout-gap';
import { typescriptTimeoutGaps } from './timeouts/typescript-timeouts';
import { zeromqTimeoutGaps } from './timeouts/zeromq-timeouts';

export const rule = defineRule({
  id: 'missing-timeout',
  topic: 'resilience',
  severity: 'warning',
  impact: 6,
  effort: 1,
  triggers: [
    'requests',
    'httpx',
    'aiohttp',
    'urlopen',
    'HTTPConnection',
    'HTTPSConnection',
    'create_connection',
    'socket',
    'redis',
    'Redis',
    'subprocess',
    'recv',
    'smtplib',
    'ftplib',
    'poplib',
    'imaplib',
    'telnetlib',
    'Stub',
    'SSHClient',
    'fetch',
    'axios',
    'execSync',
    'execFileSync',
    'spawnSync',
    'reqwest',
    'TcpStream',
    'ureq',
    'hyper',
    'tonic',
    '_client::',
    'zmq::',
    'open_connection',
    'connect_tcp',
    'open_tcp_stream',
    'valkey',
    'aioredis',
    'urlretrieve',
    'build_opener',
    'urllib3',
    'websockets',
    'nntplib',
    'ollama',
    'OpenAI',
    'Anthropic',
    'botocore',
    'channel_ready_future',
    '_pb2',
    'create_subprocess',
    "from 'got'",
    'from "got"',
    "require('got')",
    'require("got")',
    "from 'ky'",
    'from "ky"',
    'superagent',
    "require('request')",
    'undici',
    'http.request',
    'http.get',
    'zeromq',
    'grpc-js',
    "'https'",
    '"https"',
    'node:https',
    'node:http',
  ],
  options: {
    seconds: {
      description: 'Seconds that fixes allow for an answer.',
      default: 10,
      schema: { type: 'number', exclusiveMinimum: 0 },
    },
    modelSeconds: {
      description: 'Seconds that fixes allow for the answer of a model, a transfer or a build.',
      default: 120,
      schema: { type: 'number', exclusiveMinimum: 0 },
    },
    processSeconds: {
      description: 'Seconds that fixes allow for a child process.',
      default: 60,
      schema: { type: 'number', exclusiveMinimum: 0 },
    },
  },
  documentation: {
    summary: 'Reports calls that wait for another program without a limit.',
    whatItDoes:
      'Knows what each library does by default: requests, urllib, sockets, redis, gRPC, subprocess, ZeroMQ, `fetch`, axios and reqwest wait for ever; httpx, aiohttp and boto3 do not and are ' +
      'reported only when their limit is switched off. Follows aliases, sessions and sockets to where they were made; silent when a session, a poller, `RCVTIMEO`, a `NOBLOCK` flag, ' +
      '`asyncio.wait_for` or unknown `**options` may keep the time, and in code that runs in a browser.',
    whyItMatters:
      'One neighbour that hangs takes its callers with it: the agent answers no health check, cannot be stopped, and the whole stack stands still with no error in any log.',
    examples: [
      {
        path: 'agents/weather.py',
        bad: 'import requests\n\nanswer = requests.get("https://example.org/weather")\n',
        good: 'import requests\n\nanswer = requests.get("https://example.org/weather", timeout=10)\n',
      },
      {
        path: 'agents/client.py',
        bad: 'import zmq\n\ncontext = zmq.Context()\nsocket = context.socket(zmq.REQ)\nsocket.connect("tcp://registry:7200")\nsocket.send_json({})\nanswer = socket.recv_json()\n',
        good: 'import zmq\n\ncontext = zmq.Context()\nsocket = context.socket(zmq.REQ)\nsocket.setsockopt(zmq.RCVTIMEO, 10000)\nsocket.connect("tcp://registry:7200")\nsocket.send_json({})\nanswer = socket.recv_json()\n',
      },
      {
        path: 'hub.ts',
        bad: 'export const agents = async () => (await fetch("https://registry/agents")).json();\n',
        good: 'export const agents = async () => (await fetch("https://registry/agents", { signal: AbortSignal.timeout(10000) })).json();\n',
      },
      {
        path: 'src/main.rs',
        bad: 'fn client() -> reqwest::Client {\n    reqwest::Client::new()\n}\n',
        good: 'fn client() -> reqwest::Client {\n    reqwest::Client::builder().timeout(std::time::Duration::from_secs(10)).build().expect("HTTP client")\n}\n',
      },
    ],
    fixSafety:
      "Adds the library's own timeout argument with the configured seconds. Models, transfers and builds get more time than other services. A ZeroMQ server is offered a limit only where its loop catches `zmq.Again`, to be reviewed, as are processes, streams and limits that were switched off on purpose.",
    references: [
      'https://requests.readthedocs.io/en/latest/user/advanced/#timeouts',
      'https://api.zeromq.org/4-3:zmq-setsockopt',
    ],
    remediation: {
      steps: [
        'Apply the quick fix.',
        'Choose the limit by how long the caller may be kept waiting, and handle the error it raises.',
      ],
      test: 'Stop the other side with SIGSTOP: the agent goes on answering its health check.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    python: (context) =>
      reportGaps(context, (defaults) => [
        ...pythonTimeoutGaps(context.code, defaults),
        ...socketTimeoutGaps(context.code, defaults),
        ...zeromqTimeoutGaps(context.code, defaults),
      ]),
    typescript(context) {
      // In a page somebody sees that nothing comes, and no health check waits behind it.
      if (isBrowserCode(context.code, context.document.path) || PAGE.test(context.code.text)) return;
      reportGaps(context, (defaults) => typescriptTimeoutGaps(context.code, defaults));
    },
    rust: (context) => reportGaps(context, (defaults) => rustTimeoutGaps(context.code, defaults)),
  },
});

/** Scripts of pages and service workers, without a library that would tell. */
const PAGE =
  /\bdocument\.(getElementById|querySelector|createElement|addEventListener|body)\b|\bself\.addEventListener\(\s*['"](fetch|install)/;

function reportGaps(context: CodeContext, find: (defaults: TimeoutDefaults) => TimeoutGap[]): void {
  const defaults = {
    seconds: Number(context.options['seconds']),
    modelSeconds: Number(context.options['modelSeconds']),
    processSeconds: Number(context.options['processSeconds']),
  };
  for (const gap of find(defaults)) {
    if (context.code.isInlineTest(gap.node)) continue;
    const { fix } = gap;
    context.report({
      range: gap.node,
      message: `${gap.what} waits for ${gap.waitsFor} without a limit, and the agent with it: set a timeout`,
      fixes:
        fix === null
          ? []
          : [
              {
                title: fix.title,
                safety: fix.safety,
                edits: () => fix.edits().map((edit) => ({ uri: context.document.uri, ...edit })),
              },
            ],
    });
  }
}
