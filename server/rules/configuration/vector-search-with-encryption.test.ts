import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { isMemoryEncryption, isVectorSearch, offLike } from './memory-switches';
import { rule } from './vector-search-with-encryption';

describe('vector-search-with-encryption', () => {
  it('tells memory encryption from other encryption', () => {
    for (const name of [
      'MEMORY_ENCRYPTION',
      'encryptMemories',
      'ENCRYPTION_ENABLED',
      'encrypt_at_rest',
      'memory_encryption_enabled',
    ])
      assert.ok(isMemoryEncryption(name), name);
    for (const name of [
      'TLS_ENCRYPTION',
      'ENCRYPTION_KEY',
      'encrypt_backups',
      'zmq_encryption',
      'decrypt',
      'encryption_algorithm',
    ])
      assert.ok(!isMemoryEncryption(name), name);
  });

  it('tells vector search from what is near to it', () => {
    for (const name of [
      'VECTOR_SEARCH',
      'enableVectorSearch',
      'use_embeddings',
      'vector_store_enabled',
      'semantic_search',
    ])
      assert.ok(isVectorSearch(name), name);
    for (const name of ['VECTOR_SIZE', 'embedding_model', 'search', 'VECTOR_STORE_URL', 'encrypted_vector_search'])
      assert.ok(!isVectorSearch(name), name);
  });

  it('writes the opposite in the style of the file', () => {
    assert.deepEqual(['true', 'True', 'TRUE', '1', 'yes', 'on', 'ENABLED'].map(offLike), [
      'false',
      'False',
      'FALSE',
      '0',
      'no',
      'off',
      'DISABLED',
    ]);
  });

  it('counts what stands above all agents for each of them', async () => {
    const text =
      'global_settings:\n  memory_encryption: true\nagent_groups:\n  core:\n    Memory:\n      script_path: m.py\n      config:\n        vector_search: "yes"\n';
    const workspace = await RuleWorkspace.create([rule], { 'config/startup.yaml': text });
    assert.equal(workspace.fixAll().files['config/startup.yaml'], text.replace('"yes"', '"no"'));
  });

  it('names the place where encryption is turned on', async () => {
    const workspace = await RuleWorkspace.create([rule], { '.env': 'ENCRYPT_MEMORY=1\nVECTOR_SEARCH=1\n' });
    assert.deepEqual(
      workspace.findings()[0]?.related.map(({ range }) => range),
      [{ start: 15, end: 16 }],
    );
  });
});
