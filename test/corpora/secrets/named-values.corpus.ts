import type { Corpus, CorpusCase } from '../corpus';
import { HEX_KEY, KEY, LONG_KEY, PASSWORD, WEAK, fill } from './samples';
import { secretsCorpus } from './secrets-corpus';

const found = (title: string, path: string, text: string): CorpusCase => ({ title, path, text: `${text}\n` });

/** How languages and settings give a value a name; `$N` and `$V` stand for them. */
const SYNTAXES: readonly (readonly [title: string, path: string, text: string])[] = [
  ['Python variable', 'a.py', '$N = "$V" <<<'],
  ['Python variable with a type', 'a.py', '$N: str = "$V" <<<'],
  ['Python attribute', 'a.py', 'class A:\n    def __init__(self):\n        self.$N = "$V" <<<'],
  ['Python dictionary', 'a.py', 'settings = {\n    "host": "db",\n    "$N": "$V", <<<\n}'],
  ['Python keyword', 'a.py', 'client = Client(host="db", $N="$V") <<<'],
  ['Python default of a parameter', 'a.py', 'def open_hub(host, $N="$V"): <<<\n    ...'],
  ['Python entry', 'a.py', 'app.config["$N"] = "$V" <<<'],
  ['Python environment that is set', 'a.py', 'import os\n\nos.environ["$N"] = "$V" <<<'],
  ['Python over two lines', 'a.py', '$N = (\n    "$V" <<<\n)'],
  ['Python comparison', 'a.py', 'def check($N):\n    return $N == "$V" <<<'],
  ['TypeScript constant', 'a.ts', "const $N = '$V'; <<<"],
  ['TypeScript property', 'a.ts', "export const settings = { host: 'db', $N: '$V' }; <<<"],
  ['TypeScript member', 'a.ts', "class Hub {\n  private readonly $N = '$V'; <<<\n}"],
  ['TypeScript template', 'a.ts', 'export const $N = `$V`; <<<'],
  ['JavaScript assignment to a member', 'a.js', "module.exports.$N = '$V'; <<<"],
  ['Rust constant', 'src/a.rs', 'const $N: &str = "$V"; <<<'],
  ['Rust let', 'src/a.rs', 'fn open() {\n    let $N = "$V"; <<<\n}'],
  ['Rust field', 'src/a.rs', 'fn open() -> Hub {\n    Hub { $N: "$V".to_string() } <<<\n}'],
  ['Go short', 'a.go', '\t$N := "$V" <<<'],
  ['Go with a type', 'a.go', 'var $N string = "$V" <<<'],
  ['Go field', 'a.go', '\treturn Hub{\n\t\t$N: "$V", <<<\n\t}'],
  ['Java', 'A.java', 'private static final String $N = "$V"; <<<'],
  ['Java property that is set', 'A.java', 'System.setProperty("$N", "$V"); <<<'],
  ['C#', 'a.cs', 'string $N = @"$V"; <<<'],
  ['Kotlin', 'a.kt', 'val $N = "$V" <<<'],
  ['PHP', 'a.php', "<?php\n$$N = '$V'; <<<"],
  ['PHP constant', 'a.php', "<?php\ndefine('$N', '$V'); <<<"],
  ['PHP array', 'a.php', "<?php\nreturn ['$N' => '$V']; <<<"],
  ['Ruby hash', 'a.rb', "{ '$N' => '$V' } <<<"],
  ['Ruby symbol', 'a.rb', 'Hub.new($N: "$V") <<<'],
  ['C macro', 'a.h', '#define $N "$V" <<<'],
  ['Swift', 'a.swift', 'let $N = "$V" <<<'],
  ['Groovy', 'a.gradle', "    $N = '$V' <<<"],
  ['Lua', 'a.lua', 'local $N = "$V" <<<'],
  ['PowerShell', 'a.ps1', '$$N = "$V" <<<'],
  ['shell', 'a.sh', '$N="$V" <<<'],
  ['shell export', 'a.sh', 'export $N=$V <<<'],
  ['batch', 'a.bat', 'set $N=$V <<<'],
  ['YAML', 'a.yaml', 'hub:\n  $N: $V <<<'],
  ['YAML in quotes', 'a.yaml', 'hub:\n  $N: "$V" <<<'],
  ['YAML flow', 'a.yaml', 'hub: {host: db, $N: "$V"} <<<'],
  ['YAML name and value', 'a.yaml', 'env:\n  - name: $N\n    value: $V <<<'],
  ['Compose map', 'docker-compose.yml', 'services:\n  db:\n    image: db:1\n    environment:\n      $N: $V <<<'],
  ['Compose list', 'docker-compose.yml', 'services:\n  db:\n    image: db:1\n    environment:\n      - $N=$V <<<'],
  [
    'Compose anchor',
    'docker-compose.yml',
    'x-env: &env\n  $N: $V <<<\nservices:\n  db:\n    image: db:1\n    environment:\n      <<: *env',
  ],
  [
    'workflow',
    '.github/workflows/ci.yml',
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    env:\n      $N: $V <<<\n    steps:\n      - run: make',
  ],
  ['JSON', 'a.json', '{\n  "host": "db",\n  "$N": "$V" <<<\n}'],
  ['TOML', 'a.toml', '[hub]\n$N = "$V" <<<'],
  ['ini', 'a.ini', '[hub]\n$N = $V <<<'],
  ['properties', 'a.properties', '$N=$V <<<'],
  ['systemd', 'a.service', '[Service]\nEnvironment="$N=$V" <<<'],
  ['XML element', 'a.xml', '<hub>\n  <$N>$V</$N> <<<\n</hub>'],
  ['XML attributes', 'a.xml', '<add key="$N" value="$V" /> <<<'],
  ['Terraform', 'a.tf', 'resource "x" "y" {\n  $N = "$V" <<<\n}'],
  ['Makefile', 'Makefile', '$N := $V <<<'],
  ['Makefile default', 'Makefile', '$N ?= "$V" <<<'],
  ['env template', '.env.example', '$N=$V <<<'],
  ['notes', 'notes.txt', 'the $N: $V <<<'],
];

