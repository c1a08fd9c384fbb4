import { argumentRemoval } from '../../../fixes/python-arguments';
import { type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { addArgument } from '../../resilience/timeouts/add-argument';
import { isFalse, isTrue } from '../option-values';
import { firstOf, gapFor } from './loader-call';
import type { LoaderGap } from './loader-gap';

/** Model and array files: a pickle inside. */
export function modelGap(code: CodeModel, call: Call, path: string): LoaderGap | null {
  if (/^torch\.(serialization\.)?load$/.test(path)) {
    const weights = argumentOf(call, 'weights_only');
    if (weights === null ? hasSpreadKeywords(call) : !isFalse(code, weights.value)) return null;
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
    if (allow === null || !isTruthy(code, allow.value)) return null;
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
  if (call.name === 'load_local') {
    const trusted = argumentOf(call, 'allow_dangerous_deserialization');
    if (trusted === null || !isTrue(code, trusted.value)) return null;
    return gapFor(
      code,
      call,
      argumentOf(call, 'folder_path', 0)?.value ?? null,
      true,
      'load_local(allow_dangerous_deserialization=True) unpickles the index: it runs whatever code the files name',
      'load only what this program wrote where nobody else can write',
    );
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

/** numpy takes anything that counts as true. */
function isTruthy(code: CodeModel, node: SyntaxNode): boolean {
  return isTrue(code, node) || (code.integerValue(node) ?? 0) !== 0 || (code.stringValue(node)?.constant ?? '') !== '';
}
