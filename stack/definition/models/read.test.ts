import assert from 'node:assert/strict';
import { looksLikeModelManifest, readModelManifest } from './read';
import { parseSize, unitOfKey } from './size';

const read = (text: string): ReturnType<typeof readModelManifest> => readModelManifest({ file: 'models.yaml', text });

describe('model manifests', () => {
  it('reads a list, a map and buckets of either as the same models', () => {
    const shapes = [
      'models:\n  - { name: a, url: "https://x.example/a", size: 2GB }\n',
      'models:\n  a: { url: "https://x.example/a", size_gb: 2 }\n',
      'model_registry:\n  llm:\n    a: { download_url: "https://x.example/a", size_mb: 2000 }\n',
      'models:\n  llm:\n    - { id: a, url: "https://x.example/a", size: 2000000000 }\n',
      '[{"name": "a", "url": "https://x.example/a", "size_bytes": 2000000000}]',
    ];
    for (const shape of shapes) {
      const { models, problems } = read(shape);
      assert.deepEqual(
        models.map(({ name, url, size }) => [name.value, url?.value, size?.value.bytes]),
        [['a', 'https://x.example/a', 2e9]],
        shape,
      );
      assert.deepEqual(problems, [], shape);
    }
  });

  it('points back to the text it read', () => {
    const text = 'models:\n  phi:\n    url: "https://x.example/a"\n    vram_gb: 3\n';
    const [model] = read(text).models;
    assert.equal(text.slice(model!.url!.range.start, model!.url!.range.end), 'https://x.example/a');
    assert.equal(model!.vramMb?.value, 3000);
  });

  it('reads what broken and strange files still say, and never throws', () => {
    for (const text of [
      '',
      'models:',
      'models: 3',
      '- - -',
      'models: [ { name: a',
      'models:\n  a: *gone\n',
      '{"models": {',
    ]) {
      assert.doesNotThrow(() => read(text), text);
    }
    assert.equal(
      read('models:\n  - name: a\n    url: https://x.example/a\n  - name: b\n    url: "https://x.ex\n').models.length,
      2,
    );
  });

  it('is recognised by name and content, not by either alone', () => {
    const text = 'models:\n  - { name: a, url: "https://x.example/a" }\n';
    assert.ok(looksLikeModelManifest({ path: 'config/models.yaml', text }));
    assert.ok(!looksLikeModelManifest({ path: 'config/services.yaml', text }));
    assert.ok(!looksLikeModelManifest({ path: 'models.yaml', text: 'models:\n  User: { table: users }\n' }));
  });

  it('knows sizes in the units people write', () => {
    assert.deepEqual(
      ['4.1GB', '512 MiB', '4_100', '3e9', '7B', 'large', '-1'].map((text) => parseSize(text)),
      [4.1e9, 512 * 1024 ** 2, 4100, 3e9, 7, null, null],
    );
    assert.deepEqual(['size_gb', 'vramMb', 'size_bytes', 'size'].map(unitOfKey), ['gb', 'mb', 'b', null]);
  });
});
