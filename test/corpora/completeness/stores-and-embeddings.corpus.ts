import type { Corpus } from '../corpus';

const path = 'memory.py';

/** Embeddings that are none, stores that forget, and the real ones. */
export const corpus: Corpus = {
  topic: 'completeness',
  rules: ['zero-embedding', 'ephemeral-store'],
  target: { recall: 0.85, precision: 0.95 },
  cases: [
    { title: 'a list of zeros', path, text: `def get_embedding(text):\n    return [0.0] * 768 <<< zero-embedding\n` },
    {
      title: 'a list of zeros by comprehension',
      path,
      text: `def embed(text):\n    return [0.0 for _ in range(384)] <<< zero-embedding\n`,
    },
    {
      title: 'an array of zeros',
      path,
      text: `import numpy as np\n\ndef embed_text(text):\n    return np.zeros(384) <<< zero-embedding\n`,
    },
    {
      title: 'an array of zeros, converted',
      path,
      text: `import numpy\n\ndef embed_query(text):\n    return numpy.zeros(384, dtype="float32").tolist() <<< zero-embedding\n`,
    },
    {
      title: 'zeros where the model failed',
      path,
      text: `import numpy as np\n\nclass Memory:\n    def generate_embedding(self, text):\n        try:\n            return self.model.encode(text)\n        except Exception as error:\n            self.logger.error("embedding: %s", error)\n            return np.zeros(384) <<< zero-embedding\n`,
    },
    {
      title: 'zeros where there is no model',
      path,
      text: `import numpy as np\n\nclass Memory:\n    def embed(self, text):\n        if self.model is None:\n            return np.zeros(384) <<< zero-embedding\n        return self.model.encode(text)\n`,
    },
    {
      title: 'random numbers',
      path,
      text: `import numpy as np\n\ndef create_embedding(text):\n    return np.random.rand(384) <<< zero-embedding\n`,
    },
    {
      title: 'random numbers of the standard library',
      path,
      text: `import random\n\ndef embed(text):\n    return [random.random() for _ in range(384)] <<< zero-embedding\n`,
    },
    {
      title: 'random numbers by way of a name',
      path,
      text: `import numpy as np\n\ndef get_embedding(text):\n    vector = np.random.normal(size=384)\n    return vector <<< zero-embedding\n`,
    },
    {
      title: 'a tensor of random numbers',
      path,
      text: `import torch\n\ndef compute_embeddings(texts):\n    return torch.randn(len(texts), 768) <<< zero-embedding\n`,
    },
    { title: 'a constant', path, text: `def embed(text):\n    return [0.1] * 384 <<< zero-embedding\n` },
    {
      title: 'an encoder in a class of embeddings',
      path,
      text: `import numpy as np\n\nclass TextEmbedder:\n    def encode(self, texts):\n        return np.ones((len(texts), 384)) <<< zero-embedding\n`,
    },
    {
      title: 'a query of random numbers',
      path,
      text: `import numpy as np\n\ndef search(text):\n    query_embedding = np.random.rand(384) <<< zero-embedding\n    return index.search(query_embedding)\n`,
    },
    {
      title: 'zeros in TypeScript',
      path: 'memory.ts',
      text: `export async function embed(text: string): Promise<number[]> {\n  return new Array(384).fill(0); <<< zero-embedding\n}\n`,
    },
    {
      title: 'random numbers in TypeScript',
      path: 'memory.ts',
      text: `export const getEmbedding = (text: string) => Array.from({ length: 384 }, () => Math.random()); <<< zero-embedding\n`,
    },
    {
      title: 'zeros in Rust',
      path: 'src/lib.rs',
      text: `pub fn embed(text: &str) -> Vec<f32> {\n    vec![0.0; 384] <<< zero-embedding\n}\n`,
    },
    { title: 'a model', path, text: `def embed(text):\n    return model.encode(text).tolist()\n` },
    {
      title: 'zeros for an empty text',
      path,
      text: `import numpy as np\n\ndef embed(text):\n    if not text.strip():\n        return np.zeros(384)\n    return model.encode(text)\n`,
    },
    {
      title: 'an accumulator',
      path,
      text: `import numpy as np\n\ndef mean_embedding(words):\n    total = np.zeros(300)\n    for word in words:\n        total += vectors[word]\n    return total / len(words)\n`,
    },
    {
      title: 'a matrix that is filled',
      path,
      text: `import numpy as np\n\ndef embed_all(texts):\n    result = np.zeros((len(texts), 384))\n    for i, text in enumerate(texts):\n        result[i] = model.encode(text)\n    return result\n`,
    },
    {
      title: 'a fake for tests',
      path,
      text: `import numpy as np\n\nclass FakeEmbeddings:\n    def embed_query(self, text):\n        return np.zeros(384)\n`,
    },
    {
      title: 'the weights of a model',
      path,
      text: `import torch\nfrom torch import nn\n\nclass Encoder(nn.Module):\n    def init_embedding(self):\n        return torch.randn(100, 768)\n`,
    },
    {
      title: 'zeros that are something else',
      path,
      text: `import numpy as np\n\ndef blank_image(width, height):\n    """What is embedded in the page."""\n    return np.zeros((height, width))\n`,
    },
    {
      title: 'SQLite in memory',
      path,
      text: `import sqlite3\n\nconnection = sqlite3.connect(":memory:") <<< ephemeral-store\n`,
    },
    {
      title: 'SQLite in memory by a constant',
      path,
      text: `import sqlite3\n\nDATABASE = ":memory:"\n\ndef open_store():\n    return sqlite3.connect(DATABASE) <<< ephemeral-store\n`,
    },
    {
      title: 'SQLite in memory by SQLAlchemy',
      path,
      text: `from sqlalchemy import create_engine\n\nengine = create_engine("sqlite:///:memory:") <<< ephemeral-store\n`,
    },
    {
      title: 'SQLite in memory by an empty address',
      path,
      text: `import sqlalchemy\n\nengine = sqlalchemy.create_engine("sqlite://") <<< ephemeral-store\n`,
    },
    {
      title: 'Qdrant in memory',
      path,
      text: `from qdrant_client import QdrantClient\n\nclass Memory:\n    def __init__(self):\n        self.client = QdrantClient(location=":memory:") <<< ephemeral-store\n`,
    },
    {
      title: 'Chroma in memory',
      path,
      text: `import chromadb\n\nclient = chromadb.Client() <<< ephemeral-store\nother = chromadb.EphemeralClient() <<< ephemeral-store\n`,
    },
    {
      title: 'SQLite in memory in TypeScript',
      path: 'memory.ts',
      text: `import Database from 'better-sqlite3';\nconst database = new Database(':memory:'); <<< ephemeral-store\n`,
    },
    {
      title: 'SQLite in memory in Rust',
      path: 'src/lib.rs',
      text: `use rusqlite::Connection;\n\npub fn open() -> rusqlite::Result<Connection> {\n    Connection::open_in_memory() <<< ephemeral-store\n}\n`,
    },
    {
      title: 'a backend in memory',
      path: 'config/startup_config.yaml',
      text: `agent_groups:\n  core:\n    MemoryHub:\n      script_path: memory_hub.py\n      port: 7200\n      config:\n        backend: in_memory <<< ephemeral-store\n`,
    },
    {
      title: 'a variable that chooses memory',
      path: 'config/startup_config.yaml',
      text: `agent_groups:\n  core:\n    MemoryHub:\n      script_path: memory_hub.py\n      port: 7200\n      environment:\n        STORAGE_BACKEND: memory <<< ephemeral-store\n`,
    },
    {
      title: 'Redis with no volume',
      path: 'docker-compose.yml',
      text: `services:\n  redis: <<< ephemeral-store\n    image: redis:7-alpine\n`,
    },
    {
      title: 'Qdrant with settings only',
      path: 'compose.yaml',
      text: `services:\n  vectors: <<< ephemeral-store\n    image: qdrant/qdrant:v1.9.2\n    volumes:\n      - ./qdrant.yaml:/qdrant/config/production.yaml:ro\n`,
    },
    {
      title: 'Postgres with no volume',
      path: 'compose.yaml',
      text: `services:\n  db: <<< ephemeral-store\n    image: postgres:16\n    environment:\n      POSTGRES_DB: agents\n`,
    },
    {
      title: 'files and servers',
      path,
      text: `import sqlite3\nimport chromadb\nfrom qdrant_client import QdrantClient\n\na = sqlite3.connect("data/store.db")\nb = QdrantClient(url="http://qdrant:6333")\nc = QdrantClient(path="data/qdrant")\nd = chromadb.PersistentClient(path="data")\ne = chromadb.HttpClient(host="chroma")\n`,
    },
    {
      title: 'a cache',
      path,
      text: `import sqlite3\n\ncache = sqlite3.connect(":memory:")\n\nclass AnswerCache:\n    def open(self):\n        return sqlite3.connect(":memory:")\n`,
    },
    {
      title: 'a check of statements',
      path,
      text: `import sqlite3\n\ndef validate_sql(text):\n    connection = sqlite3.connect(":memory:")\n    connection.execute(text)\n`,
    },
    {
      title: 'Chroma with settings',
      path,
      text: `import chromadb\nfrom chromadb.config import Settings\n\nclient = chromadb.Client(Settings(persist_directory="data"))\n`,
    },
    {
      title: 'a test',
      path: 'tests/test_memory.py',
      text: `import sqlite3\n\nconnection = sqlite3.connect(":memory:")\n`,
    },
    {
      title: 'a backend on disk',
      path: 'config/startup_config.yaml',
      text: `agent_groups:\n  core:\n    MemoryHub:\n      script_path: memory_hub.py\n      port: 7200\n      memory: 2g\n      config:\n        backend: redis\n        cache_backend: memory\n        topic: memory\n`,
    },
    {
      title: 'Redis with a volume',
      path: 'docker-compose.yml',
      text: `services:\n  redis:\n    image: redis:7-alpine\n    volumes:\n      - redis_data:/data\nvolumes:\n  redis_data:\n`,
    },
    {
      title: 'Redis that is a cache',
      path: 'docker-compose.yml',
      text: `services:\n  cache:\n    image: redis:7-alpine\n  redis:\n    image: redis:7-alpine\n    command: redis-server --save "" --appendonly no\n`,
    },
    {
      title: 'the volume in an override',
      path: 'compose.yaml',
      text: `services:\n  db:\n    image: postgres:16\n`,
      files: { 'compose.override.yaml': `services:\n  db:\n    volumes:\n      - ./pg:/var/lib/postgresql/data\n` },
    },
    {
      title: 'containers that keep nothing',
      path: 'compose.yaml',
      text: `services:\n  web:\n    image: nginx:1.27\n  nats:\n    image: nats:2.10\n`,
    },
  ],
};
