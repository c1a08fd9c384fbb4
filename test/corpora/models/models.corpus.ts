import type { Corpus, CorpusCase } from '../corpus';

const DIGEST = '4f5e6d'.repeat(10) + '7c8b';
const LOCAL =
  'models:\n  phi-3-mini: { model_path: phi.gguf, vram_mb: 3000 }\n  whisper-large-v3: { model_path: whisper.bin, vram_mb: 4000 }\n';
const WITH_PROFILES = `${LOCAL}profiles:\n  laptop: [phi-3-mini]\n  workstation: [phi-3-mini, whisper-large-v3]\n`;

function about(rule: string, title: string, text: string, rest: Partial<CorpusCase> = {}): CorpusCase {
  return { title: `${rule}: ${title}`, path: 'models.yaml', text, rules: [rule], ...rest };
}

/** One entry of a list, with a digest unless told otherwise. */
const entry = (lines: string, digest = true): string =>
  `models:\n  - name: phi\n${lines.replace(/^/gm, '    ')}\n${digest ? `    sha256: ${DIGEST}\n` : ''}`;

const schema: CorpusCase[] = [
  about(
    'model-schema',
    'an entry without a name',
    'models:\n  - name: a\n    path: a.gguf\n  - sha256: abc <<<\n    vram_mb: 3000\n',
  ),
  about(
    'model-schema',
    'a bare word among entries',
    'models:\n  - name: a\n    url: https://x.example/a\n  - mistral <<<\n',
  ),
  about(
    'model-schema',
    'the same name twice in a list',
    'models:\n  - name: a\n    url: https://x.example/a\n  - name: a <<<\n    url: https://x.example/b\n',
  ),
  about(
    'model-schema',
    'the same key twice in a map',
    'models:\n  a: { url: "https://x.example/a" }\n  b: { url: "https://x.example/b" }\n  a: { url: "https://x.example/c" } <<<\n',
  ),
  about('model-schema', 'a slip in the key of the checksum', entry('url: https://x.example/a\nsha_265: 12ab <<<')),
  about('model-schema', 'a slip in the key of the address', entry('url: https://x.example/a\nrevison: abc <<<')),
  about('model-schema', 'an address without a host', entry('url: https:/x.example/a <<<')),
  about('model-schema', 'an address without a scheme', entry('path: a.gguf\ndownload_url: www.example.org/a.gguf <<<')),
  about('model-schema', 'a size of nothing', entry('url: https://x.example/a\nsize: 0 <<<')),
  about('model-schema', 'a negative size', entry('url: https://x.example/a\nsize_mb: -3 <<<')),
  about('model-schema', 'bytes under a key of gigabytes', entry('url: https://x.example/a\nsize_gb: 4100000000 <<<')),
  about('model-schema', 'two units', entry('url: https://x.example/a\nsize: 4 GB MB <<<')),
  about('model-schema', 'memory in words', entry('path: a.gguf\nvram_mb: plenty of it <<<')),
  about(
    'model-schema',
    'JSON, the same name twice',
    '{\n  "models": [\n    { "name": "a", "url": "https://x.example/a" },\n    { "name": "a", "url": "https://x.example/b" } <<<\n  ]\n}\n',
    { path: 'models.json' },
  ),
  about(
    'model-schema',
    'a list with everything',
    entry('url: https://x.example/a\nsize: 4.1GB\nvram_mb: 6000\nrequired: true\npath: models/a.gguf'),
  ),
  about('model-schema', 'a map by name', LOCAL),
  about(
    'model-schema',
    'buckets',
    'models:\n  llm:\n    phi: { url: "https://x.example/a", size_gb: 2.2 }\n  stt:\n    whisper: { url: "https://x.example/b", size: 3_100_000_000 }\n',
  ),
  about(
    'model-schema',
    'the same name in two buckets',
    'models:\n  gpu:\n    phi: { path: a.gguf, vram_mb: 3000 }\n  cpu:\n    phi: { path: a.gguf, vram_mb: 3000 }\n',
  ),
  about('model-schema', 'parameters, not bytes', entry('url: https://x.example/a\nsize: 7B')),
  about('model-schema', 'a size in words', entry('url: https://x.example/a\nsize: small')),
  about(
    'model-schema',
    'keys of one’s own',
    entry('url: https://x.example/a\nlicense: MIT\nmy_notes: { a: 1 }\nprompt_template: "<s>"'),
  ),
  about(
    'model-schema',
    'anchors and merges',
    `defaults: &d { required: true, size: 4GB }\nmodels:\n  a: { <<: *d, url: "https://x.example/a" }\n  b: { <<: *d, url: "https://x.example/b" }\n`,
  ),
  about('model-schema', 'a source that is a word', entry('source: huggingface\nrepo: a/b\nrevision: abc')),
  about('model-schema', 'what the environment knows', entry('url: ${MIRROR}/a.gguf\nsize: ${SIZE}')),
];

