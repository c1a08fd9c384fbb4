import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './unsafe-deserialization';

async function severities(path: string, text: string): Promise<string[]> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.findings().map(({ severity }) => severity);
}

async function fixed(text: string, unsafe = false): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { 'a.py': text });
  return workspace.fixAll({ unsafe }).files['a.py'] ?? '';
}

/** Loads that may run code. */
const REPORTED = [
  'import pickle\n\ndef f(data):\n    return pickle.loads(data)',
  'import pickle as p\n\ndef f(file):\n    return p.load(file)',
  'from pickle import loads\n\ndef f(data):\n    return loads(data)',
  'from pickle import Unpickler\n\ndef f(file):\n    return Unpickler(file).load()',
  'import cPickle\n\ndef f(data):\n    return cPickle.loads(data)',
  'import dill\n\ndef f(data):\n    return dill.loads(data)',
  'import cloudpickle\n\ndef f(data):\n    return cloudpickle.loads(data)',
  'import marshal\n\ndef f(data):\n    return marshal.loads(data)',
  'import shelve\n\ndef f(path):\n    return shelve.open(path)',
  'import joblib\n\ndef f(path):\n    return joblib.load(path)',
  'import jsonpickle\n\ndef f(text):\n    return jsonpickle.decode(text)',
  'import pandas as pd\n\ndef f(path):\n    return pd.read_pickle(path)',
  'import yaml\n\ndef f(text):\n    return yaml.load(text)',
  'import yaml\n\ndef f(text):\n    return yaml.load(text, Loader=yaml.Loader)',
  'import yaml\n\ndef f(text):\n    return yaml.load(text, yaml.UnsafeLoader)',
  'from yaml import load, Loader\n\ndef f(text):\n    return load(text, Loader=Loader)',
  'import yaml\n\ndef f(text):\n    return yaml.unsafe_load(text)',
  'import yaml\n\ndef f(text):\n    return list(yaml.load_all(text))',
  "from ruamel.yaml import YAML\n\ndef f(text):\n    return YAML(typ='unsafe').load(text)",
  'import torch\n\ndef f(path):\n    return torch.load(path)',
  'import torch\n\ndef f(path):\n    return torch.load(path, weights_only=False)',
  'import numpy as np\n\ndef f(path):\n    return np.load(path, allow_pickle=True)',
  'from tensorflow import keras\n\ndef f(path):\n    return keras.models.load_model(path, safe_mode=False)',
  'def f(socket):\n    return socket.recv_pyobj()',
  "SESSION_SERIALIZER = 'django.contrib.sessions.serializers.PickleSerializer'",
  "from celery import Celery\n\napp = Celery('x', accept_content=['json', 'pickle'])",
];

/** Loads that run nothing, or nothing but what the program wrote itself. */
const SILENT = [
  'import pickle\n\ndef f(value):\n    return pickle.loads(pickle.dumps(value))',
  'import json\n\ndef f(data):\n    return json.loads(data)',
  'import yaml\n\ndef f(text):\n    return yaml.safe_load(text)',
  'import yaml\n\ndef f(text):\n    return yaml.load(text, Loader=yaml.SafeLoader)',
  'import yaml\n\ndef f(text):\n    return yaml.load(text, yaml.CSafeLoader)',
  'try:\n    from yaml import CSafeLoader as Loader\nexcept ImportError:\n    from yaml import SafeLoader as Loader\nimport yaml\n\ndef f(text):\n    return yaml.load(text, Loader=Loader)',
  'import yaml\n\nclass Lines(yaml.SafeLoader):\n    pass\n\ndef f(text):\n    return yaml.load(text, Loader=Lines)',
  'from ruamel.yaml import YAML\n\ndef f(text):\n    return YAML().load(text)',
  'import torch\n\ndef f(path):\n    return torch.load(path, weights_only=True)',
  'import numpy as np\n\ndef f(path):\n    return np.load(path)',
  'from tensorflow import keras\n\ndef f(path):\n    return keras.models.load_model(path)',
  'import jsonpickle\n\ndef f(text):\n    return jsonpickle.decode(text, safe=True)',
  'import pickle\n\nclass Safe(pickle.Unpickler):\n    def find_class(self, module, name):\n        raise pickle.UnpicklingError(name)\n\ndef f(file):\n    return Safe(file).load()',
  'def f(model, text):\n    return model.load(text)',
];

