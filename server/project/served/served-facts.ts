import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { DocumentKind } from '../../documents/document';

export type Protocol = 'http' | 'grpc' | 'zmq';

/** A route for health checks, by the literal that names it. */
export interface ServedHealthRoute {
  readonly path: string;
  /** The path between its quotes. */
  readonly range: TextRange;
}

/** What a file of code opens ports for, as its text shows without a parse. Plain data. */
export interface ServedFacts {
  readonly path: string;
  /** The protocols that the file itself serves. */
  readonly protocols: readonly Protocol[];
  /** Ports it names where it opens them. */
  readonly ports: readonly { readonly port: number; readonly protocol: Protocol }[];
  readonly healthRoutes: readonly ServedHealthRoute[];
  /** Last parts of health paths other than `/health` that it names: `healthz`. Who names one without answering it asks for it. */
  readonly names: readonly string[];
  /** True when it answers, or helps to answer, health requests of any protocol. */
  readonly answersHealth: boolean;
}

const WORTH_READING =
  /\bzmq\b|zeromq|grpc|tonic|[Hh]ttp|HTTP|[Ff]lask|[Ff]ast(?:API|api|ify)|aiohttp|starlette|uvicorn|quart|sanic|tornado|bottle|django|express|koa|hono|axum|actix|rocket|warp|health|Health/;

type CodeKind = 'python' | 'typescript' | 'rust';

