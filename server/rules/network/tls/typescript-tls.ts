import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { turnsOff } from './command-line-tls';
import { commandStringFaults } from './command-strings';
import type { TlsFault } from './tls-fault';
import { opposed } from './turned-on';

const OFF_WHEN_FALSE =
  /^(?:rejectUnauthorized|strictSSL|strictSsl|sslValidate|verifySsl|verifySSL|sslVerify|validateCertificate|verifyCertificate|tlsVerify|verifyHostname|checkCertificate)$/;
const OFF_WHEN_TRUE =
  /^(?:tlsAllowInvalidCertificates|tlsAllowInvalidHostnames|tlsInsecure|ignoreHTTPSErrors|acceptInsecureCerts|insecureSkipVerify|trustServerCertificate|dangerouslyIgnoreUnauthorized)$/;

/** Properties, assignments and variables that turn verification off in Node, in any library: they all hand their options to `tls`. */
export function typescriptFaults(code: CodeModel): TlsFault[] {
  const found: TlsFault[] = [];
  code.root.walk((node) => {
    if (node.type === 'pair')
      found.push(...settingFault(code, node, node.childForField('key'), node.childForField('value')));
    else if (node.type === 'shorthand_property_identifier') found.push(...settingFault(code, node, node, node));
    else if (node.type === 'assignment_expression') {
      const left = node.childForField('left');
      const name = left?.childForField('property') ?? left?.childForField('index') ?? null;
      found.push(...settingFault(code, node, name, node.childForField('right')));
    } else if (
      node.type === 'method_definition' &&
      code.textOf(node.childForField('name') ?? node) === 'checkServerIdentity'
    ) {
      const body = node.childForField('body');
      if (body !== null && saysYes(code, body)) found.push({ range: node, what: 'checkServerIdentity()', edits: [] });
    }
  });
  return [...found, ...commandStringFaults(code)];
}

function settingFault(code: CodeModel, node: SyntaxNode, key: SyntaxNode | null, value: SyntaxNode | null): TlsFault[] {
  if (key === null || value === null || key.length > 45) return [];
  const name = code.textOf(key).replace(/^\[?['"`]|['"`]\]?$/g, '');
  const range = { start: node.start, end: node.end };
  if (name === 'checkServerIdentity') {
    const body = value.childForField('body');
    return body !== null && saysYes(code, body) ? [{ range, what: 'checkServerIdentity', edits: [] }] : [];
  }
  if (/^SSL_VERIFY(?:PEER|HOST)$/.test(name)) {
    const off = /^(?:0|false)$/.exec(code.textOf(value))?.[0];
    return off === undefined
      ? []
      : [
          {
            range,
            what: `${name}: ${off}`,
            edits: [{ range: value, newText: off === '0' ? (name.endsWith('HOST') ? '2' : '1') : 'true' }],
          },
        ];
  }
  if (/^[A-Za-z_]+$/.test(name) && name === name.toUpperCase()) {
    const text = code.stringValue(value)?.constant ?? code.textOf(value);
    return turnsOff(name, text) ? [{ range, what: `${name}=${text}`, edits: opposed(code.text, value.end, text) }] : [];
  }
  const off = OFF_WHEN_FALSE.test(name) ? 'false' : OFF_WHEN_TRUE.test(name) ? 'true' : null;
  if (off === null || !is(code, value, off) || isIdleServer(code, node, name)) return [];
  const text = code.textOf(value);
  // `!1` and `!true` say the same.
  const written = text === off || (off === 'false' && /^!/.test(text));
  return [
    {
      range,
      what: `${name}: ${off}`,
      edits: written ? [{ range: value, newText: off === 'false' ? 'true' : 'false' }] : [],
    },
  ];
}

/** Written here, or the only value of a constant. */
function is(code: CodeModel, value: SyntaxNode, text: string, steps = 0): boolean {
  if (code.textOf(value) === text) return true;
  if (text === 'false' && /^(?:!1|!true|!!0|!!false)$/.test(code.textOf(value))) return true;
  if (!/identifier|member_expression/.test(value.type) || steps > 3) return false;
  const values = code.valuesOf(value);
  return values.length === 1 && values[0] !== undefined && values[0] !== value && is(code, values[0], text, steps + 1);
}

/** A server that asks for no client certificate has none to reject. */
function isIdleServer(code: CodeModel, node: SyntaxNode, name: string): boolean {
  if (name !== 'rejectUnauthorized') return false;
  const list = node.ancestorOfType('arguments');
  const call = list === null ? null : code.callWith(list);
  return call !== null && /^create(?:Secure)?Server$/.test(call.name) && !/requestCert/.test(code.textOf(call.node));
}

/** A check of the server's name that finds no fault with any: it returns nothing. */
function saysYes(code: CodeModel, body: SyntaxNode): boolean {
  // What functions inside it give back, it does not.
  if (
    body.type === 'statement_block' &&
    body.namedChildren.every(({ type }) => /^(function_declaration|comment)$/.test(type))
  )
    return true;
  return /^(?:undefined|null|void 0|true|\{\s*\}|\(\{\s*\}\)|\{\s*return(?:\s+(?:undefined|null|void 0|true))?\s*;?\s*\})$/.test(
    code
      .textOf(body)
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .trim(),
  );
}
