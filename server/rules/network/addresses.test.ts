import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule as hardcodedHost } from './hardcoded-host';
import { rule as loopbackBind } from './loopback-bind';
import { rule as loopbackDefault } from './loopback-default';
import { rule as wildcardConnect } from './wildcard-connect';

const rules = [hardcodedHost, loopbackBind, loopbackDefault, wildcardConnect];

async function idsIn(text: string, path = 'agent.py'): Promise<string> {
  const workspace = await RuleWorkspace.create(rules, { [path]: text });
  return workspace
    .findings(path)
    .map((finding) => finding.rule)
    .join(' ');
}

/** One line of Python each; what is silent matters as much as what is told. */
const PYTHON: Readonly<Record<string, readonly string[]>> = {
  'hardcoded-host': [
    'sock.connect("tcp://localhost:7200")',
    'sock.connect(f"tcp://127.0.0.1:{port}")',
    'sock.connect("tcp://%s:%d" % ("localhost", port))'.replace(
      '"tcp://%s:%d" % ("localhost", port)',
      '"tcp://localhost:%d" % port',
    ),
    'sock.connect("tcp://localhost:{}".format(port))',
    'sock.connect("tcp://localhost:" + str(port))',
    'r = requests.get("http://192.168.1.7:8000/agents", timeout=5)',
    'cache = redis.Redis(host="10.0.0.4")',
    'channel = grpc.insecure_channel("localhost:50051")',
    'REDIS_HOST = "localhost"',
    'services = {"memory": {"host": "192.168.1.7", "port": 7201}}',
    'def ask(host="localhost", port=7200): ...',
    'url = config.get("memory_url", "http://localhost:7201")',
    'servers = given or ["nats://localhost:4222"]',
    'jaeger = JaegerExporter(agent_host_name="localhost")',
  ],
  'loopback-bind': [
    'sock.bind("tcp://127.0.0.1:7200")',
    'uvicorn.run(app, host="127.0.0.1", port=8000)',
    'app.run(host="localhost")',
    'server = http.server.HTTPServer(("localhost", 8080), Handler)',
    'site = web.TCPSite(runner, "localhost", port)',
    'bind_address = "127.0.0.1"',
    'class ApiGatewayConfig:\n    host: str = "localhost"',
    'settings = {"server": {"host": "localhost", "port": 8081}}',
  ],
  'loopback-default': [
    'host = os.getenv("REDIS_HOST", "localhost")',
    'host = os.environ.get("A_HOST") or os.environ.get("B_HOST") or "localhost"',
    'url = os.environ.get("NATS_URL", "nats://localhost:4222")',
    'host = settings.get("BACKEND_HOST", "127.0.0.1")',
  ],
  'wildcard-connect': [
    'sock.connect("tcp://0.0.0.0:7200")',
    'r = requests.get("http://0.0.0.0:8000/agents", timeout=5)',
  ],
  '': [
    'if host == "localhost": ...',
    'if host in ("localhost", "127.0.0.1"): ...',
    'local = ["localhost"] + own_addresses()',
    'print("listening on http://localhost:8000")',
    'logger.info(f"see http://localhost:{port}/docs")',
    'raise ValueError("http://localhost:8000 is not reachable")',
    'ALLOWED_ORIGINS = ["http://localhost:3000"]',
    'origins = os.getenv("ALLOWED_ORIGINS", "http://localhost:3000")',
    'NO_PROXY = "localhost,127.0.0.1"',
    'event = Event(client_ip="192.168.1.100")',
    'event = {"client_ip": "127.0.0.1", "remote_addr": "10.0.0.9"}',
    'os.environ["REDIS_HOST"] = "localhost"',
    'parser.add_argument("--host", default="localhost")',
    'def is_port_free(port):\n    s.connect(("localhost", port))',
    'def get_local_address():\n    return "127.0.0.1"',
    'r = requests.get(f"http://localhost:{self.health_port}/health", timeout=2)',
    's.connect(("10.255.255.255", 1))',
    'sock.bind("tcp://127.0.0.1:0")',
    'debugpy.listen(("localhost", 5678))',
    'address = "8.8.8.8"',
    'version = "10.0.0.1-beta"',
    'pattern = re.compile("localhost:\\\\d+")',
    'server = EchoServer(address="tcp://0.0.0.0:5000")',
    '# connect("tcp://localhost:7200")',
    'def f():\n    """connect("tcp://localhost:7200")"""',
  ],
};