const checksum: CorpusCase[] = [
  about('model-checksum', 'none, in a list', 'models:\n  - name: phi <<<\n    url: https://x.example/a\n'),
  about('model-checksum', 'none, in a map', 'models:\n  phi: <<<\n    url: https://x.example/a\n    size: 2GB\n'),
  about(
    'model-checksum',
    'none, from a hub',
    'models:\n  - name: phi <<<\n    repo_id: microsoft/phi-3\n    filename: phi.gguf\n    revision: v2\n',
  ),
  about(
    'model-checksum',
    'none, in a bucket',
    'models:\n  llm:\n    - name: phi <<<\n      download_url: https://x.example/a\n',
  ),
  about(
    'model-checksum',
    'the short form',
    'models:\n  phi: https://x.example/phi.gguf <<<\n  other: { url: "https://x.example/a", sha256: "' +
      DIGEST +
      '" }\n',
  ),
  about(
    'model-checksum',
    'an empty value',
    'models:\n  - name: phi <<<\n    url: https://x.example/a\n    sha256: ""\n',
  ),
  about('model-checksum', 'zeros', entry(`url: https://x.example/a\nsha256: "${'0'.repeat(64)}" <<<`, false)),
  about('model-checksum', 'an MD5', entry(`url: https://x.example/a\nchecksum: ${'ab12'.repeat(8)} <<<`, false)),
  about('model-checksum', 'a SHA-1', entry(`url: https://x.example/a\nsha256: ${'ab12'.repeat(10)} <<<`, false)),
  about('model-checksum', 'a digit short', entry(`url: https://x.example/a\nsha256: ${DIGEST.slice(1)} <<<`, false)),
  about('model-checksum', 'a placeholder', entry('url: https://x.example/a\nsha256: TODO <<<', false)),
  about('model-checksum', 'capitals', entry(`url: https://x.example/a\nsha256: "${DIGEST.toUpperCase()}" <<<`, false)),
  about(
    'model-checksum',
    'the digest in a comment',
    `models:\n  - name: phi <<<\n    # sha256 ${DIGEST}\n    url: https://x.example/a\n`,
  ),
  about(
    'model-checksum',
    'JSON',
    '{ "models": [\n  { "id": "phi", "url": "https://x.example/a", "size_gb": 2 } <<<\n] }\n',
    { path: 'config/models_manifest.json' },
  ),
  about('model-checksum', 'a digest', entry('url: https://x.example/a')),
  about('model-checksum', 'with its kind in front', entry(`url: https://x.example/a\ndigest: sha256:${DIGEST}`, false)),
  about('model-checksum', 'a model that is only loaded', LOCAL),
  about('model-checksum', 'a file of this machine', entry('url: file:///models/a.gguf', false)),
  about('model-checksum', 'told by the environment', entry('url: https://x.example/a\nsha256: ${PHI_SHA256}', false)),
  about(
    'model-checksum',
    'models that a provider serves',
    'models:\n  default: { name: gpt-4, temperature: 0.7 }\n  memory: { name: gpt-4, max_tokens: 4000 }\n',
  ),
];