/** The style of each syntax takes its own of these names in turn. */
const NAMES = [
  'api_key',
  'client_secret',
  'auth_token',
  'ACCESS_TOKEN',
  'secretKey',
  'JWT_SECRET',
  'encryption_key',
  'hubToken',
];
const VALUES = [KEY, LONG_KEY, HEX_KEY, fill('<A24>', 'named'), fill('<w32>', 'named too')];

const KEYS = SYNTAXES.map(([title, path, text], index) =>
  found(
    `${title}: key`,
    path,
    text
      .replaceAll('$N', () => NAMES[index % NAMES.length] ?? '')
      .replaceAll('$V', () => VALUES[index % VALUES.length] ?? ''),
  ),
);

const PASSWORD_SYNTAXES = SYNTAXES.filter(([title]) => !/^(?:env template|notes|Python comparison)$/.test(title));
const PASSWORD_NAMES = ['password', 'db_password', 'DB_PASS', 'adminPwd', 'passphrase', 'MYSQL_ROOT_PASSWORD'];
const PASSWORD_VALUES = [PASSWORD, WEAK, ['Tr0ub', '4dor&3'].join(''), ['s3cr', 'et-Voice!'].join('')];
/** Without quotes, some signs end a value. */
const inWords = (value: string, text: string): string => (/["'`]\$V/.test(text) ? value : value.replace(/[&!]/g, 'x'));

const PASSWORDS = PASSWORD_SYNTAXES.map(([title, path, text], index) =>
  found(
    `${title}: password`,
    path,
    text
      .replaceAll('$N', () => PASSWORD_NAMES[index % PASSWORD_NAMES.length] ?? '')
      .replaceAll('$V', () => inWords(PASSWORD_VALUES[index % PASSWORD_VALUES.length] ?? '', text)),
  ),
);

const OTHERS: readonly CorpusCase[] = [
  found('bearer header in code', 'a.py', `headers = {"Authorization": "Bearer ${LONG_KEY}"} <<<`),
  found('bearer header in curl', 'a.sh', `curl -H "Authorization: Bearer ${LONG_KEY}" https://hub.internal/x <<<`),
  found(
    'basic header',
    'a.ts',
    `const h = { Authorization: 'Basic ${Buffer.from(`voice:${PASSWORD}`).toString('base64')}' }; <<<`,
  ),
  found('token header in YAML', 'a.yaml', `headers:\n  Authorization: Token ${HEX_KEY} <<<`),
  found('X-API-Key header', 'a.py', `headers = {"X-API-Key": "${KEY}"} <<<`),
  found(
    'basic auth by position',
    'a.py',
    `from requests.auth import HTTPBasicAuth\n\nauth = HTTPBasicAuth("voice", "${PASSWORD}") <<<`,
  ),
  found(
    'auth tuple',
    'a.py',
    `import requests\n\nrequests.get("https://h", auth=("voice", "${PASSWORD}"), timeout=5) <<<`,
  ),
  found(
    'login of a mail server',
    'a.py',
    `import smtplib\n\ns = smtplib.SMTP("h", timeout=5)\ns.login("voice", "${PASSWORD}") <<<`,
  ),
  found('key of a web token', 'a.py', `import jwt\n\njwt.encode(claims, "${KEY}", algorithm="HS256") <<<`),
  found('ADO connection string', 'a.cs', `var c = "Server=db;Database=x;User Id=sa;Password=${PASSWORD};"; <<<`),
  found(
    'ADO connection string in JSON',
    'appsettings.json',
    `{\n  "Db": "Server=db;User Id=sa;Password=${PASSWORD};" <<<\n}`,
  ),
  found('DSN in Python', 'a.py', `dsn = "host=db user=voice password=${PASSWORD} dbname=x" <<<`),
  found('JDBC in properties', 'a.properties', `db=jdbc:postgresql://db/x?user=voice&password=${PASSWORD} <<<`),
  found('SQL role', 'a.sql', `CREATE ROLE voice WITH LOGIN PASSWORD '${PASSWORD}'; <<<`),
  found('SQL user', 'a.sql', `CREATE USER 'voice'@'%' IDENTIFIED BY '${PASSWORD}'; <<<`),
  found('default of a lookup', 'a.py', `import os\n\nkey = os.getenv("JWT_SECRET", "${KEY}") <<<`),
  found('weak default of a lookup', 'a.py', `import os\n\nkey = os.environ.get("JWT_SECRET", "dev-secret") <<<`),
  found('default behind ??', 'a.ts', `export const key = process.env.JWT_SECRET ?? 'dev-secret'; <<<`),
  found(
    'default in Rust',
    'src/a.rs',
    `fn key() -> String {\n    std::env::var("JWT_SECRET").unwrap_or("dev-secret".to_string()) <<<\n}`,
  ),
  found('npmrc', '.npmrc', `//registry.npmjs.org/:_authToken=${fill('<u>')} <<<`),
  found('pypirc', '.pypirc', `[pypi]\nusername = voice\npassword = ${PASSWORD} <<<`),
  found('netrc', '.netrc', `machine hub.internal login voice password ${PASSWORD} <<<`),
  found('pgpass', '.pgpass', `db:5432:voice:voice:${PASSWORD} <<<`),
  found('Git credentials', '.git-credentials', `https://voice:${PASSWORD}@git.internal <<<`),
  found(
    'Docker login',
    '.docker/config.json',
    `{"auths": {"hub": {"auth": "${Buffer.from(`voice:${PASSWORD}`).toString('base64')}"}}} <<<`,
  ),
  found('env file that git keeps', '.env', `LOG_LEVEL=info\nDB_PASSWORD=${PASSWORD} <<<`),
  found('env file of production', 'config/prod.env', `HUB_TOKEN=${KEY} <<<`),
  found(
    'Kubernetes container',
    'k8s.yaml',
    `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      env:\n        - name: DB_PASSWORD\n          value: ${PASSWORD} <<<`,
  ),
];

const URLS: readonly CorpusCase[] = [
  'postgresql',
  'postgresql+asyncpg',
  'mysql',
  'redis',
  'rediss',
  'amqp',
  'amqps',
  'nats',
  'mongodb',
  'mongodb+srv',
  'https',
  'ftp',
  'smtp',
  'ldap',
  'mqtt',
  'clickhouse',
  'kafka',
  'socks5',
].map((scheme, index) => {
  const url = `${scheme}://voice:${index % 2 === 0 ? PASSWORD : WEAK}@${scheme}.internal/x`;
  const places: readonly (readonly [string, string])[] = [
    ['a.py', `URL = "${url}" <<<`],
    ['a.ts', `export const url = '${url}'; <<<`],
    ['a.yaml', `hub:\n  url: ${url} <<<`],
    ['a.sh', `export HUB_URL=${url} <<<`],
    ['a.go', `var url = "${url}" <<<`],
    ['a.toml', `url = "${url}" <<<`],
  ];
  const [path, text] = places[index % places.length] ?? ['a.py', ''];
  return found(`password in a ${scheme} URL`, path, text);
});

const QUERIES: readonly CorpusCase[] = [
  found('token in a query', 'a.py', `URL = "https://hub.internal/x?access_token=${LONG_KEY}" <<<`),
  found('key behind other parameters', 'a.ts', `fetch('https://hub.internal/x?a=1&api_key=${HEX_KEY}&b=2'); <<<`),
  found('token in the query of a command', 'a.sh', `wget "https://hub.internal/x?token=${KEY}" <<<`),
  found('token in notes', 'a.md', `Open https://hub.internal/x?token=${LONG_KEY} <<<`),
];

/** Variables that hold secrets: their values are arguments, too. */
const VARIABLES: readonly CorpusCase[] = [
  found(
    'an option with a name',
    'a.py',
    'import subprocess\n\nsubprocess.run(["tool", "--token", token], timeout=9) <<<',
  ),
  found(
    'an option with an f-string',
    'a.py',
    'import subprocess\n\nsubprocess.run(["tool", f"--token={token}"], timeout=9) <<<',
  ),
  found(
    'a user and a password in an f-string',
    'a.py',
    'import subprocess\n\nsubprocess.check_output(["curl", "-u", f"voice:{API_TOKEN}", URL], timeout=9) <<<',
  ),
  found('an option with an attribute', 'a.ts', "spawn('tool', ['--api-key', hub.apiKey]); <<<"),
  found('a unit with a variable', 'a.service', '[Service]\nExecStart=/usr/bin/tool --token ${API_TOKEN} <<<'),
];

/** Values behind other separators, and in other files. */
const SEPARATORS: readonly CorpusCase[] = [
  found('a dash between name and value', 'a.txt', `hub token - '${KEY}' <<<`),
  found('a sentence', 'a.txt', `the api_key is ${LONG_KEY} <<<`),
  found('a credential of Jenkins', 'a.xml', `<c>\n  <secret>{hub ${LONG_KEY}}</secret> <<<\n</c>`),
  found('a misspelt name', 'a.properties', `pssword=${PASSWORD} <<<`),
  found('a one-time password seed', 'a.txt', `otpauth://totp/hub:voice?secret=${fill('<B32>')}&issuer=hub <<<`),
  found('an application of Facebook', 'a.go', `var facebook = "${fill('<d16>')}|${fill('<w27>', 'facebook')}" <<<`),
  found('a login of Sonar', 'a.properties', `sonar.login=${HEX_KEY}${HEX_KEY.slice(0, 8)} <<<`),
  found('an access id of Sumo Logic', 'a.sh', `export SUMOLOGIC_ACCESSID="su${fill('<A12>')}" <<<`),
  found('Sidekiq', 'a.sh', `export BUNDLE_ENTERPRISE__CONTRIBSYS__COM=${fill('<h8>')}:${fill('<h8>', 'b')} <<<`),
  found('Heroku', 'a.go', `const HerokuKey = "${fill('<u>')}" <<<`),
  found(
    'a made-up token with a telling prefix',
    'a.txt',
    `TOKEN_A=${['dapi', '1234567890abcdef'.repeat(2)].join('')} <<<`,
  ),
  found('an old npm token', 'a.txt', `//npm.hub.internal/:_authToken=${fill('<u>', 'npm')} <<<`),
  found('a statement without quotes', 'a.txt', `ALTER USER voice IDENTIFIED BY ${PASSWORD}; <<<`),
  found('a key of Twilio in capitals', 'a.txt', `sid ${['SK4D', fill('<H30>')].join('')} <<<`),
  found('a made-up key of Figma', 'a.txt', `${['figd_', 'aBcDeFgHiJkLmNoPqRsT1234567890aBcDeFgHiJkLm'].join('')} <<<`),
];

const COMMANDS: readonly CorpusCase[] = [
  found(
    'subprocess with an option',
    'a.py',
    `import subprocess\n\nsubprocess.run(["pg_dump", "--password=${PASSWORD}", "x"], timeout=9) <<<`,
  ),
  found(
    'subprocess with an option and its value',
    'a.py',
    `import subprocess\n\nsubprocess.run(["tool", "--token", "${KEY}"], timeout=9) <<<`,
  ),
  found('os.system', 'a.py', `import os\n\nos.system("mysql -u root -p${PASSWORD} x") <<<`),
  found(
    'spawn',
    'a.ts',
    `import { spawn } from 'node:child_process';\n\nspawn('tool', ['--password', '${PASSWORD}']); <<<`,
  ),
  found(
    'exec',
    'a.ts',
    `import { exec } from 'node:child_process';\n\nexec('sshpass -p ${PASSWORD} ssh voice@hub'); <<<`,
  ),
  found(
    'Command in Rust',
    'src/a.rs',
    `fn run() {\n    std::process::Command::new("tool").arg("--password=${PASSWORD}").spawn(); <<<\n}`,
  ),
  found(
    'Compose command',
    'docker-compose.yml',
    `services:\n  r:\n    image: redis:7\n    command: redis-server --requirepass ${PASSWORD} <<<`,
  ),
  found(
    'Compose command as a list',
    'docker-compose.yml',
    `services:\n  r:\n    image: redis:7\n    command:\n      - redis-server\n      - --requirepass\n      - ${PASSWORD} <<<`,
  ),
  found('systemd start', 'a.service', `[Service]\nExecStart=/usr/bin/tool --api-key=${KEY} <<<`),
  found('Dockerfile', 'Dockerfile', `FROM debian:12\nRUN curl -u voice:${PASSWORD} https://hub.internal/x <<<`),
  found('shell mysqldump', 'a.sh', `mysqldump -u root -p${PASSWORD} x > x.sql <<<`),
  found('shell curl', 'a.sh', `curl -u voice:${PASSWORD} https://hub.internal/x <<<`),
  found('shell docker login', 'a.sh', `docker login -u voice -p ${PASSWORD} hub.internal <<<`),
  found('shell redis-cli', 'a.sh', `redis-cli -h r -a ${PASSWORD} ping <<<`),
  found('shell openssl', 'a.sh', `openssl rsa -in a -passin pass:${PASSWORD} <<<`),
  found('PowerShell secure string', 'a.ps1', `$p = ConvertTo-SecureString "${PASSWORD}" -AsPlainText -Force <<<`),
  found(
    'workflow step',
    '.github/workflows/ci.yml',
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: tool --password ${PASSWORD} push <<<`,
  ),
];

export const corpus: Corpus = secretsCorpus([
  ...KEYS,
  ...PASSWORDS,
  ...OTHERS,
  ...URLS,
  ...QUERIES,
  ...COMMANDS,
  ...VARIABLES,
  ...SEPARATORS,
]);
