import type { Corpus, CorpusCase } from '../corpus';
import { KEY, LONG_KEY, PASSWORD, WEAK, fill, jsonWebToken } from './samples';
import { secretsCorpus } from './secrets-corpus';

const file = (title: string, path: string, text: string): CorpusCase => ({ title, path, text: `${text}\n` });
const SIGNS = ['Hunt*er', '%22+7'].join('');
const CHOSEN = ['Horse', 'battery', '7'].join('');

/** Where a literal stands to be somebody's secret, in code. */
const FOUND: readonly CorpusCase[] = [
  file('a chain of names', 'a.py', `password = backup = "${PASSWORD}" <<<`),
  file(
    'a chain of names, the first one told',
    'a.ts',
    `let password: string;\nlet copy = (password = '${PASSWORD}'); <<<`,
  ),
  file('an entry in a chain', 'a.py', `_ = app.config["API_KEY"] = "${KEY}" <<<`),
  file('several at once', 'a.py', `user, password = "voice", "${PASSWORD}" <<<`),
  file('several in brackets', 'a.py', `(host, password, port) = ("db", "${PASSWORD}", 5432) <<<`),
  file('a fallback', 'a.py', `password = given or "${PASSWORD}" <<<`),
  file('a fallback in TypeScript', 'a.ts', `export const token = given ?? '${LONG_KEY}'; <<<`),
  file('an old fallback in JavaScript', 'a.js', `const apiKey = options.key || '${LONG_KEY}'; <<<`),
  file('one of two', 'a.py', `password = "${PASSWORD}" if local else ask() <<<`),
  file('one of two in TypeScript', 'a.ts', `const secret = local ? '${LONG_KEY}' : ask(); <<<`),
  file('a default in a pattern', 'a.ts', `export function connect({ password = '${PASSWORD}' }) {} <<<`),
  file('a default of a parameter in JavaScript', 'a.js', `function connect(password = '${PASSWORD}') {} <<<`),
  file('PassWord', 'a.py', `PassWord = "${PASSWORD}" <<<`),
  file('pass_word', 'a.ini', `db_pass_word=${PASSWORD} <<<`),
  file(
    'the key of an HMAC',
    'a.ts',
    `import { createHmac } from 'node:crypto';\nconst sum = createHmac('sha256', '${LONG_KEY}'); <<<`,
  ),
  file('a directory’s password', 'a.py', `connection.simple_bind_s("cn=voice", "${WEAK}") <<<`),
  file(
    'a connection of a driver',
    'a.py',
    `import pymysql\n\npymysql.connections.Connection("db", "voice", "${WEAK}") <<<`,
  ),
  file('the sixth argument', 'a.py', `import pg\n\npg.DB("voice", "db", 5432, None, "voice", "${WEAK}") <<<`),
  file('a signing key that somebody chose', 'a.py', `app.config["SECRET_KEY"] = "${CHOSEN}" <<<`),
  file('a signing key of an attribute', 'a.py', `app.secret_key = "${CHOSEN}" <<<`),
  file('a signing key of words', 'settings.py', `SECRET_KEY = "correcthorsebattery" <<<`),
  file('a signing key in YAML', 'values.yaml', `jwt_secret: ${CHOSEN} <<<`),
  file('a signing key of sessions', 'a.ts', `app.use(session({ sessionSecret: '${CHOSEN}' })); <<<`),
  file('signs in a URL’s password', 'a.py', `url = "mysql+pymysql://voice:${SIGNS}@db/hub" <<<`),
  file('a session’s token', 'a.sh', `export AWS_SESSION_TOKEN=FQoGZXIvYXdzE${fill('<b300>', 'session')} <<<`),
  file(
    'a web token in Base64',
    'a.yaml',
    `data:\n  value: ${Buffer.from(jsonWebToken()).toString('base64').replace(/=+$/, '')} <<<`,
  ),
  file('a registry’s password', '.npmrc', '//registry.hub.internal/:_password=CorrectHorseBatteryStaple <<<'),
  file('an OpenAI key', 'a.txt', `sk-proj-${fill('<A20>', 'oa')}T3Blbk${'FJ'}${fill('<A20>', 'ob')} <<<`),
];

const compose = (title: string, ...lines: readonly string[]): CorpusCase =>
  file(
    title,
    'compose.yaml',
    ['services:', '  db:', '    image: db:1', '    environment:', ...lines.map((line) => `      ${line}`)].join('\n'),
  );

