import type { Corpus } from '../corpus';
import { TARGET, casesOf, lines } from './configuration-cases';

const insecure = casesOf('insecure-default');

insecure.add(
  'a switch that is off',
  'a.py',
  lines('import os', 'AUTH = os.getenv("ENABLE_AUTH", "false").lower() == "true" <<<'),
);
insecure.add('zero', 'a.py', lines('import os', 'TLS = bool(int(os.environ.get("USE_TLS", "0"))) <<<'));
insecure.add('False itself', 'a.py', lines('import os', 'TLS = os.environ.get("TLS_ENABLED", False) <<<'));
insecure.add(
  'no default, compared with yes',
  'a.py',
  lines('import os', 'AUTH = os.getenv("REQUIRE_AUTH") == "true" <<<'),
);
insecure.add(
  'no default, case folded',
  'a.py',
  lines('import os', 'x = os.environ.get("ENCRYPTION_ENABLED").lower() == "true" <<<'),
);
insecure.add('verification of certificates', 'a.py', lines('import os', 'verify = os.getenv("VERIFY_SSL", "no") <<<'));
insecure.add('turned round', 'a.py', lines('import os', 'open_ = os.getenv("DISABLE_AUTH", "true") == "true" <<<'));
insecure.add('skipping', 'a.py', lines('import os', 'x = os.getenv("SKIP_TLS_VERIFY", "1") <<<'));
insecure.add('anonymous access', 'a.py', lines('import os', 'x = os.getenv("ALLOW_ANONYMOUS", "yes") <<<'));
insecure.add('a sandbox', 'a.py', lines('from os import getenv', 'x = getenv("SANDBOX_ENABLED", "off") <<<'));
insecure.add('a secure cookie', 'a.py', lines('import os', 'x = os.getenv("SESSION_COOKIE_SECURE", "False") <<<'));
insecure.add(
  'secured sockets',
  'a.py',
  lines('import os', 'SECURE_ZMQ = os.environ.get("SECURE_ZMQ", "0") == "1" <<<'),
);
insecure.add('input validation', 'a.py', lines('import os', 'x = os.getenv("INPUT_VALIDATION_ENABLED", "false") <<<'));
insecure.add(
  'a field of settings',
  'settings.py',
  lines(
    'from pydantic_settings import BaseSettings',
    '',
    'class Settings(BaseSettings):',
    '    port: int = 7200',
    '    require_auth: bool = False <<<',
  ),
);
insecure.add(
  'a field with Field',
  'settings.py',
  lines(
    'from pydantic import BaseModel, Field',
    '',
    'class HubConfig(BaseModel):',
    '    tls_enabled: bool = Field(default=False, description="x") <<<',
  ),
);
insecure.add(
  'a dataclass',
  'settings.py',
  lines(
    'from dataclasses import dataclass',
    '',
    '@dataclass',
    'class SecurityConfig:',
    '    encryption_enabled: bool = False <<<',
  ),
);
insecure.add(
  'a dictionary of settings',
  'a.py',
  lines('def start(config):', '    auth = config.get("enable_auth", False) <<<', '    return auth'),
);
insecure.add(
  'nullish coalescing',
  'a.ts',
  lines("export const x = (process.env.ENABLE_AUTH ?? 'false') === 'true'; <<<"),
);
insecure.add('or', 'a.js', lines("const x = process.env.USE_TLS || 'false'; <<<"));
insecure.add('a strict comparison', 'a.ts', lines("export const x = process.env.ENFORCE_HTTPS === 'true'; <<<"));
insecure.add('a comparison with one', 'a.ts', lines("export const x = process.env['REQUIRE_AUTH'] === '1'; <<<"));
insecure.add(
  'Rust',
  'src/main.rs',
  lines('fn main() {', '    let x = std::env::var("REQUIRE_AUTH").unwrap_or("false".into()); <<<', '}'),
);
insecure.add('a template', '.env.example', lines('AUTH_ENABLED=false <<<', 'LOG_LEVEL=info'));
insecure.add('production', '.env.production', lines('TLS_VERIFY=0 <<<'));
insecure.add('two in one file', '.env', lines('ENABLE_ENCRYPTION=no <<<', 'DISABLE_CSRF=true <<<'));
insecure.add(
  'a startup file',
  'config/startup.yaml',
  lines(
    'agent_groups:',
    '  core:',
    '    Hub:',
    '      script_path: hub.py',
    '      env_vars:',
    '        REQUIRE_AUTH: "false" <<<',
  ),
);
insecure.add('a prefix of the program', '.env', lines('HUB_AUTH_REQUIRED=false <<<'));

