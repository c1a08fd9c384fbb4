import type { Corpus } from '../corpus';
import { TARGET, casesOf, lines } from './configuration-cases';

const undocumented = casesOf('undocumented-env-var');
const KNOWN = {
  '.env.example': lines('LOG_LEVEL=info', '# CACHE_DIR=/var/cache/hub', 'export HUB_URL=http://hub:7200'),
};

undocumented.add('getenv with a default', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT", "5") <<<'), KNOWN);
undocumented.add('getenv without a default', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT") <<<'), KNOWN);
undocumented.add('subscript', 'a.py', lines('import os', 'x = os.environ["HUB_LIMIT"] <<<'), KNOWN);
undocumented.add('environ.get', 'a.py', lines('import os', 'x = os.environ.get("HUB_LIMIT", default="5") <<<'), KNOWN);
undocumented.add('an imported name', 'a.py', lines('from os import environ as e', 'x = e["HUB_LIMIT"] <<<'), KNOWN);
undocumented.add(
  'an imported function',
  'a.py',
  lines('from os import getenv', 'x = int(getenv("HUB_LIMIT", 5)) <<<'),
  KNOWN,
);
undocumented.add(
  'the first of three reads',
  'a.py',
  lines('import os', 'x = os.getenv("HUB_LIMIT") <<<', 'y = os.getenv("HUB_LIMIT")', 'z = os.environ["HUB_LIMIT"]'),
  KNOWN,
);
undocumented.add('process.env', 'a.ts', lines('export const x = process.env.HUB_LIMIT; <<<'), KNOWN);
undocumented.add('process.env by key', 'a.js', lines("const x = process.env['HUB_LIMIT'] || '5'; <<<"), KNOWN);
undocumented.add(
  'destructuring',
  'a.ts',
  lines("const { HUB_LIMIT = '5' } = process.env; <<<", 'export default HUB_LIMIT;'),
  KNOWN,
);
undocumented.add(
  'Rust',
  'src/main.rs',
  lines('fn main() {', '    let x = std::env::var("HUB_LIMIT").unwrap_or_default(); <<<', '}'),
  KNOWN,
);
undocumented.add('beside a Compose file only', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT") <<<'), {
  'compose.yaml': lines('services:', '  a:', '    image: a', '    environment:', '      - LOG_LEVEL=info'),
});
undocumented.add(
  'a name that is the beginning of a known one',
  'a.py',
  lines('import os', 'x = os.getenv("HUB") <<<'),
  KNOWN,
);
undocumented.add(
  'a placeholder of a startup file',
  'config/startup.yaml',
  lines('agent_groups:', '  core:', '    Hub:', '      script_path: hub.py', '      port: "${HUB_SHIFT:-0}+7200" <<<'),
  KNOWN,
);

undocumented.add(
  'decouple',
  'a.py',
  lines('from decouple import config', 'x = config("HUB_LIMIT", default=1, cast=int) <<<'),
  KNOWN,
);
undocumented.add('named in the template', 'a.py', lines('import os', 'x = os.getenv("LOG_LEVEL", "info")'), KNOWN);
undocumented.add('commented out in the template', 'a.py', lines('import os', 'x = os.getenv("CACHE_DIR")'), KNOWN);
undocumented.add('exported in the template', 'a.ts', lines('export const x = process.env.HUB_URL;'), KNOWN);
undocumented.add(
  'of the operating system',
  'a.py',
  lines(
    'import os',
    'x = os.environ["HOME"]',
    'y = os.getenv("XDG_CACHE_HOME")',
    'z = os.getenv("LC_ALL")',
    'p = os.getenv("PATH")',
  ),
  KNOWN,
);
undocumented.add('of CI', 'a.py', lines('import os', 'x = os.getenv("CI")', 'y = os.getenv("GITHUB_SHA")'), KNOWN);
undocumented.add(
  'of well-known tools',
  'a.py',
  lines(
    'import os',
    'x = os.getenv("CUDA_VISIBLE_DEVICES")',
    'y = os.getenv("VIRTUAL_ENV")',
    'z = os.getenv("PYTEST_CURRENT_TEST")',
  ),
  KNOWN,
);
undocumented.add(
  'set by the code itself',
  'a.py',
  lines('import os', 'os.environ["HUB_LIMIT"] = "5"', 'x = os.environ["HUB_LIMIT"]'),
  KNOWN,
);
undocumented.add('set by a launcher of the project', 'a.py', lines('import os', 'x = os.environ["HUB_LIMIT"]'), {
  ...KNOWN,
  'launch.py': lines('env["HUB_LIMIT"] = str(limit)'),
});
undocumented.add(
  'set as a default by the code',
  'a.py',
  lines('import os', 'os.environ.setdefault("HUB_LIMIT", "5")'),
  KNOWN,
);
undocumented.add('in a Compose map', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT")'), {
  'docker-compose.yml': lines('services:', '  a:', '    build: .', '    environment:', '      HUB_LIMIT: 5'),
});
undocumented.add('handed on by a Compose list', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT")'), {
  'docker-compose.yml': lines('services:', '  a:', '    build: .', '    environment:', '      - HUB_LIMIT'),
});
undocumented.add('in a unit', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT")'), {
  ...KNOWN,
  'deploy/hub.service': lines('[Service]', 'Environment="A=1 2" HUB_LIMIT=5', 'ExecStart=/opt/hub/hub'),
});
undocumented.add('in a Dockerfile', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT")'), {
  ...KNOWN,
  Dockerfile: lines('FROM python:3.12', 'ENV A=1 \\', '    HUB_LIMIT=5'),
});
undocumented.add('in a manifest of Kubernetes', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT")'), {
  ...KNOWN,
  'k8s/hub.yaml': lines('kind: Deployment', 'env:', '  - name: HUB_LIMIT', '    value: "5"'),
});
undocumented.add('exported by a script', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT")'), {
  ...KNOWN,
  'run.sh': lines('export HUB_LIMIT=5'),
});
undocumented.add('given to docker run', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT")'), {
  ...KNOWN,
  'run.sh': lines('docker run -e HUB_LIMIT=5 hub'),
});
undocumented.add('in the environment of a startup file', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT")'), {
  'config/startup.yaml': lines(
    'agent_groups:',
    '  core:',
    '    Hub:',
    '      script_path: hub.py',
    '      env_vars:',
    '        HUB_LIMIT: "5"',
  ),
});
undocumented.add('in a workflow', 'a.py', lines('import os', 'x = os.getenv("HUB_LIMIT")'), {
  ...KNOWN,
  '.github/workflows/ci.yml': lines('on: push', 'env:', '  HUB_LIMIT: 5'),
});
undocumented.add(
  'in a library that documents no variable anywhere',
  'lib/a.py',
  lines('import os', 'x = os.getenv("HUB_LIMIT")'),
);
undocumented.add('a test', 'tests/test_a.py', lines('import os', 'x = os.getenv("HUB_LIMIT")'), KNOWN);
undocumented.add('a name that is worked out', 'a.py', lines('import os', 'x = os.getenv(f"{name}_LIMIT")'), KNOWN);