/** The same in TypeScript and JavaScript. */
const TYPESCRIPT: Readonly<Record<string, readonly string[]>> = {
  'hardcoded-host': [
    "const answer = await fetch('http://localhost:8080/agents');",
    "const client = new Client({ url: 'redis://127.0.0.1:6379' });",
    "const url = options.url || 'http://localhost:3001';",
    "export function open(host = 'localhost') {}",
  ],
  'loopback-bind': ["app.listen(8080, '127.0.0.1');"],
  'loopback-default': [
    "const url = process.env.API_URL || 'http://localhost:8000';",
    "const brokers = this.configService.get<string>('KAFKA_BROKERS', 'localhost:9092');",
  ],
  '': [
    "const local = location.hostname === 'localhost';",
    'console.log(`http://localhost:${port}/docs`);',
    "process.env.REDIS_URL = 'redis://localhost:6379';",
    "const [hosts, setHosts] = useState([{ host: 'localhost' }]);",
  ],
};

describe('what an address is there for', () => {
  for (const [path, table] of [
    ['agent.py', PYTHON],
    ['agent.ts', TYPESCRIPT],
  ] as const) {
    for (const [id, cases] of Object.entries(table)) {
      for (const text of cases) {
        it(`${id === '' ? 'nothing' : id}: ${text}`, async () => assert.equal(await idsIn(`${text}\n`, path), id));
      }
    }
  }

  it('is nothing to tell in the settings of build tools and in tests', async () => {
    const text = "export default { server: { proxy: { target: 'http://localhost:8000' } } };\n";
    assert.equal(await idsIn(text, 'vite.config.ts'), '');
    assert.equal(await idsIn('r = requests.get("http://localhost:8000/x")\n', 'tests/test_api.py'), '');
    assert.equal(await idsIn('#[test]\nfn t() { TcpStream::connect("127.0.0.1:7201"); }\n', 'src/a.rs'), '');
  });

  it('is told in pages, where no variable of the environment could help', async () => {
    const workspace = await RuleWorkspace.create(rules, {
      'Page.tsx': "const answer = await fetch('http://localhost:8080/agents');\n",
    });
    const [finding] = workspace.findings();
    assert.equal(finding?.rule, 'hardcoded-host');
    assert.deepEqual(finding?.fixes, []);
  });
});

describe('addresses in YAML', () => {
  const compose = (lines: string): string => `services:\n  hub:\n    image: hub:1\n    environment:\n${lines}`;
  const cases: readonly [string, string, string][] = [
    ['a map of variables', compose('      REDIS_URL: redis://localhost:6379\n'), 'hardcoded-host'],
    ['a list of variables', compose('      - REDIS_URL=redis://localhost:6379\n'), 'hardcoded-host'],
    ['a placeholder with a default', compose('      REDIS_HOST: ${REDIS_HOST:-127.0.0.1}\n'), ''],
    ['a placeholder within an address', compose('      - REDIS_URL=redis://${REDIS_HOST:-localhost}:6379\n'), ''],
    ['what a browser is told', compose('      - NEXT_PUBLIC_API_URL=http://localhost:8000\n'), ''],
    [
      'a health check',
      'services:\n  hub:\n    image: hub:1\n    healthcheck:\n      test: curl -f http://localhost:8000/health\n',
      '',
    ],
    ['a published port', 'services:\n  hub:\n    image: hub:1\n    ports: ["127.0.0.1:8000:8000"]\n', ''],
  ];
  for (const [title, text, expected] of cases) {
    it(`${title}: ${expected === '' ? 'silent' : expected}`, async () => {
      assert.equal(await idsIn(text, 'docker-compose.yml'), expected);
    });
  }
});