/** References with a value for when the variable is forgotten. */
const DEFAULTS: readonly CorpusCase[] = [
  compose('a default in a list', `- DB_PASSWORD=\${DB_PASSWORD:-${PASSWORD}} <<<`),
  compose('a default in a map', `DB_PASSWORD: \${DB_PASSWORD:-${PASSWORD}!} <<<`),
  compose('a default for what is not set', `DB_PASSWORD: "\${DB_PASSWORD-${PASSWORD}}" <<<`),
  compose('a default of another name', `ADMIN: \${HUB_ADMIN_PASSWORD:-${PASSWORD}} <<<`),
  file('a default in a script', 'run.sh', `export DB_PASSWORD="\${DB_PASSWORD:-${PASSWORD}}" <<<`),
  file('a default in settings', 'hub.properties', `db.password=\${DB_PASSWORD:-${PASSWORD}} <<<`),
  compose('a default of a word', '- DB_PASSWORD=${DB_PASSWORD:-postgres}', '- API_KEY=${API_KEY:-none}'),
  compose('an empty default', '- DB_PASSWORD=${DB_PASSWORD:-}', '- TOKEN=${TOKEN-}'),
  compose('an alternative', '- DB_PASSWORD=${DB_PASSWORD:+given-1}'),
  compose('a hint', '- DB_PASSWORD=${DB_PASSWORD:?set it, 8 letters!}'),
  compose('a default that is a file', '- DB_PASSWORD_FILE=${DB_PASSWORD_FILE:-/run/secrets/db1}'),
  compose('a default to be changed', '- DB_PASSWORD=${DB_PASSWORD:-changeme-123}'),
  compose('a default that is no secret', `- DB_USER=\${DB_USER:-${PASSWORD}}`),
  file('a default of a word in a script', 'run.sh', 'export DB_PASSWORD="${DB_PASSWORD:-postgres}"'),
  file('another variable for a default', 'run.sh', 'export DB_PASSWORD="${DB_PASSWORD:-$OTHER_PASSWORD_2}"'),
];

/** The same places with what is none. */
const SILENT: readonly CorpusCase[] = [
  file('a chain that ends in a call', 'a.py', 'password = backup = ask("Password: ")'),
  file('several at once from elsewhere', 'a.py', 'user, password = "voice", ask()'),
  file('several at once without a secret', 'a.py', `user, colour = "voice", "${KEY}"`),
  file('lists of another length', 'a.py', `user, *password = "${KEY}", "b", "c"`),
  file('an empty fallback', 'a.py', 'password = given or ""'),
  file('a fallback to a name', 'a.ts', "const token = given ?? 'default';"),
  file('a comparison', 'a.py', 'password = kind == "password" and given'),
  file('a condition', 'a.ts', "const token = mode === 'api-token-2' ? given : ask();"),
  file('a default that says none', 'a.ts', "export function connect({ password = '' }) {}"),
  file(
    'an HMAC’s algorithm',
    'a.ts',
    "import { createHmac } from 'node:crypto';\nconst sum = createHmac('sha256', key);",
  ),
  file('a signing key from elsewhere', 'a.py', 'app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]'),
  file('a signing key to be changed', 'settings.py', 'SECRET_KEY = "change-me-in-production"'),
  file('the name of a signing key', 'a.py', 'SECRET_KEY = "SECRET_KEY"\njwt_secret = "jwt-secret"'),
  file(
    'a name that holds a signing key’s name',
    'a.py',
    'secret_key_name = "hub-signing-2024"\njwt_secret_file = "keys/jwt.txt"',
  ),
  file(
    'a hole in a URL’s password',
    'a.py',
    'url = f"mysql://voice:{password}@db/hub"\nold = "mysql://voice:%(password)s@db/hub"',
  ),
  file('stars in a URL’s password', 'a.md', '`postgres://voice:****@db/hub`, `postgres://voice:p***d@db/hub`'),
  file('a variable of Windows in a URL', 'a.bat', 'set URL=mysql://voice:%DB_PASSWORD%@db/hub'),
  file('a registry’s variable', '.npmrc', '//registry.hub.internal/:_password=${NPM_PASSWORD}'),
  file('Base64 that is no token', 'a.yaml', `data:\n  value: ZXlK${fill('<b120>', 'no token')}`),
];

export const corpus: Corpus = secretsCorpus([...FOUND, ...DEFAULTS, ...SILENT]);