const address: CorpusCase[] = [
  about('model-insecure-url', 'http', entry('url: http://x.example.org/a.gguf <<<')),
  about('model-insecure-url', 'ftp', entry('url: ftp://x.example.org/a.gguf <<<')),
  about(
    'model-insecure-url',
    'http in JSON',
    `{ "models": [\n  { "name": "phi",\n    "url": "http://x.example.org/a.gguf", <<<\n    "sha256": "${DIGEST}" }\n] }\n`,
    { path: 'models.json' },
  ),
  about('model-insecure-url', 'a branch', entry('repo: microsoft/phi-3\nrevision: main <<<', false)),
  about('model-insecure-url', 'no revision', entry('hf_repo: microsoft/phi-3 <<<\nfile: a.gguf', false)),
  about(
    'model-insecure-url',
    'a branch in the address',
    entry('url: https://hub.example.org/a/b/resolve/main/a.gguf <<<', false),
  ),
  about(
    'model-insecure-url',
    'the latest release',
    entry('url: https://git.example.org/a/b/releases/latest/download/a.bin <<<', false),
  ),
  about('model-insecure-url', 'https and a version', entry('url: https://x.example.org/v2/a.gguf', false)),
  about(
    'model-insecure-url',
    'a branch, pinned by its digest',
    entry('url: https://hub.example.org/a/b/resolve/main/a.gguf <<<'),
  ),
  about(
    'model-insecure-url',
    'a commit',
    entry('repo: microsoft/phi-3\nrevision: 5fd5bc6ad0e9b9f6b3c1f0b0c6f0d9a1b2c3d4e5', false),
  ),
  about('model-insecure-url', 'this machine', entry('url: http://localhost:8000/a.gguf')),
  about('model-insecure-url', 'a private network', entry('url: http://192.168.1.20/a.gguf')),
  about('model-insecure-url', 'a service by its name', entry('url: http://model-mirror:8000/a.gguf')),
  about('model-insecure-url', 'a mirror that the environment names', entry('url: http://${MIRROR_HOST}/a.gguf')),
];

/** Files about models that declare none. */
const others: CorpusCase[] = [
  {
    title: 'a Kubernetes manifest',
    path: 'k8s/model-server.yaml',
    text: 'apiVersion: v1\nkind: ConfigMap\ndata:\n  models: "http://x.example.org/a"\n',
  },
  {
    title: 'settings of requests',
    path: 'model_config.yaml',
    text: 'models:\n  default: { name: gpt-4, temperature: 0.7 }\nthresholds: { cpu: 80 }\n',
  },
  {
    title: 'a schema',
    path: 'models.schema.json',
    text: '{ "$schema": "x", "properties": { "models": { "items": { "properties": { "url": { "type": "string" } } } } } }\n',
  },
  {
    title: 'database models',
    path: 'db/models.yaml',
    text: 'models:\n  User: { table: users, columns: [id, name] }\n  Order: { table: orders }\n',
  },
  {
    title: 'a training run',
    path: 'model_training.yaml',
    text: 'model: resnet50\nepochs: 10\nurl: http://tracker.example.org\n',
  },
  {
    title: 'broken YAML',
    path: 'models.yaml',
    text: 'models: [ { name: phi\n',
    rules: ['model-checksum', 'model-reference'],
  },
];

