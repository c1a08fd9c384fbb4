import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule as hardcodedSecret } from './hardcoded-secret';
import { rule as inCommandLine } from './secret-in-command-line';

// No secret of anybody, and none that a scanner would report.
const PW = ['r4tT', 'leQ9'].join('');
const KEY = ['k7Qz', 'v2Lp', 'x9Rt', 'B4mW'].join('');

async function findings(path: string, text: string): Promise<readonly string[]> {
  const workspace = await RuleWorkspace.create([hardcodedSecret, inCommandLine], { [path]: `${text}\n` });
  return workspace.findings(path).map(({ rule, range }) => `${rule} ${`${text}\n`.slice(range.start, range.end)}`);
}

const FOUND: readonly (readonly [title: string, path: string, text: string, secret: string])[] = [
  ['an option with its value', 'a.py', `subprocess.run(["tool", "--password=${PW}"])`, PW],
  ['an option before its value', 'a.py', `subprocess.run(["tool", "--api-key", "${KEY}"])`, KEY],
  ['a list that is run later', 'a.py', `command = ["tool", "--token", "${KEY}"]`, KEY],
  ['a shell command', 'a.py', `os.system("mysql -u root -p${PW} voice")`, PW],
  ['a command that is run later', 'a.py', `cmd = "redis-cli -a ${PW} ping"`, PW],
  ['an option of spawn', 'a.ts', `spawn('tool', ['--client-secret', '${KEY}']);`, KEY],
  ['an argument in Rust', 'src/a.rs', `fn f() { Command::new("tool").arg("--token").arg("${KEY}"); }`, KEY],
  ['a script', 'a.sh', `sshpass -p '${PW}' ssh voice@hub`, PW],
  ['a unit', 'a.service', `[Service]\nExecStart=/usr/bin/tool --password ${PW}`, PW],
  ['a build', 'Dockerfile', `FROM debian:12\nRUN wget --password=${PW} https://hub.internal/x`, PW],
  [
    'a Compose command',
    'compose.yaml',
    `services:\n  r:\n    image: redis:7\n    command: ["redis-server", "--requirepass", "${PW}"]`,
    PW,
  ],
  [
    'a step of a workflow',
    '.github/workflows/a.yml',
    `on: push\njobs:\n  a:\n    steps:\n      - run: docker login -u voice -p ${PW} hub`,
    PW,
  ],
];

const PASSED: readonly (readonly [title: string, path: string, text: string, variable: string])[] = [
  ['an option', 'a.py', 'subprocess.run(["tool", "--api-key", api_key])', 'api_key'],
  ['an attribute', 'a.py', 'subprocess.Popen(["tool", "--token", self.token], env=env)', 'self.token'],
  ['a text', 'a.py', 'subprocess.run(["tool", f"--password={password}"])', '{password}'],
  ['what is put together', 'a.py', 'cmd = ["tool", "--password=" + db_password]', 'db_password'],
  ['a user and a password', 'a.py', 'subprocess.run(["curl", "-u", f"voice:{API_TOKEN}", url])', '{API_TOKEN}'],
  ['spawn', 'a.ts', "spawn('tool', ['--token', hub.apiToken]);", 'hub.apiToken'],
  ['a template', 'a.ts', "execFile('curl', ['-u', `voice:${apiToken}`]);", '${apiToken}'],
  ['Rust', 'src/a.rs', 'fn f(token: &str) { Command::new("tool").args(["--token", token]); }', 'token'],
  ['a unit', 'a.service', '[Service]\nExecStart=/usr/bin/tool \\\n  --token ${API_TOKEN}', '${API_TOKEN}'],
];

const SILENT: readonly (readonly [title: string, path: string, text: string])[] = [
  ['a variable', 'a.sh', 'mysql -p"$MYSQL_PASSWORD" && tool --token=${TOKEN} --password=$(cat /run/secrets/x)'],
  ['a file in a variable', 'a.py', 'subprocess.run(["tool", "--password", password_file, f"--token-file={token}"])'],
  [
    'a count in a variable',
    'a.py',
    'subprocess.run(["llm", "--max-tokens", str(max_tokens), "--token", next_token_id])',
  ],
  ['the environment', 'a.py', 'subprocess.run(["tool", "--token", os.environ["API_TOKEN"]])'],
  ['a list that is not run', 'a.py', 'names = ["--token", token]'],
  ['options that are declared', 'a.py', 'parser.add_argument("--token", default=token, dest=password)'],
  ['the environment of a unit', 'a.service', '[Service]\nEnvironment="ARGS=--token ${API_TOKEN}"'],
  ['a file', 'a.py', 'subprocess.run(["tool", "--password-file", "/run/secrets/tool1"])'],
  ['standard input', 'a.sh', 'docker login -u voice --password-stdin hub < token1.txt'],
  ['a declaration', 'a.py', `parser.add_argument("--password", "--pw", help="the hub's")`],
  ['a port', 'a.sh', 'ssh -p 2222 voice@hub; mkdir -p /srv/a1'],
  ['a comment', 'a.sh', `# tool --password=${PW}`],
  ['other options', 'a.py', 'subprocess.run(["llm", "--max-tokens", "4096", "--key-type", "ed25519x1"])'],
  ['a test', 'tests/test_a.py', `subprocess.run(["tool", "--password=${PW}"])`],
];

describe('secrets in command lines', () => {
  for (const [title, path, text, secret] of FOUND) {
    it(`are found in ${title}, once`, async () =>
      assert.deepEqual(await findings(path, text), [`secret-in-command-line ${secret}`]));
  }
  for (const [title, path, text] of SILENT)
    it(`are not taken for ${title}`, async () => assert.deepEqual(await findings(path, text), []));

  for (const [title, path, text, variable] of PASSED) {
    it(`are found in a variable: ${title}, once`, async () =>
      assert.deepEqual(await findings(path, text), [`secret-in-command-line ${variable}`]));
  }

  it('are named in no message', async () => {
    for (const [, path, text, secret] of FOUND) {
      const workspace = await RuleWorkspace.create([inCommandLine], { [path]: `${text}\n` });
      for (const { message, fixes } of workspace.findings(path))
        for (const shown of [message, ...fixes.map(({ title }) => title)]) assert.ok(!shown.includes(secret), shown);
    }
  });

  it('move to .env from a Compose file, for somebody to review', async () => {
    const workspace = await RuleWorkspace.create([inCommandLine], {
      'compose.yaml': `services:\n  r:\n    image: redis:7\n    command: redis-server --requirepass ${PW}\n`,
    });
    assert.deepEqual(workspace.fixAll().files, workspace.files);
    const { files } = workspace.fixAll({ unsafe: true });
    assert.match(files['compose.yaml'] ?? '', /--requirepass \$\{\w+\}\n/);
    assert.ok(files['.env']?.endsWith(`=${PW}\n`), files['.env']);
  });
});
