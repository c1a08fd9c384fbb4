import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './ephemeral-store';

async function fixed(path: string, text: string): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  assert.equal(workspace.fixAll().files[path], text, 'nothing is moved unseen');
  return workspace.fixAll({ unsafe: true }).files[path] ?? '';
}

describe('ephemeral-store', () => {
  it('gives databases of Python a file', async () => {
    assert.equal(
      await fixed('a.py', 'import sqlite3\n\ndb = sqlite3.connect(":memory:", timeout=5)\n'),
      'import sqlite3\n\ndb = sqlite3.connect("data/store.db", timeout=5)\n',
    );
    assert.equal(
      await fixed('a.py', 'import chromadb\n\nclient = chromadb.Client()\n'),
      'import chromadb\n\nclient = chromadb.PersistentClient(path="data/chroma")\n',
    );
  });

  it('gives a container a volume and declares it', async () => {
    assert.equal(
      await fixed('compose.yaml', 'services:\n  db:\n    image: mysql:8\n'),
      'services:\n  db:\n    image: mysql:8\n    volumes:\n      - db_data:/var/lib/mysql\nvolumes:\n  db_data:\n',
    );
  });

  it('declares a volume beside the others', async () => {
    assert.equal(
      await fixed('compose.yaml', 'services:\n  db:\n    image: mongo:7\nvolumes:\n  models:\n'),
      'services:\n  db:\n    image: mongo:7\n    volumes:\n      - db_data:/data/db\nvolumes:\n  db_data:\n  models:\n',
    );
  });

  it('gives a store of a startup file a place on disk, named after its agent', async () => {
    const text = (backend: string, path: string, url: string): string =>
      `agent_groups:\n  core:\n    MemoryHub:\n      script_path: hub.py\n      port: 7200\n      config:\n        storage_backend: ${backend}\n        db_path: ${path}\n        database_url: ${url}\n        vector_store: memory\n`;
    const workspace = await RuleWorkspace.create([rule], { 'startup.yaml': text('memory', '":memory:"', 'sqlite://') });
    assert.equal(
      workspace.fixAll({ unsafe: true }).files['startup.yaml'],
      text('sqlite', '"data/memory_hub.db"', 'sqlite:///data/memory_hub.db'),
    );
  });

  it('takes the word that a comment lists', async () => {
    const text = (value: string, comment: string): string =>
      `agent_groups:\n  core:\n    MemoryHub:\n      script_path: hub.py\n      port: 7200\n      config:\n        backend: ${value}  # ${comment}\n`;
    const fixed = async (comment: string): Promise<string> => {
      const workspace = await RuleWorkspace.create([rule], { 'startup.yaml': text('memory', comment) });
      return workspace.fixAll({ unsafe: true }).files['startup.yaml'] ?? '';
    };
    assert.equal(await fixed('Options: memory, redis'), text('redis', 'Options: memory, redis'));
    assert.equal(await fixed('one of: in-memory | memory'), text('memory', 'one of: in-memory | memory'));
    assert.equal(await fixed('for now'), text('sqlite', 'for now'));
  });
});
