import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './plaintext-transport';

const enabled = { ...rule, severity: 'warning' as const };

async function count(path: string, text: string): Promise<number> {
  return (await RuleWorkspace.create([enabled], { [path]: text })).findings(path).length;
}

describe('plaintext-transport', () => {
  const told: readonly [string, string][] = [
    ['a.py', 'requests.get("http://api.example.com/x")\n'],
    ['a.py', 'r = redis.from_url("redis://cache.example.com:6379")\n'],
    ['a.py', 'NATS_URL = "nats://10.0.0.4:4222"\n'],
    ['a.py', 'url = os.getenv("API_URL", "http://api.example.com")\n'],
    ['a.ts', "const ws = new WebSocket('ws://live.example.com/feed');\n"],
    ['a.rs', 'fn f() { reqwest::get("http://api.example.com/x"); }\n'],
    ['.env', 'MQTT_URL=mqtt://broker.example.com\n'],
    [
      'docker-compose.yml',
      'services:\n  a:\n    image: a:1\n    environment:\n      - API_URL=http://api.example.com\n',
    ],
  ];
  for (const [path, text] of told)
    it(`${path}: ${JSON.stringify(text)}`, async () => assert.equal(await count(path, text), 1));

  const silent: readonly [string, string][] = [
    ['a.py', 'requests.get("https://api.example.com/x")\n'],
    ['a.py', 'requests.get("http://localhost:8000/x")\nrequests.get("http://memory-hub:8000/x")\n'],
    ['a.py', 'NAMESPACE = "http://www.w3.org/2000/svg"\nprint("see http://docs.example.com")\n'],
    ['a.py', 'if url.startswith("http://api.example.com"): ...\n'],
    ['a.py', '"""http://api.example.com"""\n'],
    ['a.py', 's.bind("tcp://*:7200")\n'],
    ['.env', 'ALLOWED_ORIGIN=http://app.example.com\n'],
  ];
  for (const [path, text] of silent)
    it(`nothing in ${path}: ${JSON.stringify(text)}`, async () => assert.equal(await count(path, text), 0));

  it('is off unless somebody turns it on', () => assert.equal(rule.severity, 'off'));
});