const unresolved = casesOf('unresolved-placeholder');
const service = (...own: readonly string[]): string =>
  lines('services:', '  hub:', ...own.map((line) => `    ${line}`));

unresolved.add('an image tag', 'compose.yaml', service('image: hub:${HUB_TAG} <<<'));
unresolved.add('without braces', 'compose.yaml', service('image: hub:$HUB_TAG <<<'));
unresolved.add(
  'in a list of ports',
  'docker-compose.yml',
  service('image: hub', 'ports:', '  - "${HUB_PUBLIC}:7200" <<<'),
);
unresolved.add('in a mount', 'docker-compose.yml', service('image: hub', 'volumes:', '  - ${HUB_DATA}:/data <<<'));
unresolved.add(
  'handed on under its own name',
  'docker-compose.yml',
  service('image: hub', 'environment:', '  HUB_KEY: ${HUB_KEY} <<<'),
);
unresolved.add(
  'twice: told once',
  'docker-compose.yml',
  service('image: hub:${HUB_TAG} <<<', 'hostname: hub-${HUB_TAG}'),
);
unresolved.add(
  'set inside the container only',
  'compose.yaml',
  service('image: hub:${HUB_TAG} <<<', 'environment:', '  HUB_TAG: "1"'),
);
unresolved.add(
  'in quotes among others',
  'compose.yaml',
  service('image: "registry.example.org/${HUB_TEAM}/hub:${TAG:-1}" <<<'),
);
unresolved.add(
  'a startup file',
  'config/startup.yaml',
  lines(
    'agent_groups:',
    '  core:',
    '    Hub:',
    '      script_path: hub.py',
    '      port: 7200',
    '      config:',
    '        endpoint: ${HUB_ENDPOINT} <<<',
  ),
);
unresolved.add(
  'a manifest of models',
  'models.yaml',
  lines('models:', '  chat:', '    model_path: ${MODEL_ROOT}/chat.gguf <<<', '    vram_mb: 4000'),
);
unresolved.add('defined under another name', 'compose.yaml', service('image: hub:${HUB_TAG} <<<'), {
  '.env': lines('HUBTAG=1'),
});

