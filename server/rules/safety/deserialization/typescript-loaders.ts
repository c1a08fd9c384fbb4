import type { CodeModel } from '../../../languages/code-model';
import { functionPath } from '../function-path';
import { isTrue, optionOf } from '../option-values';
import { dataSource } from './data-source';
import type { LoaderGap } from './loader-gap';

const RUNS_CODE =
  /^(node-serialize|serialize-to-js|serialize-to-module|funcster|cryo|express-serialize|notevil)(\.default)?\.(unserialize|deserialize|deepDeserialize|parse)$/;

/** Calls of TypeScript and JavaScript that make functions or objects of any kind out of data. */
export function typescriptLoaderGaps(code: CodeModel): LoaderGap[] {
  return code.calls.flatMap((call): LoaderGap[] => {
    if (!/^(unserialize|deserialize|deepDeserialize|parse|load|loadAll)$/.test(call.name)) return [];
    const path = functionPath(code, call) ?? '';
    const [first] = call.arguments;
    if (first === undefined || dataSource(code, first.value, false) === 'own') return [];
    const gap = (message: string): LoaderGap[] => [{ range: call.callee, message, information: false, fix: null }];
    if (RUNS_CODE.test(path))
      return gap(`${code.textOf(call.callee)}() runs functions that the data brings along: use JSON.parse()`);
    if (/^v8\.deserialize$/.test(path))
      return gap(
        'v8.deserialize() trusts its data, down to the memory of this process: use JSON.parse() for what others send',
      );
    if (/^bson\./.test(path)) {
      const functions = optionOf(code, call, 'evalFunctions');
      return functions !== null && isTrue(code, functions)
        ? gap('bson runs functions that the data brings along: leave evalFunctions off')
        : [];
    }
    if (!/^js-yaml\.(load|loadAll)$|^yaml-js\.load$/.test(path)) return [];
    const schema = optionOf(code, call, 'schema');
    const isOpen = schema !== null && /FULL_SCHEMA|js-?yaml-?js-?types|unsafe/i.test(code.textOf(schema));
    return isOpen ? gap('this schema makes functions out of text: load with the default schema') : [];
  });
}
