/** Names that rules ask for, by the module that a file may take all names of: `use std::net::*`. */
const WELL_KNOWN: ReadonlyMap<string, RegExp> = new Map([
  ['std.net', /^(?:TcpListener|TcpStream|UdpSocket|IpAddr|Ipv4Addr|Ipv6Addr|SocketAddr(?:V[46])?)$/],
  ['std.process', /^(?:Command|Child|Stdio|exit)$/],
  ['std.env', /^(?:var|var_os|vars|set_var|args|temp_dir|current_dir)$/],
  ['std.fs', /^(?:File|OpenOptions|read|read_to_string|write)$/],
  ['std.thread', /^(?:sleep|spawn)$/],
  ['std.time', /^(?:Duration|Instant|SystemTime)$/],
  ['tokio.net', /^(?:TcpListener|TcpStream|UdpSocket|UnixListener|UnixStream)$/],
  ['tokio.process', /^(?:Command|Child)$/],
  ['tokio.time', /^(?:sleep|timeout|interval|Duration|Instant)$/],
  ['tokio.signal', /^(?:ctrl_c|unix)$/],
  ['reqwest', /^(?:get|Client|ClientBuilder)$/],
  ['jsonwebtoken', /^(?:decode|decode_header|encode|Validation|DecodingKey|EncodingKey|Algorithm|Header)$/],
  ['tower_http.cors', /^(?:CorsLayer|Any|AllowOrigin|AllowHeaders|AllowMethods)$/],
  ['actix_cors', /^Cors$/],
  ['actix_web', /^(?:App|HttpServer|HttpResponse|HttpRequest|Responder|web|get|post|put|delete|route)$/],
  ['axum', /^(?:Router|Json|Extension|routing|extract|response)$/],
  ['axum.routing', /^(?:get|post|put|patch|delete|any|on|MethodRouter)$/],
  ['rocket', /^(?:Rocket|Build|Config|build|ignite|get|post|routes|launch|custom)$/],
  ['warp', /^(?:Filter|Reply|serve|path|any|get|post)$/],
  ['tonic.transport', /^(?:Server|Channel|Endpoint)$/],
  ['zmq', /^(?:Context|Socket|REP|REQ|PUB|SUB|PUSH|PULL|ROUTER|DEALER|PAIR)$/],
]);

/** Made for everything to be taken from, or the crate's own: no place that a foreign type comes from. */
const OWN_NAMES = /^(?:crate|super|self)(?:\.|$)|(?:^|\.)prelude$/;

const EVERYWHERE =
  /^(?:Self|String|Vec|Option|Some|None|Result|Ok|Err|Box|ToString|Default|From|Into|Iterator|Drop|Fn|FnMut|FnOnce|Send|Sync|Sized|Clone|Copy|Eq|Ord|Hash|Debug)$/;

/**
 * The full path of a name that the file neither declares nor imports by itself, but may have through `use module::*`. Without a well-known module, a type is taken
 * from the only foreign module whose names are all there; null where that is not known.
 */
export function pathThroughGlobs(name: string, modules: readonly string[], text: string): string | null {
  if (modules.length === 0 || EVERYWHERE.test(name)) return null;
  const known = modules.find((module) => WELL_KNOWN.get(module)?.test(name));
  const foreign = modules.filter((module) => !OWN_NAMES.test(module));
  const module = known ?? (/^[A-Z][a-z]/.test(name) && foreign.length === 1 ? foreign[0] : undefined);
  if (module === undefined || declares(text, name)) return null;
  return `${module}.${name}`;
}

function declares(text: string, name: string): boolean {
  return new RegExp(`\\b(?:struct|enum|trait|type|union|fn|mod|const|static|macro_rules!)\\s+${name}\\b`).test(text);
}