unresolved.add('defined in .env', 'compose.yaml', service('image: hub:${HUB_TAG}'), { '.env': lines('HUB_TAG=1') });
unresolved.add('named in a template', 'compose.yaml', service('image: hub:${HUB_TAG}'), {
  '.env.sample': lines('HUB_TAG='),
});
unresolved.add('with a default', 'compose.yaml', service('image: hub:${HUB_TAG:-1}', 'hostname: ${HUB_NAME-hub}'));
unresolved.add(
  'that has to be set',
  'compose.yaml',
  service('image: hub:${HUB_TAG:?set it}', 'hostname: ${HUB_NAME?}'),
);
unresolved.add(
  'that counts only when set',
  'compose.yaml',
  service('image: hub', 'command: hub ${HUB_DEBUG:+--debug}'),
);
unresolved.add(
  'escaped for the shell',
  'compose.yaml',
  service('image: hub', 'command: sh -c "echo $$HUB_TAG $${HUB_NAME}"'),
);
unresolved.add(
  'of the operating system',
  'compose.yaml',
  service('image: hub', 'volumes:', '  - ${HOME}/.cache:/cache', 'user: ${UID}:${GID}', 'working_dir: ${PWD}'),
);
unresolved.add('exported by a script', 'compose.yaml', service('image: hub:${HUB_TAG}'), {
  'up.sh': lines('export HUB_TAG=$(git rev-parse HEAD)'),
});
unresolved.add('set by a workflow', 'compose.yaml', service('image: hub:${HUB_TAG}'), {
  '.github/workflows/ci.yml': lines('on: push', 'env:', '  HUB_TAG: ${{ github.sha }}'),
});
unresolved.add('set by a Makefile', 'compose.yaml', service('image: hub:${HUB_TAG}'), {
  Makefile: lines('HUB_TAG ?= 1'),
});
unresolved.add('a comment', 'compose.yaml', service('image: hub # :${HUB_TAG}'));
unresolved.add(
  'a startup file with the variable in its environment',
  'config/startup.yaml',
  lines(
    'global_settings:',
    '  environment:',
    '    HUB_SHIFT: "0"',
    'agent_groups:',
    '  core:',
    '    Hub:',
    '      script_path: hub.py',
    '      port: "${HUB_SHIFT}+7200"',
  ),
);
unresolved.add(
  'an expression of a workflow',
  '.github/workflows/ci.yml',
  lines('on: push', 'jobs:', '  a:', '    steps:', '      - run: echo ${HUB_TAG}'),
);

unresolved.add(
  'the shift of a port',
  'config/startup.yaml',
  lines('agent_groups:', '  core:', '    Hub:', '      script_path: hub.py', '      port: "${HUB_SHIFT}+7200"'),
);

