import { type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import { functionPath } from '../function-path';
import { isTrue, optionOf } from '../option-values';
import { dataSource } from './data-source';
import { type InstalledYaml, jsYamlGap } from './js-yaml';
import type { LoaderGap } from './loader-gap';

const RUNS_CODE =
  /^(node-serialize|serialize-to-js|serialize-to-module|funcster|cryo|express-serialize|notevil)(\.default)?\.(unserialize|deserialize|deepDeserialize|parse)$/;

/** Calls of TypeScript and JavaScript that make functions or objects of any kind out of data. */
export function typescriptLoaderGaps(code: CodeModel, installed: InstalledYaml): LoaderGap[] {
  return code.calls.flatMap((call): LoaderGap[] => {
    if (
      !/^(unserialize|deserialize|deepDeserialize|parse|(safeL|l)oad(All)?)$/.test(call.name) &&
      !isRenamed(code, call)
    )
      return [];
    const path = functionPath(code, call) ?? '';
    const [first] = call.arguments;
    if (first === undefined) return [];
    const source = dataSource(code, first.value, false);
    if (source === 'own') return [];
    const gap = (message: string): LoaderGap[] => [{ range: call.callee, message, information: false, fix: null }];
    if (RUNS_CODE.test(path))
      return gap(`${code.textOf(call.callee)}() runs functions that the data brings along: use JSON.parse()`);
    if (path === 'v8.deserialize')
      return gap(
        'v8.deserialize() trusts its data, down to the memory of this process: use JSON.parse() for what others send',
      );
    if (/^bson\./.test(path)) {
      const functions = argumentOf(call, 'evalFunctions')?.value ?? optionOf(code, call, 'evalFunctions');
      return functions !== null && isTrue(code, functions)
        ? gap('bson runs functions that the data brings along: leave evalFunctions off')
        : [];
    }
    return jsYamlGap(code, call, path, installed) ?? [];
  });
}

/** `import { load as loadYaml } from 'js-yaml'` */
function isRenamed(code: CodeModel, call: Call): boolean {
  return (
    call.receiver === null &&
    code.imports.some(({ local, path }) => local === call.name && /\.(unserialize|deserialize|load(All)?)$/.test(path))
  );
}
