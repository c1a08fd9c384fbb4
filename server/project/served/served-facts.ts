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
  /** True when routes may be added that the file does not name. */
  readonly mounts: boolean;
  /** True when it answers, or helps to answer, health requests of any protocol. */
  readonly answersHealth: boolean;
}

const WORTH_READING =
  /\bzmq\b|zeromq|grpc|tonic|[Hh]ttp|HTTP|[Ff]lask|[Ff]ast(?:API|api|ify)|aiohttp|starlette|uvicorn|quart|sanic|tornado|bottle|django|express|koa|hono|axum|actix|rocket|warp|health|Health/;

const SERVES: Readonly<Record<Protocol, RegExp>> = {
  http: /\b(?:FastAPI|Flask|Quart|Sanic|Starlette|Litestar|Bottle|Falcon|FastMCP|Dash)\s*\(|\b(?:ThreadingHTTPServer|HTTPServer|WSGIServer|make_server|run_app|TCPSite|start_http_server|asgi_app|wsgi_app|get_wsgi_application|get_asgi_application)\b|\bweb\.Application\(|\btornado\.web\b|\buvicorn\b|\bwebsockets\.serve\(|\bgr(?:adio)?\.(?:Blocks|Interface)\b|\bstreamlit\b|\bcreateServer\s*\(|\b(?:express|fastify|Fastify|polka|restify)\s*\(|\bnew\s+(?:Koa|Hono|Elysia)\b|\bNestFactory\b|\bBun\.serve\b|\b(?:axum|actix_web|rocket|warp|hyper|poem|tide|salvo)::|tonic_web|\bHTTPRequestHandler\b|\bstart_server\b/,
  grpc: /\bgrpc(?:\.aio)?\.server\s*\(|\badd_(?:in)?secure_port\s*\(|\bnew\s+(?:\w+\.)?Server\s*\([^)]*\)[^]{0,400}\bbindAsync\b|\bbindAsync\s*\(|\btonic::transport::Server\b|\bServer::builder\(\)/,
  zmq: /\.socket\(\s*(?:zmq\.)?(?:asyncio\.)?(?:REP|ROUTER|PULL|PUB|XPUB|XSUB|PAIR)\b|\bnew\s+(?:zmq\.)?(?:Reply|Router|Pull|Publisher)\b|zmq::(?:REP|ROUTER|PULL|PUB)\b/,
};

const ZMQ_PORT = /\.bind\(\s*f?["'`]tcp:\/\/[^:"'`]*:(\d{2,5})["'`]/g;
const GRPC_PORT = /(?:add_(?:in)?secure_port|bindAsync)\(\s*f?["'`][^"'`]*:(\d{2,5})["'`]/g;
const HTTP_PORT =
  /\b(?:uvicorn\.run|run_app|\.run|TCPSite|HTTPServer|start_http_server|serve)\([^()]{0,200}?(?:\bport\s*=\s*|["'`],\s*)(\d{2,5})\b|\.listen\(\s*(\d{2,5})\b|\bstart_http_server\(\s*(\d{2,5})\b/g;
const HEALTH_ROUTE =
  /(?:@[\w.]+\(|\.(?:route|get|all|add_get|add_route|add_url_rule|add_api_route|at|resource)\(|(?:path|url)\w*\s*={2,3}\s*|={2,3}\s*|\bin\s*[([{]|\bRoute\(|\bpath\(|\bscope\(|(?:"|'),\s*)\s*(?:path\s*=\s*|rule\s*=\s*|["']GET["'],\s*)?(["'`])(\/?(?:[\w-]+\/)*(?:_*health[\w-]*|ping|status|alive|heartbeat|hc))\/?\1/g;
const MOUNTS =
  /\b(?:include_router|register_blueprint|\.mount\(|\.register\(|\.use\(|add_subapp|add_routes|include\(|autodiscover|importlib|nest\()/;
const HEALTH =
  /["'`]\/(?:[\w-]+\/)*_*(?:health\w*|heartbeat|ping|status|alive)["'`/?]|["'`]_*(?:health\w*|health-check|get_health|check_health|heartbeat|ping)["'`]|\b(?:HealthServicer|HealthCheckResponse|grpc_health|tonic_health|health_reporter|(?:start|run|serve|register|add|setup|init)_?health\w*|health_?(?:server|router|endpoint|handler|socket|app|bp|blueprint)|HealthServer|HealthMixin|HealthCheck(?:Server|Mixin|Service|Handler)\w*)\b/i;

/** What a file of code serves; null where it serves nothing and says nothing of health. */
export function servedFacts(path: string, kind: DocumentKind | null, text: string): ServedFacts | null {
  if (kind !== 'python' && kind !== 'typescript' && kind !== 'javascript' && kind !== 'rust') return null;
  if (!WORTH_READING.test(text)) return null;
  const plain = kind === 'python' ? withoutComments(text, /^[ \t]*#.*$/gm) : withoutComments(text, /^[ \t]*\/\/.*$/gm);
  const protocols = (Object.keys(SERVES) as Protocol[]).filter((protocol) => SERVES[protocol].test(plain));
  const answersHealth = HEALTH.test(plain);
  if (protocols.length === 0 && !answersHealth) return null;
  const ports = [
    ...portsOf(plain, ZMQ_PORT, 'zmq'),
    ...portsOf(plain, GRPC_PORT, 'grpc'),
    ...(protocols.includes('http') ? portsOf(plain, HTTP_PORT, 'http') : []),
  ];
  return { path, protocols, ports, healthRoutes: healthRoutesOf(plain), mounts: MOUNTS.test(plain), answersHealth };
}

/** Comments made blank, every other character where it was. */
function withoutComments(text: string, comment: RegExp): string {
  return text.replace(comment, (line) => ' '.repeat(line.length));
}

function portsOf(text: string, pattern: RegExp, protocol: Protocol): { port: number; protocol: Protocol }[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const port = Number(match.slice(1).find((group) => group !== undefined));
    return port > 0 && port < 65_536 ? [{ port, protocol }] : [];
  });
}

function healthRoutesOf(text: string): ServedHealthRoute[] {
  return [...text.matchAll(HEALTH_ROUTE)].flatMap((match) => {
    const path = match[2] ?? '';
    const start = match.index + match[0].lastIndexOf(path);
    return path === ''
      ? []
      : [{ path: path.startsWith('/') ? path : `/${path}`, range: { start, end: start + path.length } }];
  });
}
