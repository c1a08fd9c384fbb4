import assert from 'node:assert/strict';
import { DEFAULT_CONFIGURATION } from '../../configuration/configuration';
import { buildProject } from '../../project/build-project';
import { ProjectView } from '../../project/project-view';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './hardcoded-path';
import { projectSuffix } from './project-suffix';

async function fixed(path: string, text: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { ...files, [path]: text });
  return workspace.fixAll({ unsafe: true }).files[path] ?? '';
}

async function count(path: string, text: string): Promise<number> {
  return (await RuleWorkspace.create([rule], { [path]: text })).findings(path).length;
}

describe('hardcoded-path', () => {
  for (const text of [
    'DB = "/home/ada/voice/memory.db"',
    'MODEL = "/mnt/models/whisper.bin"',
    'ROOT = "C:\\\\Users\\\\ada\\\\voice"',
    'open("/Users/ada/voice/log.txt")',
    'CACHE = "/root/.cache/models"',
    'path = f"/home/ada/{name}.db"',
  ]) {
    it(`tells ${text}`, async () => assert.equal(await count('a.py', `${text}\n`), 1));
  }

  for (const text of [
    'LOCK = "/tmp/agent.lock"',
    'CERTS = "/etc/ssl/certs"',
    'open("/proc/self/status")',
    'MODEL = os.getenv("MODEL", "/mnt/models/whisper.bin")',
    'print("/home/ada/voice")',
    'if path == "/home/ada": ...',
    'BLOCKED_PATHS = ["/root", "/home/ada"]',
    'SYSTEM = "C:\\\\Windows\\\\System32"',
    'route = "/users/me"',
    'url = "https://h/home/ada/x"',
    'HOME = "/home/<user>/voice"',
  ]) {
    it(`is silent on ${text}`, async () => assert.equal(await count('a.py', `${text}\n`), 0));
  }

  it('is silent on the home folder of images in code about containers', async () => {
    assert.equal(await count('docker/settings.py', 'CACHE = "/root/.cache/models"\n'), 0);
  });

  it('builds paths of the project from the place of the file', async () => {
    const files = { 'data/memory.db': '' };
    assert.equal(
      await fixed('agents/core/a.py', 'DB = "/home/ada/voice/data/memory.db"\n', files),
      'from pathlib import Path\n\nDB = str(Path(__file__).resolve().parents[2] / "data/memory.db")\n',
    );
  });

  it('takes what stands below the same root for a part of the project, too', async () => {
    const text = 'CONFIG = "/home/ada/voice/config/startup.yaml"\nLOG = "/home/ada/voice/logs/new.log"\n';
    const workspace = await RuleWorkspace.create([rule], { 'a.py': text, 'config/startup.yaml': 'a: 1\n' });
    const edits = workspace.findings('a.py')[1]?.fixes[0]?.edits() ?? [];
    assert.match(
      workspace.apply(edits).files['a.py'] ?? '',
      /LOG = str\(Path\(__file__\)\.resolve\(\)\.parent \/ "logs\/new\.log"\)/,
    );
  });

  const names: readonly [string, string][] = [
    ['MODEL = "/mnt/models/a.bin"', 'MODEL = os.getenv("MODEL_PATH", "/mnt/models/a.bin")'],
    ['self.cache_dir = "/mnt/cache"', 'self.cache_dir = os.getenv("CACHE_DIR", "/mnt/cache")'],
    // PATH and HOME are the system's own.
    ['path = "/mnt/models/a.bin"', 'path = os.getenv("SPEECH_PATH", "/mnt/models/a.bin")'],
    ['home = "/home/ada/x"', 'home = os.getenv("SPEECH_HOME", "/home/ada/x")'],
    ['load("/mnt/models/a.bin")', 'load(os.getenv("SPEECH_PATH", "/mnt/models/a.bin"))'],
  ];
  for (const [before, after] of names) {
    it(`names the variable: ${after}`, async () =>
      assert.equal(await fixed('speech.py', `import os\n${before}\n`), `import os\n${after}\n`));
  }

  it('leaves paths inside the container alone', async () => {
    const text = (line: string): string => `services:\n  a:\n    image: a:1\n    ${line}\n`;
    const inside = [
      'working_dir: /root/app',
      'environment: {HOME: /home/ada}',
      'environment:\n      - CACHE=/root/.cache',
      'volumes: ["/root/.cache", "./cache:/root/.cache", "models:/root/models"]',
      'tmpfs: /root/tmp',
      'entrypoint: /root/run.sh',
    ];
    for (const line of inside) assert.equal(await count('compose.yaml', text(line)), 0, line);
    const outside = [
      'volumes: ["/root/models:/models"]',
      'env_file: /home/ada/.env',
      'build: /home/ada/agent',
      'volumes: [{type: bind, source: /mnt/disk/models, target: /models}]',
    ];
    for (const line of outside) assert.equal(await count('compose.yaml', text(line)), 1, line);
  });

  it('keeps escapes and mounts in YAML', async () => {
    const compose = 'services:\n  a:\n    image: a:1\n    volumes:\n      - /home/ada/models:/models:ro\n';
    assert.match(await fixed('docker-compose.yml', compose), /- \$\{VOLUMES:-\/home\/ada\/models\}:\/models:ro\n/);
    const startup =
      'agents:\n  - name: A\n    script_path: a.py\n    port: 7201\n    config:\n      path: "D:\\\\voice\\\\m.bin"\n';
    assert.match(await fixed('config/startup.yaml', startup), /path: "\$\{CONFIG_PATH:-D:\\\\voice\\\\m\.bin\}"/);
  });
});

describe('which part of a path belongs to the project', () => {
  const view = (root: string, files: readonly string[]): ProjectView =>
    new ProjectView(buildProject(root, files, [], DEFAULT_CONFIGURATION));
  const cases: readonly [string, readonly string[], string, string | null][] = [
    ['file:///x/legacy-stack', ['a.py'], '/home/assistant/legacy-stack/data/memory.db', 'data/memory.db'],
    ['file:///x/other', ['data/keep', 'a.py'], '/home/ada/voice/data/memory.db', null],
    ['file:///x/app', ['a.py'], '/home/ada/app/thing.db', null],
    ['file:///x/app', ['data/keep'], '/home/ada/app/data/new.db', 'data/new.db'],
    ['file:///x/voice', ['config/startup.yaml'], '/home/ada/elsewhere/config/startup.yaml', 'config/startup.yaml'],
    ['file:///x/voice', ['a.py'], '/mnt/models/whisper.bin', null],
    ['file:///x/voice', ['a.py'], 'C:\\Users\\ada\\voice\\logs\\a.log', 'logs/a.log'],
  ];
  for (const [root, files, path, expected] of cases) {
    it(`${path} in ${root}`, () => assert.equal(projectSuffix(view(root, files), path), expected));
  }
});
