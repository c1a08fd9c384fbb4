import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule as hardcodedHost } from './hardcoded-host';

const STARTUP =
  'agent_groups:\n  core:\n    ServiceRegistry: { script_path: registry.py, port: 7200 }\n    ChainOfThoughtAgent: { script_path: cot.py, port: 7300 }\n';

/** The first fix's safety and what it writes in place of the address. */
async function fix(text: string, path = 'a.py'): Promise<string> {
  const workspace = await RuleWorkspace.create([hardcodedHost], {
    'config/startup.yaml': STARTUP,
    [path]: `import os\n${text}\n`,
  });
  const [first] = workspace.findings(path).flatMap(({ fixes }) => fixes);
  if (first === undefined) return 'none';
  const [edit] = first.edits();
  return `${first.safety} ${edit !== undefined && 'newText' in edit ? edit.newText : ''}`;
}

describe('the service behind an address', () => {
  const cases: readonly [string, string, string][] = [
    [
      'the agent that owns the port',
      's.connect("tcp://localhost:7200")',
      `safe f"tcp://{os.getenv('SERVICE_REGISTRY_HOST', 'service_registry')}:7200"`,
    ],
    [
      'an agent by the name of the port',
      's.connect(f"tcp://localhost:{ports.chain_of_thought_port}")',
      `safe {os.getenv('CHAIN_OF_THOUGHT_AGENT_HOST', 'chain_of_thought_agent')}`,
    ],
    [
      'an agent by the name of the variable',
      'registry = 1\nservice_registry_host = "localhost"',
      'safe os.getenv("SERVICE_REGISTRY_HOST", "service_registry")',
    ],
    ['a scheme of its own', 'url = "redis://localhost:6379/0"', 'safe os.getenv("REDIS_URL", "redis://redis:6379/0")'],
    [
      'a scheme with a driver',
      'url = "postgresql+asyncpg://localhost/x"',
      'safe os.getenv("POSTGRES_URL", "postgresql+asyncpg://postgres/x")',
    ],
    [
      'a port that everybody knows',
      'x = Client("http://localhost:6333")',
      `safe f"http://{os.getenv('QDRANT_HOST', 'qdrant')}:6333"`,
    ],
    [
      'a variable that is not Ollama’s own',
      'url = "http://localhost:11434"',
      `safe f"http://{os.getenv('OLLAMA_SERVICE_HOST', 'ollama')}:11434"`,
    ],
    [
      'a product in a name',
      'bootstrap_servers = 1\nkafka_servers = "localhost:9999"',
      `safe f"{os.getenv('KAFKA_HOST', 'kafka')}:9999"`,
    ],
    [
      'the variable that keeps it',
      'translator_url = "http://localhost:9999"',
      `safe f"http://{os.getenv('TRANSLATOR_HOST', 'translator')}:9999"`,
    ],
    [
      'the client that it is given to',
      'x = JaegerExporter(host="localhost")',
      'safe os.getenv("JAEGER_HOST", "jaeger")',
    ],
    [
      'a private address, which goes on working',
      'translator_host = "192.168.1.7"',
      'safe os.getenv("TRANSLATOR_HOST", "192.168.1.7")',
    ],
    [
      'not the variable of an answer',
      'countries = requests.get("http://localhost:9999/api")',
      `review f"http://{os.environ['SERVICE_HOST']}:9999/api"`,
    ],
    [
      'not what stands behind the path',
      'requests.get(f"http://localhost:9999/api/{format}")',
      `review {os.environ['SERVICE_HOST']}`,
    ],
    ['nothing that would be looked up where it is not needed', 'x = settings.get("host", "localhost")', 'none'],
  ];
  for (const [title, text, expected] of cases) it(title, async () => assert.equal(await fix(text), expected));
});
