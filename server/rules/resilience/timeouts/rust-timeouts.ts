import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { TimeoutDefaults, TimeoutGap } from './timeout-gap';

/** Clients and connections in Rust that wait for ever. */
export function rustTimeoutGaps(code: CodeModel, defaults: TimeoutDefaults): TimeoutGap[] {
  const gaps: TimeoutGap[] = [];
  for (const call of code.calls) {
    const callee = code.calleeOf(call) ?? '';
    if (/^reqwest(\.blocking)?\.Client\.(new|default)$/.test(callee)) {
      gaps.push({
        node: call.callee,
        what: 'A reqwest client',
        waitsFor: 'the server',
        fix: builderFix(code, call, defaults),
      });
    } else if (/^reqwest(\.blocking)?\.(Client\.builder|ClientBuilder\.new)$/.test(callee)) {
      if (!chainAbove(code, call.node).some((method) => /^(timeout|read_timeout)$/.test(method))) {
        const { end } = call.node;
        const newText = `.timeout(std::time::Duration::from_secs(${defaults.seconds}))`;
        gaps.push({
          node: call.callee,
          what: 'A reqwest client',
          waitsFor: 'the server',
          fix: {
            title: `Wait at most ${defaults.seconds} s`,
            safety: 'safe',
            edits: () => [{ range: { start: end, end }, newText }],
          },
        });
      }
    } else if (/^reqwest(\.blocking)?\.get$/.test(callee)) {
      gaps.push({ node: call.callee, what: 'reqwest::get()', waitsFor: 'the server', fix: null });
    } else if (/^tokio\.net\.(TcpStream|UnixStream)\.connect$/.test(callee) && !isInsideTimeout(code, call.node)) {
      gaps.push({ node: call.callee, what: 'connect()', waitsFor: 'the other side', fix: null });
    } else if (callee === 'std.net.TcpStream.connect') {
      gaps.push({ node: call.callee, what: 'TcpStream::connect()', waitsFor: 'the other side', fix: null });
    }
  }
  return gaps;
}

/** The methods called one after the other on a value: `builder().gzip(true).build()` gives `gzip`, `build`. */
function chainAbove(code: CodeModel, node: SyntaxNode): string[] {
  const methods: string[] = [];
  let at: SyntaxNode = node;
  while (at.parent?.type === 'field_expression' && at.parent.parent?.type === 'call_expression') {
    const field = at.parent.childForField('field');
    if (field !== null) methods.push(code.textOf(field));
    at = at.parent.parent;
  }
  return methods;
}

function isInsideTimeout(code: CodeModel, node: SyntaxNode): boolean {
  for (let at = node.parent; at !== null && at.type !== 'function_item'; at = at.parent) {
    if (at.type === 'call_expression' && /(^|::)timeout(_at)?$/.test(code.textOf(at.childForField('function') ?? at)))
      return true;
  }
  return false;
}

function builderFix(code: CodeModel, call: Call, defaults: TimeoutDefaults): TimeoutGap['fix'] {
  const path = code.textOf(call.callee).replace(/::(new|default)$/, '');
  const newText = `${path}::builder().timeout(std::time::Duration::from_secs(${defaults.seconds})).build().expect("HTTP client")`;
  return {
    title: `Wait at most ${defaults.seconds} s`,
    safety: 'review',
    edits: () => [{ range: { start: call.node.start, end: call.node.end }, newText }],
  };
}