const invalid = casesOf('invalid-env-value');
const READERS = {
  'hub.py': lines(
    'import os',
    'PORT = int(os.getenv("HUB_PORT", "7200"))',
    'RATE = float(os.environ.get("HUB_RATE", "0.5"))',
    'TLS = os.getenv("HUB_TLS", "true").lower() == "true"',
    'CACHE = os.getenv("HUB_CACHE", "1").lower() in ("1", "true", "yes")',
    'DEPTH = int(os.environ["HUB_DEPTH"])',
    'TRACE = bool(os.getenv("HUB_TRACE"))',
    'NAME = os.getenv("HUB_NAME", "hub")',
  ),
};
const SCRIPT = {
  'hub.ts': lines(
    "const a = parseInt(process.env.HUB_PORT ?? '7200', 10);",
    'const b = Number(process.env.HUB_RATE);',
    "const c = process.env.HUB_TLS === 'true';",
  ),
};
const RUST = {
  'src/main.rs': lines(
    'fn main() {',
    '    let a: u16 = std::env::var("HUB_PORT").unwrap().parse().unwrap();',
    '    let b = std::env::var("HUB_LEVEL").ok().and_then(|v| v.parse::<i32>().ok());',
    '    let c = env::var("HUB_TLS").unwrap().parse::<bool>().unwrap();',
    '}',
  ),
};

invalid.add('a word for int()', '.env', lines('HUB_PORT=abc <<<'), READERS);
invalid.add('a unit behind a number', '.env', lines('HUB_DEPTH=30s <<<'), READERS);
invalid.add('a fraction for int()', '.env', lines('HUB_DEPTH=2.5 <<<'), READERS);
invalid.add('a word for float()', '.env', lines('HUB_RATE=half <<<'), READERS);
invalid.add('a comma in a number', '.env', lines('HUB_RATE=0,5 <<<'), READERS);
invalid.add('a port beyond the last', '.env', lines('HUB_PORT=72000 <<<'), READERS);
invalid.add('another word for yes', '.env', lines('HUB_TLS=yes <<<'), READERS);
invalid.add('a word that no list has', '.env', lines('HUB_CACHE=enabled <<<'), READERS);
invalid.add('false, read by bool()', '.env', lines('HUB_TRACE=false <<<'), READERS);
invalid.add('in quotes', '.env', lines('LOG=info', 'HUB_DEPTH="deep" <<<'), READERS);
invalid.add(
  'a Compose map',
  'compose.yaml',
  lines('services:', '  hub:', '    build: .', '    environment:', '      HUB_PORT: seventy <<<'),
  READERS,
);
invalid.add(
  'a Compose list',
  'compose.yaml',
  lines('services:', '  hub:', '    build: .', '    environment:', '      - HUB_PORT=seventy <<<'),
  READERS,
);
invalid.add(
  'a default of a placeholder',
  'compose.yaml',
  lines('services:', '  hub:', '    build: .', '    environment:', '      HUB_PORT: ${HUB_PORT:-auto} <<<'),
  READERS,
);
invalid.add(
  'a unit',
  'hub.service',
  lines('[Service]', 'Environment=HUB_PORT=auto <<<', 'ExecStart=/opt/hub/hub'),
  READERS,
);
invalid.add(
  'a startup file',
  'config/startup.yaml',
  lines(
    'agent_groups:',
    '  core:',
    '    Hub:',
    '      script_path: hub.py',
    '      env_vars:',
    '        HUB_DEPTH: deep <<<',
  ),
  READERS,
);
invalid.add('parseInt', '.env', lines('HUB_PORT=auto <<<'), SCRIPT);
invalid.add('Number', '.env', lines('HUB_RATE=0.5s <<<'), SCRIPT);
invalid.add('a strict comparison in TypeScript', '.env', lines('HUB_TLS=1 <<<'), SCRIPT);
invalid.add('u16 of Rust', '.env', lines('HUB_PORT=-1 <<<'), RUST);
invalid.add('i32 of Rust', '.env', lines('HUB_LEVEL=high <<<'), RUST);
invalid.add('bool of Rust', '.env', lines('HUB_TLS=yes <<<'), RUST);

