import { argumentRemoval } from '../../../fixes/python-arguments';
import { type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { addArgument } from '../../resilience/timeouts/add-argument';
import { functionPath } from '../function-path';
import { isFalse, isTrue, textsIn } from '../option-values';
import { dataSource } from './data-source';
import type { LoaderGap } from './loader-gap';

const PICKLE =
  /^((c|_)?[pP]ickle5?|six\.moves\.cPickle|dill|cloudpickle|cloudpickle\.cloudpickle|zodbpickle(\.\w+)?|pickle5|joblib\.numpy_pickle)\.(load|loads|Unpickler|Unpickler\.load)$/;
const NAMES =
  /^(load|loads|load_all|full_load|full_load_all|unsafe_load|unsafe_load_all|Unpickler|open|decode|read_pickle|load_model|recv_pyobj|load_session|YAML|enable_unsafe_deserialization|DbfilenameShelf|Celery|update)$/;
const SAFE_LOADER = /(^|\.)\w*(Safe|Base)\w*Loader\w*$|(^|\.)\w*Safe\w*$/;

/** Calls of Python that make objects of any class out of data. */
export function pythonLoaderGaps(code: CodeModel): LoaderGap[] {
  const renamed = new Set(
    code.imports.filter(({ path }) => NAMES.test(path.slice(path.lastIndexOf('.') + 1))).map(({ local }) => local),
  );
  const calls = code.calls.flatMap((call) =>
    NAMES.test(call.name) || renamed.has(call.name)
      ? (gapOf(code, call, functionPath(code, call) ?? call.name) ?? [])
      : [],
  );
  return [...calls, ...settingGaps(code)];
}

function gapOf(code: CodeModel, call: Call, path: string): LoaderGap | null {
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

function yamlGap(code: CodeModel, call: Call, path: string): LoaderGap | null {
  if (/^(ruamel\.yaml|ruamel_yaml)\.YAML$/.test(path)) {
    const kind = argumentOf(call, 'typ', 0);
    return kind !== null && textsIn(code, kind.value).some(({ text }) => text === 'unsafe')
      ? {
          range: call.callee,
          message: "YAML(typ='unsafe') makes objects of any class the text names: use typ='safe'",
          information: false,
          fix: null,
        }
      : null;
  }
  const match =
    /^(?:yaml|ruamel\.yaml|ruamel_yaml|_yaml)\.(load|load_all|full_load|full_load_all|unsafe_load|unsafe_load_all)$/.exec(
      path,
    );
  if (match === null) return null;
  const method = match[1] ?? '';
  if (hasSpreadKeywords(call)) return null;
  const loader = argumentOf(call, 'Loader', 1) ?? null;
  const name = loader === null ? '' : (code.pathOf(loader.value) ?? code.textOf(loader.value));
  if (/^load/.test(method) && loader !== null && isSafeLoader(code, loader.value, name)) return null;
  const full = method.startsWith('full') || /(^|\.)C?FullLoader$/.test(name);
  const source = call.arguments[0] === undefined ? 'unknown' : dataSource(code, call.arguments[0].value, false);
  if (source === 'own') return null;
  return {
    range: call.callee,
    message: `${displayName(code, call)}() makes objects of ${full ? 'more classes than data needs' : 'any class the text names, and so runs code'}: use yaml.safe_load()`,
    information: full || source === 'known file',
    fix: yamlFix(code, call, method),
  };
}

function isSafeLoader(code: CodeModel, loader: SyntaxNode, name: string): boolean {
  if (SAFE_LOADER.test(name)) return true;
  if (/(^|\.)(C?FullLoader|C?Loader|C?UnsafeLoader|RoundTripLoader)$/.test(name) || loader.type === 'none') {
    // `try: from yaml import CSafeLoader as Loader`
    return code.imports.some(({ local, path }) => local === code.textOf(loader) && SAFE_LOADER.test(path));
  }
  const own = code.classes.find((definition) => definition.name === name);
  if (own === undefined) return true;
  return own.bases.some((base) => SAFE_LOADER.test(code.pathOf(base) ?? ''));
}

function yamlFix(code: CodeModel, call: Call, method: string): LoaderGap['fix'] {
  const name = call.callee.childForField('attribute');
  const loader = argumentOf(call, 'Loader', 1);
  if (name === null || call.node.hasError || call.receiver === null || !/^\w+$/.test(code.textOf(call.receiver)))
    return null;
  const safe = method.endsWith('_all') ? 'safe_load_all' : 'safe_load';
  return {
    title: `Load with ${safe}()`,
    safety: 'safe',
    edits: () => [
      { range: name, newText: safe },
      ...(loader === null ? [] : [{ range: argumentRemoval(code, call, loader), newText: '' }]),
    ],
  };
}

/** Model and array files: a pickle inside. */
function modelGap(code: CodeModel, call: Call, path: string): LoaderGap | null {
  if (/^torch\.(serialization\.)?load$/.test(path)) {
    const weights = argumentOf(call, 'weights_only');
    if (hasSpreadKeywords(call) || (weights !== null && !isFalse(code, weights.value))) return null;
    const gap = gapFor(
      code,
      call,
      firstOf(call),
      true,
      'torch.load() without weights_only=True runs whatever code the file names',
      'load weights only, or safetensors',
    );
    if (gap === null) return null;
    const edits =
      weights === null
        ? () => addArgument(code, call, 'weights_only=True')
        : () => [{ range: weights.value, newText: 'True' }];
    return { ...gap, fix: call.node.hasError ? null : { title: 'Load weights only', safety: 'review', edits } };
  }
  if (/^(numpy|np)(\.lib\.npyio)?\.load$/.test(path)) {
    const allow = argumentOf(call, 'allow_pickle', 2);
    if (allow === null || !isTrue(code, allow.value)) return null;
    const gap = gapFor(
      code,
      call,
      firstOf(call),
      true,
      'numpy.load(allow_pickle=True) runs whatever code the file names',
      'keep arrays of numbers, which need no pickle',
    );
    const removable = allow.name === 'allow_pickle' && !call.node.hasError;
    return gap === null || !removable
      ? gap
      : {
          ...gap,
          fix: {
            title: 'Take allow_pickle=True away',
            safety: 'review',
            edits: () => [{ range: argumentRemoval(code, call, allow), newText: '' }],
          },
        };
  }
  if (/(^|\.)(keras\.)?(models|saving)?\.?load_model$/.test(path) && /keras|load_model/.test(path)) {
    const safe = argumentOf(call, 'safe_mode');
    if (safe === null || !isFalse(code, safe.value)) return null;
    return {
      range: call.callee,
      message: 'load_model(safe_mode=False) runs the code of lambda layers in the file: leave safe mode on',
      information: false,
      fix: { title: 'Leave safe mode on', safety: 'review', edits: () => [{ range: safe.value, newText: 'True' }] },
    };
  }
  if (/(^|\.)enable_unsafe_deserialization$/.test(path))
    return {
      range: call.callee,
      message: 'from here on every model file may run code in this process: leave safe mode on',
      information: false,
      fix: null,
    };
  return null;
}

/** Serializers chosen by name: Django's sessions, Celery's messages. */
function settingGaps(code: CodeModel): LoaderGap[] {
  if (!/pickle/i.test(code.text)) return [];
  const gaps: LoaderGap[] = [];
  const report = (range: SyntaxNode): void => {
    gaps.push({
      range,
      message: 'messages and sessions are unpickled: whoever can write one runs code here; use the JSON serializer',
      information: false,
      fix: null,
    });
  };
  for (const { target, value } of code.assignments) {
    const isSetting =
      /\b(SESSION_SERIALIZER|(CELERY_)?(ACCEPT_CONTENT|TASK_SERIALIZER|RESULT_SERIALIZER)|accept_content|task_serializer|result_serializer)$/.test(
        code.textOf(target),
      );
    if (
      isSetting &&
      textsIn(code, value).some(({ text }) => /^(pickle|application\/x-python-serialize)$|PickleSerializer$/.test(text))
    )
      report(target);
  }
  for (const call of code.calls) {
    if (!/^(Celery|update)$/.test(call.name)) continue;
    const chosen = call.arguments.filter(
      ({ name }) => name !== null && /^(accept_content|task_serializer|result_serializer)$/.test(name),
    );
    if (chosen.some(({ value }) => textsIn(code, value).some(({ text }) => text === 'pickle'))) report(call.callee);
  }
  return gaps;
}

function firstOf(call: Call): SyntaxNode | null {
  return call.arguments[0]?.value ?? null;
}

function gapFor(
  code: CodeModel,
  call: Call,
  data: SyntaxNode | null,
  isPath: boolean,
  what: string,
  remedy: string,
): LoaderGap | null {
  if (data === null) return null;
  const source = dataSource(code, data, isPath);
  if (source === 'own') return null;
  const reach = source === 'network' ? ', and this data comes over the network' : '';
  return { range: call.callee, message: `${what}${reach}: ${remedy}`, information: source === 'known file', fix: null };
}

function displayName(code: CodeModel, call: Call): string {
  return code.textOf(call.callee).replace(/\s+/g, '').slice(-60);
}
