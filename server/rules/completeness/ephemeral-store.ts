import { servicesWithout } from '../containers/compose-services';
import { type CodeContext, type ComposeContext, type StartupContext, defineRule } from '../rule';
import { storesInCode } from './stores/stores-in-code';
import { hasDataVolume, storeOf, volumeFix } from './stores/store-images';
import { settingsFix } from './stores/settings-fix';
import { storesInSettings } from './stores/stores-in-settings';

export const rule = defineRule({
  id: 'ephemeral-store',
  topic: 'completeness',
  severity: 'warning',
  impact: 7,
  effort: 2,
  triggers: [
    ':memory:',
    ': memory',
    'in_memory',
    'in-memory',
    'inmemory',
    'ephemeral',
    'mode=memory',
    'chromadb',
    'duckdb',
    'sqlite://',
    'sqlite+',
    'better-sqlite3',
    'image:',
  ],
  crossFile: true,
  documentation: {
    summary: 'Reports stores that forget everything at a restart.',
    whatItDoes:
      'Reports databases and vector stores kept in memory (`sqlite3.connect(":memory:")`, `QdrantClient(":memory:")`, `chromadb.Client()`, `Connection::open_in_memory()`), startup entries that choose a backend in memory, and containers of databases with no volume for their data. Silent for caches, sessions, scratch and tests, and for Redis that is told to keep nothing.',
    whyItMatters:
      'It works until the first restart. Then the memory of the agents, their users and their work are gone, and nothing says so.',
    examples: [
      {
        path: 'memory/store.py',
        bad: `from qdrant_client import QdrantClient

client = QdrantClient(":memory:")
`,
        good: `from qdrant_client import QdrantClient

client = QdrantClient(path="data/qdrant")
`,
      },
      {
        path: 'docker-compose.yml',
        bad: 'services:\n  qdrant:\n    image: qdrant/qdrant:v1.9.2\n',
        good: 'services:\n  qdrant:\n    image: qdrant/qdrant:v1.9.2\n    volumes:\n      - qdrant_data:/qdrant/storage\nvolumes:\n  qdrant_data:\n',
      },
      {
        path: 'config/startup_config.yaml',
        bad: 'agent_groups:\n  core:\n    MemoryHub:\n      script_path: memory_hub.py\n      port: 7200\n      config:\n        storage_backend: memory\n',
        good: 'agent_groups:\n  core:\n    MemoryHub:\n      script_path: memory_hub.py\n      port: 7200\n      config:\n        storage_backend: sqlite\n',
      },
      {
        path: 'src/store.rs',
        bad: 'pub fn open() -> rusqlite::Result<rusqlite::Connection> {\n    rusqlite::Connection::open_in_memory()\n}\n',
        good: 'pub fn open() -> rusqlite::Result<rusqlite::Connection> {\n    rusqlite::Connection::open("data/store.db")\n}\n',
      },
    ],
    fixSafety:
      'To be reviewed: the data goes to a folder below the working directory, or to a named volume; the place has to be backed up and, in a container, mounted.',
    references: ['https://docs.docker.com/engine/storage/volumes/', 'https://www.sqlite.org/inmemorydb.html'],
    remediation: {
      steps: [
        'Decide whether the data may be lost.',
        'If not, give the store a file or a volume, and back it up.',
        'If it may, call it a cache.',
      ],
      test: 'Store something, restart the agent and its container, and read it again.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    python: checkCode,
    typescript: checkCode,
    rust: checkCode,
    startup: checkStartup,
    compose: checkCompose,
  },
});

function checkCode(context: CodeContext): void {
  const { code, document } = context;
  for (const { node, what, edits } of storesInCode(code)) {
    if (code.isInlineTest(node)) continue;
    context.report({
      range: node,
      message: `${what} lives in memory: a restart loses all of it; keep it in a file or a server`,
      fixes:
        edits === null || code.root.hasError
          ? []
          : [
              {
                title: edits.title,
                safety: 'review',
                edits: () => [{ uri: document.uri, range: edits.range, newText: edits.newText }],
              },
            ],
    });
  }
}

function checkStartup(context: StartupContext): void {
  for (const { range, name, key, owner } of storesInSettings(context.yaml, context.definition)) {
    context.report({
      range,
      message: `'${name}' keeps its store in memory: a restart loses all of it; choose a backend that is written to disk`,
      fixes: settingsFix(context.document, range, key, owner),
    });
  }
}

function checkCompose(context: ComposeContext): void {
  for (const { service, layer, range } of servicesWithout(context, (candidate) => hasDataVolume(candidate))) {
    const store = storeOf(service);
    if (store === null) continue;
    const fix = volumeFix(context, layer, service.name, store);
    context.report({
      range,
      message: `'${service.name}' has no volume for ${store.folder}: its data goes with the container; give it a named volume`,
      fixes: fix === null ? [] : [fix],
    });
  }
}
