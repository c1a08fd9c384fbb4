import type { Call, CodeModel } from '../../../languages/code-model';

const PROCESS = /^(child_process\.)?(execSync|execFileSync|spawnSync)$/;
const HASHING = /^(crypto\.)?(pbkdf2Sync|scryptSync)$|^(bcrypt|bcryptjs)\.(hashSync|compareSync)$/;
const FILES =
  /^(fs|fs-extra|graceful-fs)\.(readFileSync|writeFileSync|appendFileSync|copyFileSync|cpSync|readdirSync)$|^zlib\.\w+Sync$/;

/** What makes a program a server: somebody waits for its answers. */
const SERVER =
  /\b(createServer|fastify|express|koa|hono|zeromq|grpc|socket\.io|WebSocketServer)\b|\.listen\(|\bserve\(/i;

/** Calls of Node that stop everything else, directly in asynchronous functions. */
export function typescriptBlockingCalls(code: CodeModel): { readonly call: Call; readonly what: string }[] {
  if (!/Sync\(|Atomics\.wait\(/.test(code.text)) return [];
  const isServer = SERVER.test(code.text);
  return code.calls.flatMap((call) => {
    if (!/Sync$|^wait$/.test(call.name) || code.enclosingFunction(call.node)?.async !== true) return [];
    const callee = code.resolvedCallee(call) ?? '';
    const blocks =
      PROCESS.test(callee) || HASHING.test(callee) || callee === 'Atomics.wait' || (isServer && FILES.test(callee));
    return blocks ? [{ call, what: `${code.textOf(call.callee)}()` }] : [];
  });
}
