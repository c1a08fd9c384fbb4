import { highestMajor } from '../../project/node-packages';
import { type CodeContext, defineRule } from '../rule';
import type { InstalledYaml } from './deserialization/js-yaml';
import type { LoaderGap } from './deserialization/loader-gap';
import { pythonLoaderGaps } from './deserialization/python-loaders';
import { typescriptLoaderGaps } from './deserialization/typescript-loaders';

export const rule = defineRule({
  id: 'unsafe-deserialization',
  topic: 'safety',
  severity: 'warning',
  impact: 8,
  effort: 3,
  crossFile: true,
  triggers: [
    'ickle',
    'dill',
    'marshal.',
    'import marshal',
    'from marshal',
    'shelve',
    'joblib',
    'yaml.',
    'import yaml',
    'from yaml',
    'ruamel',
    'js-yaml',
    'torch.load',
    'from torch',
    'torch as',
    'allow_pickle',
    'safe_mode',
    'recv_pyobj',
    'enable_unsafe_deserialization',
    'allow_dangerous_deserialization',
    'node-serialize',
    'serialize-to-js',
    'funcster',
    "'cryo'",
    '"cryo"',
    'v8',
    'evalFunctions',
  ],
  documentation: {
    summary: 'Reports data that is turned into objects by running what it says.',
    whatItDoes:
      'Knows pickle, dill, cloudpickle, shelve, marshal, joblib, jsonpickle, ZeroMQ’s `recv_pyobj`, PyYAML and ruamel.yaml, `torch.load`, numpy, pandas, Keras, Celery and Django settings; LangChain’s `load_local`; node-serialize and its like, js-yaml (before version 4, as `package.json` says, also without a schema), `v8.deserialize`. ' +
      'A file whose path the program knows itself is an information; data the program has just written is silent.',
    whyItMatters:
      'A pickle is a program. Whoever can write to the socket, the cache or the model file runs code as this agent.',
    examples: [
      {
        path: 'agents/settings.py',
        bad: 'import yaml\n\n\ndef settings(request):\n    return yaml.load(request.body, Loader=yaml.Loader)\n',
        good: 'import yaml\n\n\ndef settings(request):\n    return yaml.safe_load(request.body)\n',
      },
      {
        path: 'agents/hub.py',
        bad: 'import pickle\n\n\ndef receive(connection):\n    return pickle.loads(connection.recv(65536))\n',
        good: 'import json\n\n\ndef receive(connection):\n    return json.loads(connection.recv(65536))\n',
      },
      {
        path: 'agents/model.py',
        bad: 'import torch\n\n\ndef load(path):\n    return torch.load(path, map_location="cpu")\n',
        good: 'import torch\n\n\ndef load(path):\n    return torch.load(path, map_location="cpu", weights_only=True)\n',
      },
      {
        path: 'session.js',
        bad: "const serialize = require('node-serialize');\n\nexports.session = (cookie) => serialize.unserialize(cookie);\n",
        good: 'exports.session = (cookie) => JSON.parse(cookie);\n',
      },
    ],
    fixSafety:
      'YAML is loaded by the safe loader, which knows all of YAML’s own types. `weights_only`, numpy and Keras are to be reviewed: files that hold more than weights and numbers no longer load.',
    references: ['https://docs.python.org/3/library/pickle.html', 'https://cwe.mitre.org/data/definitions/502.html'],
    remediation: {
      steps: [
        'Exchange data as JSON, MessagePack or Protocol Buffers.',
        'Load weights as safetensors or with weights_only=True.',
      ],
      test: 'Load a file made before the change: the same data comes out.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    python: (context) => reportGaps(context, pythonLoaderGaps(context.code)),
    typescript: (context) => reportGaps(context, typescriptLoaderGaps(context.code, installedYaml(context))),
  },
});

function installedYaml({ project, document }: CodeContext): InstalledYaml {
  const range = project.packageRange(document.path, 'js-yaml');
  const major = range === null ? null : highestMajor(range);
  return major !== null && major < 4 ? 'before 4' : 'from 4 on or unknown';
}

function reportGaps(context: CodeContext, gaps: readonly LoaderGap[]): void {
  for (const { range, message, information, fix } of gaps) {
    context.report({
      range,
      message,
      severity: information ? 'information' : 'warning',
      fixes:
        fix === null
          ? []
          : [
              {
                title: fix.title,
                safety: fix.safety,
                edits: () => fix.edits().map((edit) => ({ uri: context.document.uri, ...edit })),
              },
            ],
    });
  }
}
