import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule as hardcodedSecret } from './hardcoded-secret';
import { rule as insecureDefault } from './insecure-secret-default';
import { rule as secretInUrl } from './secret-in-url';

const rules = [hardcodedSecret, insecureDefault, secretInUrl];
// No secret of anybody, and none that a scanner would report.
const KEY = ['k7Qz', 'v2Lp', 'x9Rt', 'B4mW'].join('');
const PW = ['hunt', 'er22'].join('');

async function workspace(
  path: string,
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<RuleWorkspace> {
  return RuleWorkspace.create(rules, { ...files, [path]: text });
}

async function idsIn(path: string, text: string): Promise<string> {
  return (await workspace(path, text))
    .findings(path)
    .map((finding) => finding.rule)
    .join(' ');
}

const FOUND: readonly [string, string, string][] = [
  ['a variable', 'a.py', `db_password = "${PW}"`],
  ['an attribute', 'a.py', `self.api_key = "${KEY}"`],
  ['a variable of the environment', 'a.py', `os.environ["DB_PASSWORD"] = "${PW}"`],
  ['an entry that is set', 'a.py', `config["api_key"] = "${KEY}"`],
  ['an entry of a dictionary', 'a.py', `settings = {"host": "db", "user": "voice", "password": "postgres"}`],
  ['a keyword', 'a.py', `connect(host="db", user="voice", password="${PW}")`],
  ['a default of a parameter', 'a.py', `def f(api_key="${KEY}"): ...`],
  ['a header', 'a.py', `headers = {"Authorization": "Bearer ${KEY}"}`],
  ['a header with a name of its own', 'a.py', `headers = {"X-API-Key": "${KEY}"}`],
  ['a pair of user and password', 'a.py', `requests.get("https://h", auth=("voice", "${PW}"))`],
  ['what is passed by position', 'a.py', `from requests.auth import HTTPBasicAuth\nHTTPBasicAuth("voice", "${PW}")`],
  ['the key of a web token', 'a.py', `import jwt\njwt.encode(claims, "${KEY}")`],
  ['a login', 'a.py', `import smtplib\ns = smtplib.SMTP("h", timeout=5)\ns.login("voice", "${PW}")`],
  ['a password that lets somebody in', 'a.py', `if password == "${PW}": ...`],
  ['a connection string', 'a.py', `dsn = "Server=db;User Id=sa;Password=${PW}"`],
  ['a field in TypeScript', 'a.ts', `const settings = { apiKey: '${KEY}' };`],
  ['a member in TypeScript', 'a.ts', `class A { private readonly password = '${PW}'; }`],
  ['a constant in Rust', 'src/a.rs', `const API_KEY: &str = "${KEY}";`],
  [
    'a list of variables in Compose',
    'docker-compose.yml',
    `services:\n  db:\n    image: db:1\n    environment:\n      - DB_PASSWORD=${PW}\n`,
  ],
  ['a script', 'run.sh', `export DB_PASSWORD="${PW}"`],
  ['JSON', 'config.json', `{\n  "api_key": "${KEY}"\n}`],
];

const SILENT: readonly [string, string, string][] = [
  ['limits and types', 'a.py', 'MAX_TOKENS = "2000"\ntoken_type = "word"\npad_token = "<pad>"'],
  ['names of keys', 'a.py', 'DATABASE_PASSWORD = "database_password"\napi_key_env = "OPENAI_API_KEY"'],
  ['a level', 'a.py', 'SEVERITY = {"email": "medium", "password": "critical"}'],
  ['examples of a schema', 'a.py', `model_config = {"json_schema_extra": {"examples": [{"password": "${PW}"}]}}`],
  ['data for a test at the end of a file', 'a.py', `test_data = {"password": "${PW}"}`],
  ['a lookup', 'a.py', 'password = os.getenv("DB_PASSWORD")'],
  ['a placeholder', 'a.py', 'api_key = "your-api-key-here"'],
  ['a comparison with nothing', 'a.py', 'if token == "": ...'],
  ['the key of a form', 'a.ts', "const labels = { password: 'Passwort' };"],
  ['tests', 'tests/test_a.py', `db_password = "${PW}"`],
  ['a test in Rust', 'src/a.rs', `#[cfg(test)]\nmod tests {\n    const API_KEY: &str = "${KEY}";\n}`],
  ['documentation', 'docs/a.py', `db_password = "${PW}"`],
];

describe('secrets in files', () => {
  for (const [title, path, text] of FOUND)
    it(`are found as ${title}`, async () => assert.equal(await idsIn(path, `${text}\n`), 'hardcoded-secret'));
  for (const [title, path, text] of SILENT)
    it(`are not taken for ${title}`, async () => assert.equal(await idsIn(path, `${text}\n`), ''));

  it('move to .env, which git then ignores, and leave their name behind', async () => {
    const before = await workspace('store.py', `db_password = "${PW}"\n`, { '.gitignore': 'build/\n' });
    const { files } = before.fixAll();
    assert.equal(files['store.py'], 'import os\n\ndb_password = os.environ["DB_PASSWORD"]\n');
    assert.equal(files['.env'], `DB_PASSWORD=${PW}\n`);
    assert.equal(files['.gitignore'], 'build/\n.env\n');
    assert.equal(files['.env.example'], 'DB_PASSWORD=\n');
  });

  it('keep the word before them in a header', async () => {
    const { files } = (await workspace('a.py', `import os\nheaders = {"Authorization": "Bearer ${KEY}"}\n`)).fixAll();
    assert.match(files['a.py'] ?? '', /\{"Authorization": f"Bearer \{os\.environ\['\w+'\]\}"\}/);
    assert.ok(!(files['a.py'] ?? '').includes(KEY));
  });

  it('are told by the settings they belong to', async () => {
    const { files } = (await workspace('seed.py', `db_config = {"user": "voice", "password": "${PW}"}\n`)).fixAll();
    assert.ok(files['seed.py']?.includes('os.environ["DB_PASSWORD"]'), files['seed.py']);
  });

  it('are named in no message', async () => {
    for (const [, path, text] of FOUND) {
      for (const { message, fixes } of (await workspace(path, `${text}\n`)).findings(path)) {
        for (const shown of [message, ...fixes.map(({ title }) => title)])
          assert.ok(!shown.includes(PW) && !shown.includes(KEY), shown);
      }
    }
  });

  for (const path of ['.github/workflows/ci.yml', 'Page.tsx']) {
    it(`have no fix in ${path}, which reads no environment`, async () => {
      const text = path.endsWith('.yml')
        ? `env:\n  DB_PASSWORD: ${PW}\n`
        : `const login = { user: 'a', password: '${PW}' };\n`;
      const [finding] = (await workspace(path, text)).findings(path);
      assert.equal(finding?.rule, 'hardcoded-secret');
      assert.deepEqual(finding?.fixes, []);
    });
  }
});

describe('secrets as defaults of a lookup', () => {
  const cases: readonly [string, string, string][] = [
    [
      'Python',
      'import os\nkey = os.getenv("JWT_SECRET", "dev-secret-1")\n',
      'import os\nkey = os.environ["JWT_SECRET"]\n',
    ],
    [
      'a password that is a word',
      'import os\npw = os.getenv("DB_PASSWORD", "postgres")\n',
      'import os\npw = os.environ["DB_PASSWORD"]\n',
    ],
    [
      'behind or',
      'import os\npw = os.environ.get("DB_PASSWORD") or "postgres"\n',
      'import os\npw = os.environ["DB_PASSWORD"]\n',
    ],
  ];
  for (const [title, before, after] of cases) {
    it(`${title}: the variable becomes required`, async () => {
      const start = await workspace('a.py', before);
      assert.deepEqual(
        start.findings().map(({ rule }) => rule),
        ['insecure-secret-default'],
      );
      assert.equal(start.fixAll().files['a.py'], after);
    });
  }

  for (const text of [
    'x = os.getenv("API_KEY", "")',
    'x = os.getenv("API_KEY", "not-needed")',
    'x = os.getenv("API_KEY", None)',
    'x = os.getenv("TOKEN_LIMIT", "4096")',
  ]) {
    it(`silent: ${text}`, async () => assert.equal(await idsIn('a.py', `import os\n${text}\n`), ''));
  }

  it('a password in the URL of a default makes the variable required: a lookup there would fail where it is set', async () => {
    const { files } = (
      await workspace('a.py', `import os\nurl = os.getenv("DATABASE_URL", "postgresql://voice:${PW}@db/x")\n`)
    ).fixAll();
    assert.equal(files['a.py'], 'import os\nurl = os.environ["DATABASE_URL"]\n');
    assert.equal(files['.env'], undefined);
  });
});

describe('passwords in URLs', () => {
  it('are found in any text, on localhost too', async () => {
    assert.equal(await idsIn('run.sh', `curl https://voice:${PW}@localhost/x\n`), 'secret-in-url');
    assert.equal(await idsIn('a.yaml', `url: nats://voice:${PW}@nats:4222\n`), 'secret-in-url');
  });

  for (const [path, text] of [
    ['README.md', 'postgresql://postgres:postgres@localhost/x'],
    ['.env.example', 'DATABASE_URL=postgresql://app:app_password@db/x'],
    ['tests/urls.json', '{"input": "http://a:b@c:29/d"}'],
  ] as const) {
    it(`are none in ${path} when nobody would mistake them`, async () =>
      assert.equal(await idsIn(path, `${text}\n`), ''));
  }
});

describe('the same secret in other files', () => {
  const TOKEN = ['gs', 'k_'].join('') + KEY + KEY + KEY + KEY.slice(0, 4);
  const files = {
    'hub.py': `api_key = "${KEY}"\n`,
    'hub.yaml': `hub:\n  api_key: ${KEY}\n`,
    'run.sh': `export HUB_API_KEY=${KEY}\ncurl -H "X-Key: ${TOKEN}"\n`,
    'notes.md': `Use \`${TOKEN}\` and nats://voice:${PW}@hub:4222\n`,
    'stack.yaml': `NATS_URL: nats://voice:${PW}@nats:4222\n`,
    'other.py': `api_key = "${KEY.split('').reverse().join('')}"\n`,
  };

  async function toldIn(path: string): Promise<{ message: string; related: string[] }[]> {
    const workspace = await RuleWorkspace.create(rules, files);
    return workspace
      .findings(path)
      .map(({ message, related }) => ({ message, related: related.map(({ uri }) => uri.replace(/^.*\//, '')) }));
  }

  for (const [path, others] of [
    ['hub.py', ['hub.yaml', 'run.sh']],
    ['hub.yaml', ['hub.py', 'run.sh']],
  ] as const)
    it(`is told in ${path}, with its places`, async () => {
      const [finding] = await toldIn(path);
      assert.deepEqual(finding?.related, others);
      assert.match(finding.message, /2 other files/);
      assert.ok(!finding.message.includes(KEY));
    });

  it('is told in scripts and notes, each with its own', async () => {
    const inScript = await toldIn('run.sh');
    assert.deepEqual(inScript.map(({ related }) => related).sort(), [['hub.py', 'hub.yaml'], ['notes.md']]);
    assert.deepEqual((await toldIn('notes.md')).map(({ related }) => related).sort(), [['run.sh'], ['stack.yaml']]);
    assert.match((await toldIn('stack.yaml'))[0]?.message ?? '', /it stands in notes\.md, too/);
  });

  it('nothing is told where it stands once', async () => {
    const [finding] = await toldIn('other.py');
    assert.deepEqual(finding?.related, []);
    assert.doesNotMatch(finding.message, /stands in/);
  });

  it('every file keeps its own fix', async () => {
    const workspace = await RuleWorkspace.create(rules, files);
    for (const path of ['hub.py', 'hub.yaml', 'stack.yaml'])
      assert.ok((workspace.findings(path)[0]?.fixes.length ?? 0) > 0, path);
  });
});