insecure.add('on by default', 'a.py', lines('import os', 'AUTH = os.getenv("ENABLE_AUTH", "true").lower() == "true"'));
insecure.add('compared with no', 'a.ts', lines("export const x = process.env.REQUIRE_AUTH !== 'false';"));
insecure.add('off by being asked for', 'a.py', lines('import os', 'x = os.getenv("DISABLE_AUTH", "false") == "true"'));
insecure.add('turned round, compared with yes', 'a.ts', lines("export const x = process.env.DISABLE_AUTH === 'true';"));
insecure.add(
  'other switches',
  'a.py',
  lines(
    'import os',
    'a = os.getenv("DEBUG", "false")',
    'b = os.getenv("ENABLE_METRICS", "0")',
    'c = os.getenv("USE_GPU", "no")',
    'd = os.getenv("CACHE_ENABLED", "false")',
  ),
);
insecure.add('a log of authentication', 'a.py', lines('import os', 'x = os.getenv("ENABLE_AUTH_LOGGING", "false")'));
insecure.add(
  'names, paths and keys',
  'a.py',
  lines(
    'import os',
    'a = os.getenv("TLS_CERT_FILE", "")',
    'b = os.getenv("AUTH_URL", "http://auth")',
    'c = os.getenv("SSL_PORT", "0")',
    'd = os.getenv("JWT_TTL", "0")',
  ),
);
insecure.add('author is not auth', 'a.py', lines('import os', 'x = os.getenv("ENABLE_AUTHOR_NAMES", "false")'));
insecure.add('a file for development', '.env.development', lines('REQUIRE_AUTH=false'));
insecure.add('a file that says development', '.env', lines('ENVIRONMENT=development', 'REQUIRE_AUTH=false'));
insecure.add(
  'settings for development',
  'settings/dev.py',
  lines('import os', 'x = os.getenv("REQUIRE_AUTH", "false")'),
);
insecure.add(
  'a branch for development',
  'a.py',
  lines('import os', 'if settings.debug:', '    auth = os.getenv("REQUIRE_AUTH", "false")'),
);
insecure.add('tests', 'tests/test_a.py', lines('import os', 'x = os.getenv("REQUIRE_AUTH", "false")'));
insecure.add('no default, handed on', 'a.py', lines('import os', 'start(auth=os.getenv("REQUIRE_AUTH"))'));
insecure.add('a default that is worked out', 'a.py', lines('import os', 'x = os.getenv("REQUIRE_AUTH", default)'));
insecure.add(
  'a field that is on',
  'settings.py',
  lines(
    'class HubConfig:',
    '    require_auth: bool = True',
    '    verify_ssl: bool = True',
    '    disable_auth: bool = False',
  ),
);
insecure.add(
  'a local of a function',
  'a.py',
  lines('def run():', '    require_auth = False', '    return require_auth'),
);
insecure.add(
  'a template with everything on',
  '.env.example',
  lines('AUTH_ENABLED=true', 'TLS_VERIFY=1', 'DISABLE_AUTH=false', 'ENABLE_AUTH='),
);
insecure.add('a choice', '.env', lines('AUTH_MODE=off-site', 'TLS_VERSION=1', 'SECURITY_LEVEL=0'));

insecure.add(
  'a table of defaults',
  'a.py',
  lines('DEFAULTS = {', '    "port": 7200,', '    "security": {"require_auth": False}, <<<', '}'),
);
insecure.add(
  'an object of defaults',
  'a.ts',
  lines('export const defaultConfig = {', '  port: 7200,', '  requireAuth: false, <<<', '};'),
);
insecure.add(
  'an empty default',
  'a.py',
  lines('import os', 'x = os.environ.get("AUTH_ENABLED", "").lower() in ("true", "1") <<<'),
);
insecure.add('bool of what may be missing', 'a.py', lines('import os', 'x = bool(os.environ.get("REQUIRE_AUTH")) <<<'));
insecure.add(
  'asked for in a condition',
  'a.py',
  lines('import os', 'if os.getenv("ENABLE_TLS"): <<<', '    start_tls()'),
);
insecure.add('Boolean of what may be missing', 'a.ts', lines('export const x = Boolean(process.env.ENABLE_AUTH); <<<'));
insecure.add(
  'an empty text in Rust',
  'src/main.rs',
  lines('fn main() {', '    let a = std::env::var("ENABLE_TLS").unwrap_or_default() == "true"; <<<', '}'),
);
insecure.add('validation of input', 'settings.py', lines('class HubSettings:', '    validate_input: bool = False <<<'));
insecure.add(
  'a condition on another switch',
  'a.py',
  lines('import os', 'if os.getenv("ENABLE_METRICS"):', '    start()'),
);
insecure.add(
  'off by being asked for in a condition',
  'a.py',
  lines('import os', 'if os.getenv("DISABLE_AUTH"):', '    open_up()'),
);
insecure.add(
  'membership in words for no',
  'a.py',
  lines('import os', 'x = os.getenv("REQUIRE_AUTH", "").lower() not in ("0", "false")'),
);
insecure.add('a table of answers', 'a.py', lines('result = {"auth_required": False, "tls_enabled": False}'));
insecure.add('a table for tests', 'a.py', lines('TEST_CONFIG = {"require_auth": False}'));