invalid.add('numbers', '.env', lines('HUB_PORT=7200', 'HUB_RATE=.5', 'HUB_DEPTH=1_000', 'HUB_NAME=5 hubs'), READERS);
invalid.add('words that switches know', '.env', lines('HUB_TLS=TRUE', 'HUB_CACHE=Yes'), READERS);
invalid.add('words for no', '.env', lines('HUB_TLS=no', 'HUB_CACHE=off'), READERS);
invalid.add('empty values', '.env', lines('HUB_PORT=', 'HUB_TLS=""'), READERS);
invalid.add(
  'to be filled in',
  '.env.example',
  lines('HUB_PORT=<port>', 'HUB_DEPTH=your_depth_here', 'HUB_RATE=changeme'),
  READERS,
);
invalid.add('a placeholder', '.env', lines('HUB_PORT=${BASE_PORT}'), READERS);
invalid.add('a number with a comment', '.env', lines('HUB_PORT=7200 # of the hub'), READERS);
invalid.add('numbers in TypeScript', '.env', lines('HUB_PORT=7200', 'HUB_RATE=1e3', 'HUB_TLS=false'), SCRIPT);
invalid.add('leading digits for parseInt', '.env', lines('HUB_PORT=7200/tcp'), SCRIPT);
invalid.add('numbers in Rust', '.env', lines('HUB_PORT=7200', 'HUB_LEVEL=-3', 'HUB_TLS=true'), RUST);
invalid.add('a choice is no switch', '.env', lines('MODE=fast'), {
  'a.py': lines('import os', 'x = os.getenv("MODE") == "slow"'),
});
invalid.add('a variable of another part of the project', 'web/.env', lines('HUB_PORT=auto'), READERS);
invalid.add(
  'an address that ends in PORT',
  '.env',
  lines('HUB_PORT=7200', 'REDIS_PORT=tcp://10.0.0.1:6379', 'REPORT=99999'),
  READERS,
);
invalid.add(
  'a Compose file with numbers',
  'compose.yaml',
  lines('services:', '  hub:', '    build: .', '    environment:', '      HUB_PORT: 7200', '      HUB_TLS: "true"'),
  READERS,
);

const SETTINGS = {
  'settings.py': lines(
    'from pydantic_settings import BaseSettings, SettingsConfigDict',
    '',
    'class Settings(BaseSettings):',
    '    model_config = SettingsConfigDict(env_prefix="HUB_")',
    '',
    '    port: int = 7200',
    '    rate: float = 0.5',
    '    tls: bool = True',
    '    name: str = "hub"',
  ),
};
invalid.add('a field of pydantic', '.env', lines('HUB_PORT=auto <<<', 'HUB_NAME=auto'), SETTINGS);
invalid.add('a switch of pydantic', '.env', lines('HUB_TLS=enabled <<<'), SETTINGS);
invalid.add('values that pydantic takes', '.env', lines('HUB_PORT=1', 'HUB_RATE=1', 'HUB_TLS=YES'), SETTINGS);
const LATER = {
  'hub.py': lines(
    'import os',
    'port = os.getenv("HUB_PORT")',
    'value = os.getenv("HUB_NAME")',
    'serve(int(port), int(value))',
  ),
};
invalid.add('a number that is made on another line', '.env', lines('HUB_PORT=auto <<<'), LATER);
invalid.add('a local that may hold anything', '.env', lines('HUB_NAME=auto'), LATER);

export const corpus: Corpus = {
  topic: 'configuration',
  rules: ['undocumented-env-var', 'unresolved-placeholder', 'invalid-env-value'],
  target: TARGET,
  cases: [...undocumented.cases, ...unresolved.cases, ...invalid.cases],
};
