import type { Call, CodeModel } from '../code-model';
import { HTTP_METHODS, type Route, joinPaths, methodNamed } from '../route';
import { rustCall } from '../rust/rust-definitions';
import type { SyntaxNode } from '../syntax-node';
import { functionMeant } from './handler-names';

/** `warp::path!("api" / "items").and(warp::get()).and_then(show)` */
export function warpRoute(code: CodeModel, call: Call): Route | null {
  if (!/^(?:map|and_then|then)$/.test(call.name) || call.receiver === null) return null;
  const segments: string[] = [];
  const methods: string[] = [];
  let pathNode: SyntaxNode | null = null;
  const filter = (link: Call): void => {
    const callee = (code.calleeOf(link) ?? '').replace(/^warp\.filters\.(?:path|method)\./, 'warp.');
    const method = callee.startsWith('warp.') ? methodNamed(link.name) : null;
    if (method !== null) methods.push(method);
    if (!/^warp\.(?:path|path\.path)$/.test(callee)) return;
    pathNode ??= link.argumentList;
    segments.unshift(...pathSegments(code, link));
  };
  for (
    let link = rustCall(code, call.receiver);
    link !== null;
    link = link.receiver === null ? null : rustCall(code, link.receiver)
  ) {
    if (link.name === 'and') for (const { value } of [...link.arguments].reverse()) asCall(code, value, filter);
    else filter(link);
  }
  if (pathNode === null) return null;
  const handler = call.arguments[0]?.value ?? null;
  return {
    node: call.node,
    path: joinPaths(...segments),
    pathNode,
    methods,
    handler,
    function: handler === null ? null : functionMeant(code, handler),
    guards: [],
  };
}

function asCall(code: CodeModel, node: SyntaxNode, use: (call: Call) => void): void {
  const call = node.type === 'call_expression' || node.type === 'macro_invocation' ? rustCall(code, node) : null;
  if (call !== null) use(call);
}

/** Texts as they are; types in a `path!` are parameters. */
function pathSegments(code: CodeModel, link: Call): string[] {
  return link.arguments.map(({ value }) => code.stringValue(value)?.constant ?? `{${code.textOf(value)}}`);
}

/** `match (request.method(), request.uri().path()) { (&Method::GET, "/health") => … }`, as servers on hyper do it. */
export function matchedPaths(code: CodeModel): Route[] {
  return code.strings.flatMap((literal): Route[] => {
    const path = code.stringValue(literal)?.constant;
    if (typeof path !== 'string' || !path.startsWith('/')) return [];
    const pattern = literal.ancestorOfType('match_pattern');
    const subject = pattern?.ancestorOfType('match_expression')?.childForField('value') ?? null;
    if (pattern === null || subject === null || !/\.path\(\)|\bpath\b/.test(code.textOf(subject))) return [];
    const owner = code.enclosingFunction(literal);
    const named = /\bMethod::([A-Z]+)|"([A-Z]+)"/.exec(code.textOf(pattern));
    const method = named?.[1] ?? named?.[2];
    return [
      {
        node: pattern,
        path,
        pathNode: literal,
        methods: method !== undefined && HTTP_METHODS.has(method) ? [method] : [],
        handler: pattern.parent?.childForField('value') ?? null,
        function: owner,
        guards: [],
      },
    ];
  });
}
