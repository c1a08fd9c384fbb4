import type { Corpus, CorpusCase } from '../corpus';

const py = (title: string, text: string): CorpusCase => ({ title, path: 'agents/store.py', text });

/** Loaders of Python that make objects of any class, under all the names they go by; and what looks like them. */
export const corpus: Corpus = {
  topic: 'deserialization',
  rules: ['unsafe-deserialization'],
  target: { recall: 0.9, precision: 0.95 },
  cases: [
    // pickle and its family
    py('loads of a parameter', 'import pickle\n\ndef f(data):\n    return pickle.loads(data) <<<\n'),
    py(
      'load of an open file',
      'import pickle\n\ndef f(path):\n    with open(path, "rb") as file:\n        return pickle.load(file) <<<\n',
    ),
    py('loads by name', 'from pickle import loads\n\ndef f(data):\n    return loads(data) <<<\n'),
    py('loads by another name', 'from pickle import loads as unpack\n\ndef f(data):\n    return unpack(data) <<<\n'),
    py('pickle by another name', 'import pickle as p\n\ndef f(data):\n    return p.loads(data) <<<\n'),
    py('cPickle', 'import cPickle\n\ndef f(data):\n    return cPickle.loads(data) <<<\n'),
    py(
      'cPickle, else pickle',
      'try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\n\ndef f(data):\n    return pickle.loads(data) <<<\n',
    ),
    py('_pickle', 'import _pickle\n\ndef f(data):\n    return _pickle.loads(data) <<<\n'),
    py('cPickle of six', 'from six.moves import cPickle\n\ndef f(data):\n    return cPickle.loads(data) <<<\n'),
    py('pickle5', 'import pickle5\n\ndef f(data):\n    return pickle5.loads(data) <<<\n'),
    py('an Unpickler', 'import pickle\n\ndef f(stream):\n    return pickle.Unpickler(stream).load() <<<\n'),
    py(
      'an Unpickler that is kept',
      'import pickle\n\ndef f(stream):\n    reader = pickle.Unpickler(stream)\n    return reader.load() <<<\n',
    ),
    py(
      'an Unpickler by name',
      'from pickle import Unpickler\n\ndef f(stream):\n    return Unpickler(stream).load() <<<\n',
    ),
    py('dill', 'import dill\n\ndef f(data):\n    return dill.loads(data) <<<\n'),
    py(
      'dill from a file',
      'import dill\n\ndef f(path):\n    with open(path, "rb") as file:\n        return dill.load(file) <<<\n',
    ),
    py('a session of dill', 'import dill\n\ndef f(path):\n    dill.load_session(path) <<<\n'),
    py('cloudpickle', 'import cloudpickle\n\ndef f(data):\n    return cloudpickle.loads(data) <<<\n'),
    py(
      'what a socket sends',
      'import pickle\nimport socket\n\ndef f(port):\n    server = socket.create_server(("", port))\n    connection, _ = server.accept()\n    return pickle.loads(connection.recv(4096)) <<<\n',
    ),
    py(
      'what a request brings, decoded first',
      'import base64\nimport pickle\nfrom flask import request\n\ndef f():\n    raw = base64.b64decode(request.cookies["session"])\n    return pickle.loads(raw) <<<\n',
    ),
    py(
      'what a cache holds',
      'import pickle\nimport redis\n\ncache = redis.Redis()\n\ndef f(key):\n    return pickle.loads(cache.get(key)) <<<\n',
    ),
    py(
      'what a ZeroMQ socket receives',
      'import pickle\nimport zmq\n\nsocket = zmq.Context().socket(zmq.PULL)\n\ndef f():\n    return pickle.loads(socket.recv()) <<<\n',
    ),
    py(
      'recv_pyobj',
      'import zmq\n\nsocket = zmq.Context().socket(zmq.REP)\n\ndef f():\n    return socket.recv_pyobj() <<<\n',
    ),
    py(
      'recv_pyobj of an asynchronous socket',
      'import zmq.asyncio\n\nasync def f(socket):\n    return await socket.recv_pyobj() <<<\n',
    ),
    py('handed on as a function', 'import pickle\n\ndef f(rows):\n    return list(map(pickle.loads, rows)) <<<\n'),
    py(
      'chosen as the deserializer of a consumer',
      'import pickle\nfrom kafka import KafkaConsumer\n\nconsumer = KafkaConsumer("jobs", value_deserializer=pickle.loads) <<<\n',
    ),
    py(
      'behind a lambda',
      'import pickle\nfrom kafka import KafkaConsumer\n\nconsumer = KafkaConsumer("jobs", value_deserializer=lambda raw: pickle.loads(raw)) <<<\n',
    ),
    py(
      'loads over several lines',
      'import pickle\n\ndef f(data):\n    return pickle.loads( <<<\n        data,\n        encoding="bytes",\n    )\n',
    ),
    py('in a comprehension', 'import pickle\n\ndef f(rows):\n    return [pickle.loads(row) for row in rows] <<<\n'),
    py(
      'a method of the module kept first',
      'import pickle\n\nunpack = pickle.loads\n\ndef f(data):\n    return unpack(data) <<<\n',
    ),
    py('imported inside the function', 'def f(data):\n    import pickle\n\n    return pickle.loads(data) <<<\n'),
    // marshal, shelve, jsonpickle, joblib, pandas
    py('marshal', 'import marshal\n\ndef f(data):\n    return marshal.loads(data) <<<\n'),
    py('marshal from a file', 'import marshal\n\ndef f(path):\n    return marshal.load(open(path, "rb")) <<<\n'),
    py('marshal by name', 'from marshal import loads\n\ndef f(data):\n    return loads(data) <<<\n'),
    py('shelve', 'import shelve\n\ndef f(path):\n    return shelve.open(path) <<<\n'),
    py(
      'shelve in a with statement',
      'import shelve\n\ndef f(path, key):\n    with shelve.open(path) as shelf: <<<\n        return shelf[key]\n',
    ),
    py('a shelf by its class', 'import shelve\n\ndef f(path):\n    return shelve.DbfilenameShelf(path) <<<\n'),
    py('jsonpickle', 'import jsonpickle\n\ndef f(text):\n    return jsonpickle.decode(text) <<<\n'),
    py('jsonpickle by name', 'from jsonpickle import decode\n\ndef f(text):\n    return decode(text) <<<\n'),
    py(
      'jsonpickle that is told to be unsafe',
      'import jsonpickle\n\ndef f(text):\n    return jsonpickle.decode(text, safe=False) <<<\n',
    ),
    py('joblib', 'import joblib\n\ndef f(path):\n    return joblib.load(path) <<<\n'),
    py('joblib by name', 'from joblib import load\n\ndef f(path):\n    return load(path) <<<\n'),
    py(
      'joblib that scikit-learn brought along',
      'from sklearn.externals import joblib\n\ndef f(path):\n    return joblib.load(path) <<<\n',
    ),
    py('a table', 'import pandas as pd\n\ndef f(path):\n    return pd.read_pickle(path) <<<\n'),
    py('a table by name', 'from pandas import read_pickle\n\ndef f(path):\n    return read_pickle(path) <<<\n'),
    // YAML
    py('yaml.load without a loader', 'import yaml\n\ndef f(text):\n    return yaml.load(text) <<<\n'),
    py('yaml.load with Loader', 'import yaml\n\ndef f(text):\n    return yaml.load(text, Loader=yaml.Loader) <<<\n'),
    py(
      'yaml.load with a loader by position',
      'import yaml\n\ndef f(text):\n    return yaml.load(text, yaml.Loader) <<<\n',
    ),
    py(
      'yaml.load with UnsafeLoader',
      'import yaml\n\ndef f(text):\n    return yaml.load(text, Loader=yaml.UnsafeLoader) <<<\n',
    ),
    py(
      'yaml.load with CLoader',
      'import yaml\nfrom yaml import CLoader\n\ndef f(text):\n    return yaml.load(text, Loader=CLoader) <<<\n',
    ),
    py('unsafe_load', 'import yaml\n\ndef f(text):\n    return yaml.unsafe_load(text) <<<\n'),
    py('load_all', 'import yaml\n\ndef f(text):\n    return list(yaml.load_all(text, Loader=yaml.Loader)) <<<\n'),
    py('unsafe_load_all', 'import yaml\n\ndef f(text):\n    return list(yaml.unsafe_load_all(text)) <<<\n'),
    py('full_load', 'import yaml\n\ndef f(text):\n    return yaml.full_load(text) <<<\n'),
    py('load by name', 'from yaml import load\n\ndef f(text):\n    return load(text) <<<\n'),
    py(
      'load and Loader by name',
      'from yaml import Loader, load\n\ndef f(text):\n    return load(text, Loader=Loader) <<<\n',
    ),
    py(
      'yaml from an open file',
      'import yaml\n\ndef f(path):\n    with open(path) as file:\n        return yaml.load(file, Loader=yaml.Loader) <<<\n',
    ),
    py(
      'ruamel told to be unsafe',
      'from ruamel.yaml import YAML\n\ndef f(text):\n    return YAML(typ="unsafe").load(text) <<<\n',
    ),
    py(
      'load of ruamel with a loader',
      'import ruamel.yaml\n\ndef f(text):\n    return ruamel.yaml.load(text, Loader=ruamel.yaml.UnsafeLoader) <<<\n',
    ),
    py(
      'a loader of its own built on the open one',
      'import yaml\n\nclass Settings(yaml.Loader):\n    pass\n\ndef f(text):\n    return yaml.load(text, Loader=Settings) <<<\n',
    ),
    py(
      'a constructor registered on the open loader',
      'import yaml\n\nloader = yaml.Loader\n\ndef f(text):\n    return yaml.load(text, Loader=loader) <<<\n',
    ),
    py(
      'the class of the loader used by hand',
      'import yaml\n\ndef f(text):\n    return yaml.Loader(text).get_single_data() <<<\n',
    ),
    // models and arrays
    py('torch.load', 'import torch\n\ndef f(path):\n    return torch.load(path) <<<\n'),
    py('torch.load on a device', 'import torch\n\ndef f(path):\n    return torch.load(path, map_location="cpu") <<<\n'),
    py(
      'torch.load told to load all',
      'import torch\n\ndef f(path):\n    return torch.load(path, weights_only=False) <<<\n',
    ),
    py('load of torch by name', 'from torch import load\n\ndef f(path):\n    return load(path) <<<\n'),
    py('torch by another name', 'import torch as th\n\ndef f(path):\n    return th.load(path) <<<\n'),
    py(
      'weights into a model',
      'import torch\n\ndef f(model, path):\n    model.load_state_dict(torch.load(path)) <<<\n',
    ),
    py('numpy with pickles', 'import numpy as np\n\ndef f(path):\n    return np.load(path, allow_pickle=True) <<<\n'),
    py(
      'load of numpy by name',
      'from numpy import load\n\ndef f(path):\n    return load(path, allow_pickle=True) <<<\n',
    ),
    py(
      'Keras without safe mode',
      'from tensorflow import keras\n\ndef f(path):\n    return keras.models.load_model(path, safe_mode=False) <<<\n',
    ),
    py('Keras made unsafe for all', 'import keras\n\nkeras.config.enable_unsafe_deserialization() <<<\n'),
    py(
      'a vector store that is told to trust',
      'from langchain_community.vectorstores import FAISS\n\ndef f(folder, embeddings):\n    return FAISS.load_local(folder, embeddings, allow_dangerous_deserialization=True) <<<\n',
    ),
    // settings
    py('sessions of Django', 'SESSION_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer" <<<\n'),
    py('Celery takes pickles', 'CELERY_ACCEPT_CONTENT = ["json", "pickle"] <<<\n'),
    py(
      'Celery by its configuration',
      'from celery import Celery\n\napp = Celery("tasks")\napp.conf.update(task_serializer="pickle") <<<\n',
    ),
    py(
      'Celery by an attribute',
      'from celery import Celery\n\napp = Celery("tasks")\napp.conf.accept_content = ["pickle"] <<<\n',
    ),

    // clean
    py('dumps', 'import pickle\n\ndef f(value):\n    return pickle.dumps(value)\n'),
    py('dump', 'import pickle\n\ndef f(value, file):\n    pickle.dump(value, file)\n'),
    py('a copy by way of pickle', 'import pickle\n\ndef f(value):\n    return pickle.loads(pickle.dumps(value))\n'),
    py('its errors', 'import pickle\n\ndef f(error):\n    return isinstance(error, pickle.UnpicklingError)\n'),
    py('json', 'import json\n\ndef f(data):\n    return json.loads(data)\n'),
    py('json by name', 'from json import loads\n\ndef f(data):\n    return loads(data)\n'),
    py('orjson', 'import orjson\n\ndef f(data):\n    return orjson.loads(data)\n'),
    py('msgpack', 'import msgpack\n\ndef f(data):\n    return msgpack.loads(data)\n'),
    py('toml', 'import tomllib\n\ndef f(file):\n    return tomllib.load(file)\n'),
    py('safe_load', 'import yaml\n\ndef f(text):\n    return yaml.safe_load(text)\n'),
    py('safe_load_all', 'import yaml\n\ndef f(text):\n    return list(yaml.safe_load_all(text))\n'),
    py('load with SafeLoader', 'import yaml\n\ndef f(text):\n    return yaml.load(text, Loader=yaml.SafeLoader)\n'),
    py('load with CSafeLoader', 'import yaml\n\ndef f(text):\n    return yaml.load(text, Loader=yaml.CSafeLoader)\n'),
    py('load with BaseLoader', 'import yaml\n\ndef f(text):\n    return yaml.load(text, yaml.BaseLoader)\n'),
    py(
      'a safe loader by name',
      'from yaml import SafeLoader, load\n\ndef f(text):\n    return load(text, SafeLoader)\n',
    ),
    py(
      'a safe loader under the open name',
      'try:\n    from yaml import CSafeLoader as Loader\nexcept ImportError:\n    from yaml import SafeLoader as Loader\nimport yaml\n\ndef f(text):\n    return yaml.load(text, Loader=Loader)\n',
    ),
    py(
      'a safe loader got by name',
      'import yaml\n\nLOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)\n\ndef f(text):\n    return yaml.load(text, Loader=LOADER)\n',
    ),
    py(
      'a loader of its own built on the safe one',
      'import yaml\n\nclass Settings(yaml.SafeLoader):\n    pass\n\ndef f(text):\n    return yaml.load(text, Loader=Settings)\n',
    ),
    py('yaml.dump', 'import yaml\n\ndef f(value):\n    return yaml.dump(value)\n'),
    py(
      'what was dumped a line before',
      'import yaml\n\ndef f(value):\n    return yaml.load(yaml.dump(value), Loader=yaml.FullLoader)\n',
    ),
    py('ruamel as it is', 'from ruamel.yaml import YAML\n\ndef f(text):\n    return YAML().load(text)\n'),
    py(
      'ruamel told to be safe',
      'from ruamel.yaml import YAML\n\ndef f(text):\n    return YAML(typ="safe").load(text)\n',
    ),
    py('weights only', 'import torch\n\ndef f(path):\n    return torch.load(path, weights_only=True)\n'),
    py(
      'weights only, as an option',
      'import torch\n\ndef f(path, weights_only):\n    return torch.load(path, weights_only=weights_only)\n',
    ),
    py('safetensors', 'from safetensors.torch import load_file\n\ndef f(path):\n    return load_file(path)\n'),
    py('a module of TorchScript', 'import torch\n\ndef f(path):\n    return torch.jit.load(path)\n'),
    py('torch.save', 'import torch\n\ndef f(model, path):\n    torch.save(model.state_dict(), path)\n'),
    py('numpy as it is', 'import numpy as np\n\ndef f(path):\n    return np.load(path)\n'),
    py('numpy without pickles', 'import numpy as np\n\ndef f(path):\n    return np.load(path, allow_pickle=False)\n'),
    py('numpy from text', 'import numpy as np\n\ndef f(path):\n    return np.loadtxt(path)\n'),
    py('Keras as it is', 'from tensorflow import keras\n\ndef f(path):\n    return keras.models.load_model(path)\n'),
    py(
      'Keras in safe mode',
      'from tensorflow import keras\n\ndef f(path):\n    return keras.models.load_model(path, safe_mode=True)\n',
    ),
    py('joblib dumps', 'import joblib\n\ndef f(model, path):\n    joblib.dump(model, path)\n'),
    py(
      'joblib in parallel',
      'from joblib import Parallel, delayed\n\ndef f(rows, work):\n    return Parallel(n_jobs=2)(delayed(work)(row) for row in rows)\n',
    ),
    py('a table of values', 'import pandas as pd\n\ndef f(path):\n    return pd.read_csv(path)\n'),
    py('a table from a query', 'import pandas as pd\n\ndef f(path):\n    return pd.read_parquet(path)\n'),
    py('jsonpickle encodes', 'import jsonpickle\n\ndef f(value):\n    return jsonpickle.encode(value)\n'),
    py(
      'jsonpickle told to be safe',
      'import jsonpickle\n\ndef f(text):\n    return jsonpickle.decode(text, safe=True)\n',
    ),
    py('marshal dumps', 'import marshal\n\ndef f(value):\n    return marshal.dumps(value)\n'),
    py(
      'a vector store that does not trust',
      'from langchain_community.vectorstores import FAISS\n\ndef f(folder, embeddings):\n    return FAISS.load_local(folder, embeddings)\n',
    ),
    py(
      'recv_json',
      'import zmq\n\nsocket = zmq.Context().socket(zmq.REP)\n\ndef f():\n    return socket.recv_json()\n',
    ),
    py(
      'a class of its own called pickle',
      'class Pickle:\n    def loads(self, data):\n        return data\n\npickle = Pickle()\n\ndef f(data):\n    return pickle.loads(data)\n',
    ),
    py(
      'a module of the project called yaml_tools',
      'from project import yaml_tools\n\ndef f(text):\n    return yaml_tools.load(text)\n',
    ),
    py(
      'load of a model of its own',
      'class Model:\n    @classmethod\n    def load(cls, path):\n        return cls()\n\ndef f(path):\n    return Model.load(path)\n',
    ),
    py('sessions of Django in JSON', 'SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"\n'),
    py('Celery takes JSON', 'CELERY_ACCEPT_CONTENT = ["json"]\nCELERY_TASK_SERIALIZER = "json"\n'),
    py('in a comment', '# pickle.loads(data) was here\nimport json\n\ndef f(data):\n    return json.loads(data)\n'),
    py('in a documentation string', 'def f(data):\n    """Never pickle.loads(data)."""\n    return data\n'),
    py('literal_eval', 'import ast\n\ndef f(text):\n    return ast.literal_eval(text)\n'),
    py(
      'an Unpickler that lets nothing in',
      'import io\nimport pickle\n\nclass Plain(pickle.Unpickler):\n    def find_class(self, module, name):\n        raise pickle.UnpicklingError(name)\n\ndef f(data):\n    return Plain(io.BytesIO(data)).load()\n',
    ),
  ],
};
