import type { Call, CodeModel } from '../../../languages/code-model';

const GUARDS =
  /(^|\.)(wait_for|timeout|timeout_at|fail_after|fail_at|move_on_after|move_on_at|async_timeout|Timeout|time_limit)$/;

/**
 * True where somebody else keeps the time: inside `asyncio.wait_for(…)`, `async with asyncio.timeout(…)`, `anyio.fail_after(…)`, or in a function decorated with a
 * time limit.
 */
export function isTimeKept(code: CodeModel, call: Call): boolean {
  for (let node = call.node.parent; node !== null; node = node.parent) {
    if (node.type === 'function_definition') return hasTimeLimit(code, call);
    if (node.type !== 'call' && node.type !== 'with_statement') continue;
    const { start, end } = node.type === 'call' ? node : (node.childOfType('with_clause') ?? node);
    const isGuard = (other: Call): boolean =>
      other.node.start >= start &&
      other.node.end <= end &&
      other !== call &&
      GUARDS.test(code.calleeOf(other) ?? '') &&
      !isUnlimited(code, other);
    if (code.calls.some(isGuard)) return true;
  }
  return false;
}

/** `asyncio.timeout(None)` keeps no time. */
function isUnlimited(code: CodeModel, guard: Call): boolean {
  const last = guard.arguments.at(-1);
  return last !== undefined && code.textOf(last.value) === 'None';
}

/** `@timeout(5)`, `@timeout_decorator.timeout(5)`, `@func_set_timeout(5)`. */
function hasTimeLimit(code: CodeModel, call: Call): boolean {
  const decorators = code.enclosingFunction(call.node)?.decorators ?? [];
  return decorators.some((decorator) => /timeout|time_limit|deadline/i.test(code.textOf(decorator)));
}

/** `socket.setdefaulttimeout(5)`, or an alarm that interrupts whatever waits. */
export function hasGlobalLimit(code: CodeModel): boolean {
  if (!/setdefaulttimeout|signal\.alarm|setitimer|monkey_patch_timeout/.test(code.text)) return false;
  return code.calls.some(
    (call) =>
      /^(setdefaulttimeout|alarm|setitimer)$/.test(call.name) &&
      call.arguments.length > 0 &&
      !/^(None|0)$/.test(code.textOf((call.arguments[0] as (typeof call.arguments)[number]).value)),
  );
}
