import { type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import { functionPath } from '../function-path';
import { isTrue } from '../option-values';
import { displayName, firstOf, gapFor, isOwnName, lastPart } from './loader-call';
import type { LoaderGap } from './loader-gap';
import { handedLoaders } from './python-handed-loaders';
import { modelGap } from './python-models';
import { settingGaps } from './python-serializer-settings';
import { yamlGap } from './python-yaml';

const PICKLE =
  /^(cPickle|_?pickle|six\.moves\.cPickle|dill|cloudpickle|cloudpickle\.cloudpickle|zodbpickle(\.\w+)?|pickle5|joblib\.numpy_pickle)\.(load|loads|Unpickler|Unpickler\.load)$/;
const NAMES =
  /^(load|loads|load_all|full_load|full_load_all|unsafe_load|unsafe_load_all|Unpickler|open|decode|read_pickle|load_model|load_local|recv_pyobj|load_session|YAML|C?(Full|Unsafe)?Loader|enable_unsafe_deserialization|DbfilenameShelf|Celery|update)$/;

/** Calls of Python that make objects of any class out of data. */
export function pythonLoaderGaps(code: CodeModel): LoaderGap[] {
  const renamed = new Set(
    code.imports.filter(({ path }) => NAMES.test(path.slice(path.lastIndexOf('.') + 1))).map(({ local }) => local),
  );
  for (const { target, value } of code.assignments) {
    // `unpack = pickle.loads`
    if (value.type === 'attribute' && target.type === 'identifier' && NAMES.test(lastPart(code, value)))
      renamed.add(code.textOf(target));
  }
  const isLoader = (name: string): boolean => NAMES.test(name) || renamed.has(name);
  const calls = code.calls.flatMap((call) => {
    const gap = isLoader(call.name) ? gapOf(code, call, functionPath(code, call) ?? call.name) : null;
    return [...(gap === null ? [] : [gap]), ...handedLoaders(code, call, isLoader)];
  });
  return [...calls, ...settingGaps(code)];
}

function gapOf(code: CodeModel, call: Call, path: string): LoaderGap | null {
  if (isOwnName(code, path)) return null;
  if (PICKLE.test(path)) {
    // `pickle.Unpickler(file).load()` is told once, at the load.
    if (path.endsWith('.Unpickler')) return null;
    const file =
      path.endsWith('.Unpickler.load') && call.receiver !== null
        ? (code.originOf(call.receiver)?.arguments[0] ?? null)
        : argumentOf(call, 'file', 0);
    return gapFor(
      code,
      call,
      file?.value ?? null,
      false,
      `${displayName(code, call)}() runs whatever code the data names`,
      'read it as JSON or MessagePack, or check an HMAC first',
    );
  }
  if (/^marshal\.loads?$/.test(path))
    return gapFor(
      code,
      call,
      firstOf(call),
      false,
      'marshal.load crashes or runs code on data made for that',
      'read it as JSON',
    );
  if (/^(joblib|sklearn\.externals\.joblib)\.load$/.test(path))
    return gapFor(
      code,
      call,
      firstOf(call),
      true,
      'joblib.load() runs whatever code the file names',
      'load weights in a format without code (safetensors, ONNX, skops)',
    );
  if (/^(pandas|pd)\.(io\.pickle\.)?read_pickle$/.test(path))
    return gapFor(
      code,
      call,
      firstOf(call),
      true,
      'read_pickle() runs whatever code the file names',
      'keep tables as Parquet or CSV',
    );
  if (/^(shelve\.(open|DbfilenameShelf|Shelf)|dill\.load_session)$/.test(path))
    return gapFor(
      code,
      call,
      firstOf(call),
      true,
      `${displayName(code, call)}() runs whatever code the file names`,
      'keep the data as JSON or in SQLite',
    );
  if (/^jsonpickle(\.unpickler)?\.(decode|loads)$/.test(path)) {
    const safe = argumentOf(call, 'safe');
    const gap = gapFor(
      code,
      call,
      firstOf(call),
      false,
      'jsonpickle makes objects of any class the data names',
      'read plain JSON',
    );
    return safe !== null && isTrue(code, safe.value) ? null : gap;
  }
  if (/(^|\.)recv_pyobj$/.test(path) && call.receiver !== null)
    return {
      range: call.callee,
      message:
        'recv_pyobj() unpickles what the network sends: whoever reaches the port runs code here; send JSON (recv_json)',
      information: false,
      fix: null,
    };
  return yamlGap(code, call, path) ?? modelGap(code, call, path);
}
