import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './undocumented-env-var';

async function fixed(text: string, files: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  return (await RuleWorkspace.create([rule], { 'a.py': `import os\n\n${text}\n`, ...files })).fixAll().files;
}

describe('undocumented-env-var', () => {
  it('writes the name and its default to the template, in its line ends', async () => {
    const files = await fixed('A = int(os.getenv("HUB_LIMIT", 500))\nB = os.getenv("HUB_NAME", "the hub")', {
      '.env.example': 'X=1\r\n',
    });
    assert.equal(files['.env.example'], 'X=1\r\nHUB_LIMIT=500\r\nHUB_NAME="the hub"\r\n');
  });

  it('never writes the default of a secret', async () => {
    const files = await fixed(`KEY = os.getenv("HUB_API_KEY", "${['k7Qz', 'v2Lp', 'x9Rt'].join('')}")`, {
      '.env.example': 'X=1\n',
    });
    assert.equal(files['.env.example'], 'X=1\nHUB_API_KEY=\n');
  });

  it('takes the template under the name that the project gave it', async () => {
    assert.equal(
      (await fixed('A = os.getenv("HUB_LIMIT")', { 'env.sample': 'X=1\n' }))['env.sample'],
      'X=1\nHUB_LIMIT=\n',
    );
  });

  it('makes the template where there is none', async () => {
    const compose = 'services:\n  a:\n    build: .\n    environment:\n      LEVEL: 1\n';
    assert.equal(
      (await fixed('A = os.getenv("HUB_LIMIT", "5")', { 'compose.yaml': compose }))['.env.example'],
      'HUB_LIMIT=5\n',
    );
  });

  it('finds lookups in files that do not parse', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      '.env': 'X=1\n',
      'a.py': 'import os\nA = os.getenv("HUB_LIMIT")\ndef broken(:\n',
    });
    assert.equal(workspace.findings('a.py').length, 1);
  });

  it('is silent in helpers of developers, but not in scripts that a startup file starts', async () => {
    const text = 'import os\nA = os.getenv("HUB_LIMIT")\n';
    const startup = 'agent_groups:\n  core:\n    Hub:\n      script_path: scripts/hub.py\n      port: 7200\n';
    const files = { '.env': 'X=1\n', 'config/startup.yaml': startup, 'scripts/hub.py': text, 'scripts/seed.py': text };
    const workspace = await RuleWorkspace.create([rule], files);
    assert.deepEqual(
      ['scripts/hub.py', 'scripts/seed.py'].map((path) => workspace.findings(path).length),
      [1, 0],
    );
  });
});
