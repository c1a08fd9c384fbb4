import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { textsIn } from '../option-values';
import type { LoaderGap } from './loader-gap';

/** Serializers chosen by name: Django's sessions, Celery's messages. */
export function settingGaps(code: CodeModel): LoaderGap[] {
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
