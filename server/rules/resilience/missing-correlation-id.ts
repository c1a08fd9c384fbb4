import type { Call, CodeModel, FunctionDefinition } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { type CodeContext, defineRule } from '../rule';

export const rule = defineRule({
  id: 'missing-correlation-id',
  topic: 'resilience',
  severity: 'off',
  impact: 3,
  effort: 3,
  triggers: ['correlation', 'Correlation', 'trace_id', 'traceId', 'Trace-Id', 'request_id', 'requestId', 'Request-I'],
  documentation: {
    summary: 'Reports requests to other agents that drop the correlation id they were given.',
    whatItDoes:
      'In a function that takes or reads a correlation, trace or request id, reports an HTTP request, RPC or message to another agent whose arguments do not carry it. Silent where the id goes into a context that clients read (`structlog.contextvars`, OpenTelemetry), and for arguments that cannot be seen through.',
    whyItMatters:
      'A request passes through many agents. Without one id on all of its way, the lines it leaves in ten logs cannot be put together.',
    examples: [
      {
        path: 'agents/router.py',
        bad: `import requests


def translate(text, correlation_id):
    return requests.post("http://translator:5595/translate", json={"text": text}, timeout=5)
`,
        good: `import requests


def translate(text, correlation_id):
    headers = {"X-Correlation-ID": correlation_id}
    return requests.post("http://translator:5595/translate", json={"text": text}, headers=headers, timeout=5)
`,
      },
    ],
    references: ['https://www.w3.org/TR/trace-context/'],
    remediation: {
      steps: ['Hand the id on: in a header for HTTP, in metadata for gRPC, in a field of the message for ZeroMQ.'],
      test: 'Send one request with an id and look for it in the logs of every agent on its way.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: { python: checkFile, typescript: checkFile },
});

const ID = /^(x_?)?(correlation|trace|request)_?(id|parent)$/i;
const ID_TEXT = /(correlation|trace|request)[_-]?id|traceparent/i;

const SENDS =
  /^(requests|httpx)\.(get|post|put|patch|delete|request)$|^(requests\.[sS]ession|httpx\.(Async)?Client|aiohttp\.ClientSession)\.(get|post|put|patch|delete|request)$|^axios(\.(create))?(\.(get|post|put|patch|delete|request))?$|^fetch$/;

function checkFile(context: CodeContext): void {
  const { code } = context;
  if (/contextvars|opentelemetry|AsyncLocalStorage|inject\(|ContextVar/.test(code.text)) return;
  for (const call of code.calls) {
    if (!sends(code, call)) continue;
    const around = code.enclosingFunction(call.node);
    if (around === null) continue;
    const id = idIn(code, around);
    if (id === null || carries(code, call, id)) continue;
    context.report({
      range: call.callee,
      message: `This request drops '${id}': the logs of the agent it reaches cannot be joined with these; hand the id on`,
    });
  }
}

function sends(code: CodeModel, call: Call): boolean {
  if (/^send_(json|pyobj|string|multipart)$/.test(call.name)) {
    const maker = call.receiver === null ? null : code.originOf(call.receiver);
    const kind = maker?.arguments[0] === undefined ? '' : code.textOf(maker.arguments[0].value);
    return maker?.name === 'socket' && /(REQ|DEALER|PUSH|PUB)$/.test(kind);
  }
  return (
    /^(get|post|put|patch|delete|request|fetch|axios)$/.test(call.name) && SENDS.test(code.resolvedCallee(call) ?? '')
  );
}

/** The name under which a function knows the id: a parameter, or a local read from a header or message. */
function idIn(code: CodeModel, around: FunctionDefinition): string | null {
  const parameter = around.parameters.find(({ name }) => ID.test(name));
  if (parameter !== undefined) return parameter.name;
  const { start, end } = around.node;
  const local = code.assignments.find(
    ({ node, path, value }) =>
      path !== null && ID.test(path) && node.start >= start && node.end <= end && ID_TEXT.test(code.textOf(value)),
  );
  return local?.path ?? null;
}

/** Whether an argument, or what a variable among them was made of, holds the id. */
function carries(code: CodeModel, call: Call, id: string): boolean {
  const mentions = (node: SyntaxNode): boolean =>
    new RegExp(`\\b${id}\\b`).test(code.textOf(node)) || ID_TEXT.test(code.textOf(node));
  return call.arguments.some(({ value, spread, node }) => {
    if (spread || mentions(node)) return true;
    if (!/^(identifier|shorthand_property_identifier)$/.test(value.type)) return false;
    const name = code.textOf(value);
    const values = code.valuesOf(value);
    if (values.some(mentions)) return true;
    const around = code.enclosingFunction(call.node);
    // `headers["X-Request-ID"] = request_id`, `headers.update(…)`
    const body = around?.body == null ? '' : code.textOf(around.body);
    if (new RegExp(`\\b${name}\\b[^\\n]{0,60}${id}\\b`).test(body)) return true;
    // A message of the caller's may hold it already, and a function of the project's may add it.
    return (
      (values.length === 0 &&
        /^(headers?|message|msg|request|payload|options|config|init|context|meta\w*)$/i.test(name)) ||
      values.some((made) => /call/.test(made.type) && /header|context|meta/i.test(name))
    );
  });
}