const vector = casesOf('vector-search-with-encryption');
const startup = (...config: readonly string[]): string =>
  lines(
    'agent_groups:',
    '  core:',
    '    Memory:',
    '      script_path: memory.py',
    '      port: 7201',
    '      config:',
    ...config.map((line) => `        ${line}`),
  );

vector.add('.env', '.env', lines('MEMORY_ENCRYPTION=true', 'ENABLE_VECTOR_SEARCH=true <<<'));
vector.add('.env in another order', '.env.example', lines('VECTOR_SEARCH_ENABLED=1 <<<', 'X=2', 'ENCRYPT_MEMORIES=1'));
vector.add(
  'an agent of a startup file',
  'config/startup.yaml',
  startup('memory_encryption: true', 'vector_search: true <<<'),
);
vector.add(
  'sections with enabled',
  'config/startup.yaml',
  startup('encryption:', '  enabled: true', 'vector_search:', '  enabled: true <<<'),
);
vector.add(
  'a Compose service',
  'compose.yaml',
  lines(
    'services:',
    '  memory:',
    '    build: .',
    '    environment:',
    '      MEMORY_ENCRYPTION_ENABLED: "true"',
    '      VECTOR_SEARCH_ENABLED: "true" <<<',
  ),
);
vector.add(
  'a Compose list',
  'compose.yaml',
  lines(
    'services:',
    '  memory:',
    '    build: .',
    '    environment:',
    '      - ENCRYPTION_ENABLED=true',
    '      - VECTOR_SEARCH_ENABLED=true <<<',
  ),
);
vector.add('arguments', 'memory.py', lines('store = Store(encryption_enabled=True, enable_vector_search=True) <<<'));
vector.add('constants', 'memory.py', lines('ENCRYPT_MEMORY = True', 'VECTOR_SEARCH_ENABLED = True <<<'));
vector.add(
  'a dictionary',
  'memory.py',
  lines('CONFIG = {', '    "encrypt_memories": True,', '    "enable_vector_search": True, <<<', '}'),
);
vector.add(
  'defaults of lookups',
  'memory.py',
  lines(
    'import os',
    'E = os.getenv("MEMORY_ENCRYPTION", "true") == "true"',
    'V = os.getenv("VECTOR_SEARCH", "true") == "true" <<<',
  ),
);
vector.add(
  'fields',
  'memory.py',
  lines('class MemoryConfig:', '    encrypt_memory: bool = True', '    use_vector_search: bool = True <<<'),
);
vector.add(
  'a store of embeddings',
  'memory.py',
  lines(
    'import chromadb',
    '',
    'ENCRYPT_MEMORY = True',
    'client = chromadb.Client()',
    'memories = client.get_collection("memories")',
    'memories.add(ids=["1"], embeddings=[embed(text)]) <<<',
  ),
);

vector.add('search is off', '.env', lines('MEMORY_ENCRYPTION=true', 'ENABLE_VECTOR_SEARCH=false'));
vector.add('encryption is off', '.env', lines('MEMORY_ENCRYPTION=false', 'ENABLE_VECTOR_SEARCH=true'));
vector.add(
  'encryption of something else',
  '.env',
  lines('TLS_ENCRYPTION=true', 'BACKUP_ENCRYPTION=true', 'ENABLE_VECTOR_SEARCH=true'),
);
vector.add('search alone', 'config/startup.yaml', startup('vector_search: true'));
vector.add(
  'another agent encrypts',
  'config/startup.yaml',
  lines(
    'agent_groups:',
    '  core:',
    '    Vault:',
    '      script_path: vault.py',
    '      config: { encrypt_data: true }',
    '    Search:',
    '      script_path: search.py',
    '      config: { vector_search: true }',
  ),
);
vector.add(
  'another service encrypts',
  'compose.yaml',
  lines(
    'services:',
    '  vault:',
    '    build: vault',
    '    environment:',
    '      ENCRYPTION_ENABLED: "true"',
    '  search:',
    '    build: search',
    '    environment:',
    '      VECTOR_SEARCH_ENABLED: "true"',
  ),
);
vector.add(
  'both off in Python',
  'memory.py',
  lines('store = Store(encryption_enabled=False, enable_vector_search=True)'),
);
vector.add('encrypted vectors', '.env', lines('MEMORY_ENCRYPTION=true', 'ENCRYPTED_VECTOR_SEARCH=true'));
vector.add(
  'a store without encryption',
  'memory.py',
  lines(
    'import chromadb',
    '',
    'client = chromadb.Client()',
    'c = client.get_collection("a")',
    'c.add(ids=["1"], embeddings=[v])  # not encrypted',
  ),
);

export const corpus: Corpus = {
  topic: 'configuration',
  rules: ['insecure-default', 'vector-search-with-encryption'],
  target: TARGET,
  cases: [...insecure.cases, ...vector.cases],
};
