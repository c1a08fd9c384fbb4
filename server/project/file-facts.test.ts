import assert from 'node:assert/strict';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { DEFAULT_CONFIGURATION } from '../configuration/configuration';
import { buildProject } from './build-project';
import { readConfiguredFacts } from './configured-files';
import { FACT_NAMES } from './facts/fact-names';
import type { FactName } from './facts/providers';
import { contributesFacts, readFileFacts, saysNothing } from './file-facts';
import { contributesToStart, readFactsForStart } from './start-facts';

const STARTUP = 'agent_groups:\n  core:\n    Memory:\n      script_path: agents/memory.py\n      port: 7201\n';

/** For every kind of fact a file that says something of the kind. */
const SPEAKING: Readonly<Record<FactName, readonly [path: string, text: string]>> = {
  definitions: ['config/startup.yaml', STARTUP],
  dependencyPlaces: ['config/startup.yaml', STARTUP],
  composeFiles: ['compose.yaml', 'services:\n  hub:\n    image: hub:1\n'],
  modelManifests: [
    'models.yaml',
    'models:\n  - name: small\n    url: https://models.example.org/small.bin\n    sha256: abc\n    size_mb: 5\n',
  ],
  units: ['deploy/hub.service', '[Service]\nExecStart=/usr/bin/hub\n'],
  modules: ['agents/hub.py', 'class Hub:\n    pass\n'],
  smallTexts: ['.gitignore', '.env\n'],
  imageScans: ['.github/workflows/ci.yml', 'on: push\njobs:\n  scan:\n    steps:\n      - run: trivy image hub\n'],
  variables: ['.env.example', 'HUB_PORT=7200\n'],
  served: ['api.py', 'from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get("/health")\ndef health(): ...\n'],
  packages: ['web/package.json', '{ "dependencies": { "js-yaml": "^4.1.0" } }\n'],
  constants: ['src/config.ts', "export const HOST = 'hub.example.org';\n"],
  routing: [
    'src/app.ts',
    "import express from 'express';\nimport { admin } from './admin';\napp.use('/admin', requireAuth, admin);\n",
  ],
  healthMentions: ['k8s/hub.yaml', 'livenessProbe:\n  httpGet:\n    path: /healthz\n'],
  secrets: ['notes.txt', `nats://voice:${['r4tT', 'leQ9'].join('')}@hub:4222\n`],
  images: ['Dockerfile', 'FROM python:3.12\nCMD ["python", "hub.py"]\n'],
};

describe('what files say to their project', () => {
  for (const name of FACT_NAMES) {
    it(`${name} are read from files that hold any, and gathered`, () => {
      const [path, text] = SPEAKING[name];
      assert.ok(contributesFacts(path));
      const facts = readFileFacts(path, `file:///p/${path}`, text);
      assert.notEqual(facts[name], undefined);
      assert.deepEqual(structuredClone(facts), facts, 'facts are plain data');
      const project = buildProject('file:///p', [path], [facts], DEFAULT_CONFIGURATION);
      assert.deepEqual(project[name], [facts[name]]);
    });
  }

  it('a file without facts says nothing but that it is there', () => {
    for (const [path, text] of [
      ['notes.md', 'class Hub:\n'],
      ['values.yaml', 'colour: blue\n'],
    ] as const) {
      const facts = readFileFacts(path, `file:///p/${path}`, text);
      assert.deepEqual(facts, { path });
      assert.ok(saysNothing(facts));
    }
  });

  it('what bears on a start leaves secrets out, and the files that only they are read in', () => {
    const [path, text] = SPEAKING.secrets;
    assert.ok(contributesFacts(path) && !contributesToStart(path));
    assert.deepEqual(readFactsForStart(path, `file:///p/${path}`, text), { path });
    const [startup] = SPEAKING.definitions;
    assert.ok(contributesToStart(startup));
    assert.notEqual(readFactsForStart(startup, `file:///p/${startup}`, STARTUP).definitions, undefined);
  });

  it('a startup file is read once for what it is, for its facts and for the rules', () => {
    const uri = 'file:///p/stack/startup.yaml';
    const { definitions } = readFileFacts('stack/startup.yaml', uri, STARTUP);
    assert.equal(readStackDefinition({ file: uri, text: STARTUP }), definitions);
    assert.notEqual(readStackDefinition({ file: uri, text: `${STARTUP}\n` }), definitions);
  });

  it('a startup file that only the configuration names says all that others say', () => {
    const configuration = { ...DEFAULT_CONFIGURATION, startupFiles: ['odd/*.yml'] };
    const text = 'programs:\n  - name: hub\n    port: 7200\n';
    assert.equal(readFileFacts('odd/list.yml', 'file:///p/odd/list.yml', text).definitions, undefined);
    assert.notEqual(
      readConfiguredFacts('odd/list.yml', 'file:///p/odd/list.yml', text, configuration).definitions,
      undefined,
    );
  });
});