const FILES = { 'models.yaml': WITH_PROFILES };
const reference: CorpusCase[] = [
  about('model-reference', 'a table names what nobody declares', `load_policy:\n  fast: mistral-7b <<<\n${LOCAL}`),
  about('model-reference', 'a slip in a table', `load_policy:\n  fast: phi-3-mimi <<<\n${LOCAL}`),
  about('model-reference', 'a profile', `${LOCAL}profiles:\n  laptop:\n    - phi-3-mini\n    - whisper-large-v2 <<<\n`),
  about('model-reference', 'a list to preload', `preload: [phi_3_mini] <<<\n${LOCAL}`),
  about('model-reference', 'the default', `default_model: phi3 <<<\n${LOCAL}`),
  about(
    'model-reference',
    'more than the limit',
    `vram_limit_mb: 6000\npreload: [phi-3-mini, whisper-large-v3] <<<\n${LOCAL}`,
  ),
  about(
    'model-reference',
    'a profile over its own limit',
    `${LOCAL}profiles:\n  laptop:\n    vram_limit_gb: 4\n    preload: [phi-3-mini, whisper-large-v3] <<<\n`,
  ),
  about(
    'model-reference',
    'two sizes of one model',
    'models:\n  gpu_0:\n    phi: { path: a.gguf, vram_mb: 3000 }\n  gpu_1:\n    phi: { path: a.gguf, vram_mb: 4500 } <<<\n',
  ),
  about('model-reference', 'a variable, spelled another way', 'LLM_MODEL=phi3-mini <<<\n', {
    path: '.env.example',
    files: FILES,
  }),
  about('model-reference', 'a profile in .env', 'MODEL_PROFILE=desktop <<<\n', { path: '.env.example', files: FILES }),
  about('model-reference', 'a list in .env', 'PRELOAD_MODELS=phi-3-mini,whisper-large <<<\n', {
    path: '.env.example',
    files: FILES,
  }),
  about(
    'model-reference',
    'the environment of an agent',
    'agents:\n  A:\n    script_path: a.py\n    env_vars:\n      STT_MODEL: whisper_large_v3 <<<\n',
    { path: 'config/startup.yaml', files: { ...FILES, 'a.py': '' } },
  ),
  about(
    'model-reference',
    'a list of variables in Compose',
    'services:\n  llm:\n    image: x:1\n    environment:\n      - MODEL_PROFILE=lap-top <<<\n',
    { path: 'compose.yaml', files: FILES },
  ),
  about(
    'model-reference',
    'a workflow',
    'on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    env:\n      MODEL_PROFILE: work-station <<<\n    steps: []\n',
    { path: '.github/workflows/test.yml', files: FILES },
  ),
  about(
    'model-reference',
    'everything declared',
    `load_policy: { fast: phi-3-mini, stt: whisper-large-v3 }\nvram_limit_mb: 8000\npreload: [phi-3-mini]\n${WITH_PROFILES}`,
  ),
  about(
    'model-reference',
    'an alias',
    'load_policy: { fast: tiny }\nmodels:\n  phi: { path: a.gguf, aliases: [tiny, small] }\n',
  ),
  about('model-reference', 'a model of a provider', `load_policy: { quality: gpt-4o, fast: phi-3-mini }\n${LOCAL}`),
  about('model-reference', 'another entry of the table', `fallbacks: { fast: quality, quality: phi-3-mini }\n${LOCAL}`),
  about('model-reference', 'it fits', `vram_limit_mb: 7000\npreload: [phi-3-mini, whisper-large-v3]\n${LOCAL}`),
  about(
    'model-reference',
    'the same size twice',
    'models:\n  gpu_0:\n    phi: { path: a.gguf, vram_mb: 3000 }\n  gpu_1:\n    phi: { path: a.gguf, vram_mb: 3000 }\n',
  ),
  about('model-reference', 'a variable that names a model of a provider', 'LLM_MODEL=gpt-4o-mini\n', {
    path: '.env.example',
    files: FILES,
  }),
  about('model-reference', 'another model of the family', 'STT_MODEL=whisper-large-v2\n', {
    path: '.env.example',
    files: FILES,
  }),
  about('model-reference', 'a profile that exists', 'MODEL_PROFILE=workstation\nLLM_MODEL=phi-3-mini\n', {
    path: '.env.example',
    files: FILES,
  }),
  about('model-reference', 'a project without a manifest', 'MODEL_PROFILE=desktop\n', { path: '.env.example' }),
  about(
    'model-reference',
    'decided at start',
    'services:\n  llm:\n    image: x:1\n    environment:\n      MODEL_PROFILE: ${MODEL_PROFILE:-laptop}\n',
    { path: 'compose.yaml', files: FILES },
  ),
  about(
    'model-reference',
    'what an agent asks for, spelled in another way',
    'agents:\n  Chat: { script_path: chat.py, port: 7100, models: [phi-3-mini, whisper_large_v3] } <<<\n',
    { path: 'config/startup.yaml', files: FILES },
  ),
  about(
    'model-reference',
    'what an agent asks for and nobody declares',
    'agents:\n  - name: Chat\n    script_path: chat.py\n    models:\n      - phi-3-mini\n      - mistral-7b <<<\n',
    { path: 'startup.yaml', files: FILES },
  ),
  about(
    'model-reference',
    'a slip in the one model of an agent',
    'agents:\n  - name: Chat\n    script_path: chat.py\n    model: phi3-mini <<<\n',
    { path: 'startup.yaml', files: FILES },
  ),
  about(
    'model-reference',
    'models of a manifest and of providers, asked for by agents',
    'agents:\n  Chat: { script_path: chat.py, models: [phi-3-mini, gpt-4o], model: claude-3-haiku }\n  Talk: { script_path: talk.py, model: some-other-model }\n  Late: { script_path: late.py, models: ["${MODEL}"] }\n',
    { path: 'startup.yaml', files: FILES },
  ),
  about(
    'model-reference',
    'agents of a project without a manifest',
    'agents:\n  Chat: { script_path: chat.py, models: [x] }\n',
    {
      path: 'startup.yaml',
    },
  ),
  about('model-reference', 'another profile', 'AWS_PROFILE=desktop\nSPRING_PROFILE=dev\n', {
    path: '.env.example',
    files: FILES,
  }),
];

export const corpus: Corpus = {
  topic: 'models',
  rules: ['model-schema', 'model-checksum', 'model-insecure-url', 'model-reference'],
  target: { recall: 0.95, precision: 0.97 },
  cases: [...schema, ...checksum, ...address, ...others, ...reference],
};