/** Without `\b` in front: these run over every file of code, and begin with letters that are rare enough. */
const HTTP: Readonly<Record<CodeKind, RegExp>> = {
  python:
    /FastAPI\(|Flask\(|Quart\(|Sanic\(|Starlette\(|Litestar\(|Bottle\(|FastMCP\(|HTTPServer\b|WSGIServer|make_server\(|run_app\(|TCPSite|start_http_server|[aw]sgi_app|web\.Application\(|tornado\.web|uvicorn|websockets\.serve\(|gr(?:adio)?\.(?:Blocks|Interface)\(|streamlit|HTTPRequestHandler|asyncio\.start_server/,
  typescript:
    /createServer\s*\(|express\s*\(|[Ff]astify\s*\(|polka\s*\(|restify\.|new (?:Koa|Hono|Elysia)\b|NestFactory|Bun\.serve|Deno\.serve/,
  rust: /axum::|actix_web::|rocket::|warp::|hyper::|poem::|tide::|salvo::|tonic_web/,
};
const GRPC =
  /grpc(?:\.aio)?\.server\s*\(|add_(?:in)?secure_port\s*\(|bindAsync\s*\(|tonic::transport::Server\b|Server::builder\(\)/;
const ZMQ =
  /\.socket\(\s*(?:zmq\.)?(?:asyncio\.)?(?:REP|ROUTER|PULL|PUB|XPUB|XSUB|PAIR)\b|new\s+(?:zmq\.)?(?:Reply|Router|Pull|Publisher)\b|zmq::(?:REP|ROUTER|PULL|PUB)\b/;
/** Files that hold routes for a server in another file. */
const ROUTERS = /APIRouter|Blueprint|[Rr]outer\(|add_url_rule|Route\(|web\.get|urlpatterns|do_GET|#\[get|routing::/;

const ZMQ_PORT = /\.bind\(\s*f?["'`]tcp:\/\/[^:"'`]*:(\d{2,5})["'`]/g;
const GRPC_PORT = /(?:add_(?:in)?secure_port|bindAsync)\(\s*f?["'`][^"'`]*:(\d{2,5})["'`]/g;
const HTTP_PORT =
  /\b(?:uvicorn\.run|run_app|\.run|TCPSite|HTTPServer|start_http_server|serve)\(\(?[^()]{0,200}?(?:\bport\s*=\s*|["'`],\s*)(\d{2,5})\b|\.listen\(\s*(\d{2,5})\b|\bstart_http_server\(\s*(\d{2,5})\b/g;
const HEALTH_ROUTE =
  /(?:@[\w.]+\(|\.(?:route|get|all|add_get|add_route|add_url_rule|add_api_route|at|resource)\(|(?:path|url)\w*\s*={2,3}\s*|={2,3}\s*|\bin\s*[([{]|\bRoute\(|\bpath\(|\bscope\(|(?:"|'),\s*)\s*(?:path\s*=\s*|rule\s*=\s*|["']GET["'],\s*)?(["'`])(\/?(?:[\w-]+\/)*(?:_*health[\w-]*|ping|status|alive|heartbeat|hc))\/?\1/g;
const HEALTH_WORD =
  /["'`]\/(?:[\w-]+\/)*_*(?:health\w*|heartbeat|ping|status|alive)["'`/?]|["'`]_*(?:health\w*|health-check|get_health|check_health|heartbeat|ping)["'`]/;
const HEALTH_NAME =
  /HealthServicer|HealthCheckResponse|grpc_health|tonic_health|health_reporter|(?:start|run|serve|register|add|setup|init)_?[Hh]ealth|[Hh]ealth_?(?:[Ss]erver|[Rr]outer|endpoint|[Hh]andler|socket|app|bp|blueprint)\b|HealthMixin|HealthCheck(?:Server|Mixin|Service|Handler)/;

const NAMED = /\/(_*health[-_]?(?:z|checks?)?_*|ping|status|alive|heartbeat|hc)(?=["'`?])/g;

/** What a file of code serves; null where it serves nothing and says nothing of health. */
export function servedFacts(path: string, kind: DocumentKind | null, text: string): ServedFacts | null {
  if (kind !== 'python' && kind !== 'typescript' && kind !== 'javascript' && kind !== 'rust') return null;
  if (!WORTH_READING.test(text)) return null;
  const language = kind === 'javascript' ? 'typescript' : kind;
  const protocols: Protocol[] = [];
  if (HTTP[language].test(text)) protocols.push('http');
  if ((text.includes('grpc') || text.includes('tonic')) && GRPC.test(text)) protocols.push('grpc');
  if ((text.includes('zmq') || text.includes('zeromq')) && ZMQ.test(text)) protocols.push('zmq');
  const answersHealth = HEALTH_WORD.test(text) || (text.includes('ealth') && HEALTH_NAME.test(text));
  const names = [...new Set([...text.matchAll(NAMED)].map(([, name]) => name ?? ''))].filter(
    (name) => name !== 'health',
  );
  if (protocols.length === 0 && !answersHealth && names.length === 0) return null;
  const ports = [
    ...(protocols.includes('zmq') ? portsOf(text, ZMQ_PORT, 'zmq') : []),
    ...(protocols.includes('grpc') ? portsOf(text, GRPC_PORT, 'grpc') : []),
    ...(protocols.includes('http') ? portsOf(text, HTTP_PORT, 'http') : []),
  ];
  return {
    path,
    protocols,
    ports,
    healthRoutes: protocols.includes('http') || ROUTERS.test(text) ? healthRoutesOf(text) : [],
    names,
    answersHealth,
  };
}

/** True where a line before a place is a comment. */
function isComment(text: string, at: number): boolean {
  return /^[ \t]*(?:#|\/\/)/.test(text.slice(text.lastIndexOf('\n', at) + 1, at + 1));
}

function portsOf(text: string, pattern: RegExp, protocol: Protocol): { port: number; protocol: Protocol }[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const port = Number(match.slice(1).find((group) => group !== undefined));
    return port > 0 && port < 65_536 && !isComment(text, match.index) ? [{ port, protocol }] : [];
  });
}

function healthRoutesOf(text: string): ServedHealthRoute[] {
  return [...text.matchAll(HEALTH_ROUTE)].flatMap((match) => {
    const path = match[2] ?? '';
    const start = match.index + match[0].lastIndexOf(path);
    return path === '' || isComment(text, match.index)
      ? []
      : [{ path: path.startsWith('/') ? path : `/${path}`, range: { start, end: start + path.length } }];
  });
}
