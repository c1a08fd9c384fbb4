import { importPythonName } from '../../../fixes/python-imports';
import { indentOf, statementsOf } from '../../../fixes/migration/statements';
import { mainBlock, mainStatement } from '../../../languages/python/agent-shape';
import type { CodeModel } from '../../../languages/code-model';
import type { FileEdit, Fix } from '../../finding';
import type { CodeContext } from '../../rule';

/** Lets an agent answer health checks: by a route of its application, else by a small server beside its work; null where there is no place for either. */
export function answerFix(context: CodeContext, healthPort: number | null): Fix | null {
  const { code } = context;
  if (code.root.hasError) return null;
  return routeFix(context) ?? (code.language === 'python' ? serverFix(context, healthPort) : null);
}

const APPLICATIONS = /^(?:fastapi\.FastAPI|flask\.Flask|quart\.Quart|express(?:\.default)?|fastify(?:\.\w+)?)$/;

function routeFix({ code, document, configuration }: CodeContext): Fix | null {
  for (const { value, path, node } of code.assignments) {
    if (path === null || !/^\w+$/.test(path) || !/^call/.test(value.type)) continue;
    const made = code.calls.find((call) => call.node === value);
    const callee = made === undefined ? null : code.calleeOf(made);
    const statement = node.parent;
    if (callee === null || !APPLICATIONS.test(callee) || statement === null) continue;
    if (!/^(?:module|program)$/.test(statement.parent?.type ?? '')) continue;
    const lines = routeLines(code, callee, path, configuration.healthPath);
    return {
      title: `Answer ${configuration.healthPath}`,
      safety: 'review',
      edits: () => [
        insert(document.uri, lineEnd(code, statement.end), lines.map((line) => document.lineEnding + line).join('')),
      ],
    };
  }
  return null;
}

function routeLines(code: CodeModel, callee: string, app: string, path: string): string[] {
  if (callee.startsWith('express'))
    return [`${app}.get('${path}', (_request, response) => {`, `  response.json({ status: 'ok' });`, '});'];
  if (callee.startsWith('fastify')) return [`${app}.get('${path}', () => ({ status: 'ok' }));`];
  const decorator = callee.startsWith('fastapi') ? 'get' : 'route';
  const keyword = callee.startsWith('flask') ? 'def' : 'async def';
  return [
    '',
    '',
    `@${app}.${decorator}("${path}")`,
    `${keyword} ${freeName(code, 'health')}():`,
    '    return {"status": "ok"}',
  ];
}

function freeName(code: CodeModel, wanted: string): string {
  return new RegExp(`\\b${wanted}\\b`).test(code.text) ? `answer_${wanted}` : wanted;
}

const SERVER = `def answer_health_checks(port):
    class HealthHandler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked = self.path.split("?")[0] == "PATH"
            self.send_response(200 if asked else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            if asked:
                self.wfile.write(b'{"status": "ok"}')

        def log_message(self, *args):
            """Health checks come every few seconds and are no news."""

    ThreadingHTTPServer((os.environ.get("BIND_ADDRESS", "0.0.0.0"), port), HealthHandler).serve_forever()
`;

function serverFix({ code, document, configuration }: CodeContext, healthPort: number | null): Fix | null {
  const main = mainStatement(code);
  const block = mainBlock(code);
  const [first] = statementsOf(block);
  if (main === null || block === null || first === undefined) return null;
  if (!code.text.slice(main.start, block.start).includes('\n')) return null;
  const eol = document.lineEnding;
  return {
    title: `Answer ${configuration.healthPath} on the health port`,
    safety: 'review',
    edits: () => {
      const imports = [
        importPythonName(code, document.uri, { module: 'os' }),
        importPythonName(code, document.uri, { module: 'threading' }),
        importPythonName(code, document.uri, { module: 'http.server', name: 'BaseHTTPRequestHandler' }),
        importPythonName(code, document.uri, { module: 'http.server', name: 'ThreadingHTTPServer' }),
      ];
      const [os = 'os', threading = 'threading', handler = '', server = ''] = imports.map(({ reference }) => reference);
      const definition = SERVER.replace('BaseHTTPRequestHandler', handler)
        .replace('ThreadingHTTPServer', server)
        .replace('os.environ', `${os}.environ`)
        .replace('PATH', configuration.healthPath)
        .replaceAll('\n', eol);
      const port =
        healthPort === null
          ? `${os}.environ["HEALTH_CHECK_PORT"]`
          : `${os}.environ.get("HEALTH_CHECK_PORT", "${healthPort}")`;
      const start = `${threading}.Thread(target=answer_health_checks, args=(int(${port}),), daemon=True).start()`;
      return [
        insert(document.uri, main.start, `${definition}${eol}${eol}`),
        insert(document.uri, first.start, `${start}${eol}${indentOf(code, first)}`),
        ...imports.flatMap(({ edits }) => edits),
      ];
    },
  };
}

function insert(uri: string, at: number, newText: string): FileEdit {
  return { uri, range: { start: at, end: at }, newText };
}

function lineEnd(code: CodeModel, from: number): number {
  const feed = code.text.indexOf('\n', from);
  if (feed === -1) return code.text.length;
  return code.text[feed - 1] === '\r' ? feed - 1 : feed;
}