describe('unsafe-deserialization', () => {
  for (const text of REPORTED)
    it(`reports ${text.split('\n').at(-1)?.trim()} (${text.split('\n')[0]})`, async () =>
      assert.equal((await severities('a.py', `${text}\n`)).length, 1));
  for (const text of SILENT)
    it(`passes over ${text.split('\n').at(-1)?.trim()} (${text.split('\n')[0]})`, async () =>
      assert.deepEqual(await severities('a.py', `${text}\n`), []));

  it('says less of files whose path the program knows', async () => {
    assert.deepEqual(
      await severities(
        'a.py',
        'import pickle\n\nwith open("cache.pkl", "rb") as file:\n    cache = pickle.load(file)\n',
      ),
      ['information'],
    );
    assert.deepEqual(await severities('a.py', 'import torch\n\nmodel = torch.load("model.pt")\n'), ['information']);
    assert.deepEqual(
      await severities(
        'a.py',
        'import pickle\n\ndef f(path):\n    with open(path, "rb") as file:\n        return pickle.load(file)\n',
      ),
      ['warning'],
    );
  });

  it('names the network where it is in sight', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'a.py': 'import pickle\n\ndef f(socket):\n    message = socket.recv()\n    return pickle.loads(message)\n',
    });
    assert.match(workspace.findings()[0]?.message ?? '', /over the network/);
  });

  it('reports what runs functions in JavaScript', async () => {
    assert.equal(
      (await severities('a.js', "const s = require('node-serialize');\nmodule.exports = (x) => s.unserialize(x);\n"))
        .length,
      1,
    );
    assert.equal(
      (await severities('a.ts', "import v8 from 'node:v8';\nexport const f = (x: Buffer) => v8.deserialize(x);\n"))
        .length,
      1,
    );
    assert.deepEqual(
      await severities(
        'a.ts',
        "import yaml from 'js-yaml';\nexport const f = (x: string) => [yaml.load(x), JSON.parse(x)];\n",
      ),
      [],
    );
    assert.deepEqual(
      await severities(
        'a.ts',
        "import v8 from 'node:v8';\nexport const f = (x: object) => v8.deserialize(v8.serialize(x));\n",
      ),
      [],
    );
  });

  it('loads YAML safely, and drops the loader', async () => {
    assert.equal(
      await fixed('import yaml\n\ndef f(t):\n    return yaml.load(t, Loader=yaml.Loader)\n'),
      'import yaml\n\ndef f(t):\n    return yaml.safe_load(t)\n',
    );
    assert.equal(
      await fixed('import yaml\n\ndef f(t):\n    return yaml.load_all(t)\n'),
      'import yaml\n\ndef f(t):\n    return yaml.safe_load_all(t)\n',
    );
  });

  it('loads weights only when somebody agrees', async () => {
    const text = 'import torch\n\ndef f(p):\n    return torch.load(p)\n';
    assert.equal(await fixed(text), text);
    assert.equal(await fixed(text, true), 'import torch\n\ndef f(p):\n    return torch.load(p, weights_only=True)\n');
  });

  it('goes by the js-yaml that the package installs, and loads safely where that has a word for it', async () => {
    const text = "const yaml = require('js-yaml');\nmodule.exports = (x) => [yaml.load(x), yaml.loadAll(x)];\n";
    const installed = async (range: string): Promise<RuleWorkspace> =>
      RuleWorkspace.create([rule], {
        'package.json': `{ "dependencies": { "js-yaml": "${range}" } }`,
        'src/a.js': text,
      });
    assert.equal((await installed('^4.1.0')).findings().length, 0);
    const workspace = await installed('~3.14.0');
    assert.equal(workspace.findings().length, 2);
    assert.equal(
      workspace.fixAll().files['src/a.js'],
      text.replace('.load(', '.safeLoad(').replace('.loadAll(', '.safeLoadAll('),
    );
  });
});
