import assert from 'node:assert/strict';
import { looksLikeStartupFile } from './recognise';

describe('looksLikeStartupFile', () => {
  const startup = 'agents:\n  - { name: A, path: agents/a.py, port: 7001 }\n';

  it('knows a startup file by its agents, wherever it lies', () => {
    for (const path of [
      'startup.yaml',
      'config/whatever.yml',
      '/abs/main_pc_code/config/startup_config.yaml',
      'a\\b\\agents.yaml',
    ]) {
      assert.ok(looksLikeStartupFile({ path, text: startup }), path);
    }
  });

  it('knows it while it is broken', () => {
    assert.ok(
      looksLikeStartupFile({
        path: 'startup.yaml',
        text: 'agents:\n  A:\n    script_path: a.py\n    port: "1\n  B:\n    port: 2\n',
      }),
    );
  });

  const others: Readonly<Record<string, [path: string, text: string]>> = {
    'a workflow': [
      'ci.yml',
      'on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n      - { name: A, path: run.py }\n',
    ],
    'a workflow by its folder': ['.github/workflows/a.yml', startup],
    'a Compose file': [
      'docker-compose.yml',
      'services:\n  a:\n    image: x\n    ports: ["1:1"]\n    depends_on: [b]\n',
    ],
    'a Compose file of another name': [
      'stack.yml',
      'services:\n  a:\n    build: .\n    command: python a.py\n    healthcheck: {test: x}\n',
    ],
    'a manifest': [
      'deploy.yaml',
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - { name: a, path: a.py, port: 1 }\n',
    ],
    'a documentation site': [
      'mkdocs.yml',
      'site_name: X\nnav:\n  - a.md\nplugins:\n  - { name: A, path: hooks/a.py }\n',
    ],
    Prometheus: [
      'prometheus.yml',
      'scrape_configs:\n  - job_name: agents\n    static_configs: [{targets: ["localhost:9090"]}]\n',
    ],
    'a model list': ['models.yaml', 'models:\n  - { name: phi, path: models/phi.gguf, port: 1 }\n'],
    'a pipeline with script lines': ['build.yml', 'test:\n  script:\n    - python run.py\n'],
    'a job matrix with commands': ['jobs.yml', 'jobs:\n  - { name: unit, script: python tests.py }\n'],
    'a playbook': ['site.yml', '- hosts: all\n  tasks:\n    - { name: A, script: setup.sh }\n'],
    'an override without scripts': [
      'pc2.yaml',
      'agents:\n  A:\n    config: { cache: 4 }\nagent_groups:\n  core: { priority: high }\n',
    ],
    'a schema': ['agent.yaml', '$schema: x\nproperties:\n  script_path: { type: string }\n'],
    JSON: ['startup.json', '{"agents": [{"name": "A", "path": "a.py"}]}'],
  };
  for (const [what, [path, text]] of Object.entries(others)) {
    it(`does not take ${what} for one`, () => {
      assert.equal(looksLikeStartupFile({ path, text }), false);
    });
  }
});
