import type { Call, CodeModel } from '../../../languages/code-model';
import { dataSource } from './data-source';
import { isOwnName, lastPart } from './loader-call';
import type { LoaderGap } from './loader-gap';

/** Functions that unpack data when somebody else calls them. */
const UNPACKS =
  /^(?:(?:cPickle|_?pickle|six\.moves\.cPickle|dill|cloudpickle(?:\.cloudpickle)?|pickle5|marshal)\.loads?|(?:sklearn\.externals\.)?joblib\.load|yaml\.(?:load|unsafe_load)|jsonpickle\.decode|pandas\.read_pickle)$/;

/** `map(pickle.loads, rows)`, `KafkaConsumer(value_deserializer=pickle.loads)`: the function is named, not called. */
export function handedLoaders(code: CodeModel, call: Call, isLoader: (name: string) => boolean): LoaderGap[] {
  return call.arguments.flatMap(({ value }, index): LoaderGap[] => {
    if ((value.type !== 'attribute' && value.type !== 'identifier') || !isLoader(lastPart(code, value))) return [];
    const path = code.pathOf(value) ?? '';
    if (!UNPACKS.test(path) || isOwnName(code, path) || /^(assert\w*|raises|isinstance|patch|object)$/.test(call.name))
      return [];
    // A thread or a partial is given the data next to the function.
    const next = call.arguments[index + 1];
    if (next !== undefined && next.name === null && dataSource(code, next.value, false) === 'own') return [];
    return [
      {
        range: value,
        message: `${code.textOf(value)} runs whatever code the data names, whoever calls it: read it as JSON or MessagePack, or check an HMAC first`,
        information: false,
        fix: null,
      },
    ];
  });
}
