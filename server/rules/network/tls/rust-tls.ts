import type { Call, CodeModel } from '../../../languages/code-model';
import { rustCall } from '../../../languages/rust/rust-definitions';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { shellCommands } from './shell-words';
import { commandFaults } from './command-line-tls';
import type { TlsFault } from './tls-fault';

/** Builders of reqwest, native-tls, openssl, curl, isahc and ureq, with the argument that turns verification off. */
const OFF_WHEN_TRUE =
  /^(?:(?:tls_)?danger_accept_invalid_(?:certs|hostnames)|(?:use_)?danger_disable_hostname_verification|danger_accept_invalid_hostnames|accept_invalid_certs|accept_invalid_hostnames|disable_verification|disable_certificate_validation|insecure_skip_verify|trust_server_certificate)$/;
const OFF_WHEN_FALSE =
  /^(?:set_verify_hostname|verify_hostname|ssl_verify_peer|ssl_verify_host|verify_certs|cert_verification|set_ssl_verify)$/;

export function rustFaults(code: CodeModel): TlsFault[] {
  return [
    ...code.calls.flatMap((call) => callFault(code, call)),
    ...code.functions.flatMap((definition) => {
      const { body, name, nameNode } = definition;
      const accepts =
        name === 'verify_server_cert' &&
        body !== null &&
        /^\{\s*(?:return\s+)?Ok\(\s*(?:\w+::)*ServerCertVerified::assertion\(\)\s*\)\s*;?\s*\}$/.test(
          code.textOf(body),
        );
      return accepts
        ? [{ range: nameNode ?? definition.node, what: 'a verifier that accepts every certificate', edits: [] }]
        : [];
    }),
  ].filter(({ range }) => !code.isInlineTest(code.root.descendantAt(range.start)));
}

function callFault(code: CodeModel, call: Call): TlsFault[] {
  const [first] = call.arguments.map(({ value }) => value);
  // A link of a chain begins at its dot; a comment may stand before it.
  const field = call.callee.childForField('field');
  const start = call.receiver === null || field === null ? call.node.start : code.text.lastIndexOf('.', field.start);
  const range = { start, end: call.node.end };
  if (first === undefined) {
    return call.name === 'danger_accept_invalid_certs' ? [{ range, what: call.name, edits: [] }] : [];
  }
  const off = OFF_WHEN_TRUE.test(call.name) ? 'true' : OFF_WHEN_FALSE.test(call.name) ? 'false' : null;
  if (off !== null) {
    if (!is(code, first, off)) return [];
    const written = code.textOf(first) === off;
    return [
      {
        range,
        what: `${call.name}(${off})`,
        edits: written ? [{ range: first, newText: off === 'true' ? 'false' : 'true' }] : [],
      },
    ];
  }
  const text = code.textOf(first);
  switch (call.name) {
    case 'set_verify':
    case 'set_verify_callback':
      return /SslVerifyMode::NONE\b|\b(?:SSL_)?VERIFY_NONE\b/.test(text)
        ? [
            {
              range,
              what: `${call.name}(${text})`,
              edits: [{ range: first, newText: text.replace(/NONE\b/, 'PEER') }],
            },
          ]
        : [];
    case 'ssl_options':
      return /DANGER_ACCEPT_/.test(text) ? [{ range, what: text, edits: [] }] : [];
    case 'with_custom_certificate_verifier':
    case 'set_certificate_verifier':
      // A verifier of this file is judged by what it does.
      return /\b\w*(?:No|Skip|Danger|Insecure|AcceptAll|AcceptAny|Dummy|Disable|TrustAll|Unsafe)\w*(?:Verif|Cert|Server)?\w*/.test(
        text,
      ) && !code.functions.some(({ name }) => name === 'verify_server_cert')
        ? [{ range, what: `${call.name}(${text})`, edits: [] }]
        : [];
    case 'arg':
    case 'args':
      return commandFault(code, call);
    default:
      return [];
  }
}

function is(code: CodeModel, value: SyntaxNode, text: string): boolean {
  if (code.textOf(value) === text) return true;
  const values = value.type === 'identifier' ? code.valuesOf(value) : [];
  return values.length === 1 && values[0] !== undefined && code.textOf(values[0]) === text;
}

/** `Command::new("curl").arg("-k")` */
function commandFault(code: CodeModel, call: Call): TlsFault[] {
  let program: string | null = null;
  for (
    let link: Call | null = call;
    link !== null;
    link = link.receiver === null ? null : rustCall(code, link.receiver)
  ) {
    if (
      link.name === 'new' &&
      /Command$/.test(code.textOf(link.callee).replace(/::new$/, '')) &&
      link.arguments[0] !== undefined
    )
      program = code.stringValue(link.arguments[0].value)?.constant ?? null;
  }
  if (program === null || !/^(?:curl|wget|git)$/.test(program)) return [];
  const name = { text: program, start: 0, end: 0 };
  const [first] = call.arguments.map(({ value }) => value);
  const list = first?.type === 'reference_expression' ? first.namedChildren[0] : first;
  const nodes = list?.type === 'array_expression' ? list.namedChildren : first === undefined ? [] : [first];
  const words = nodes.flatMap((node) => {
    const text = code.stringValue(node)?.constant;
    return typeof text === 'string' && shellCommands(text).length <= 1
      ? [{ text, start: node.start, end: node.end }]
      : [];
  });
  return commandFaults([name, ...words]).map((fault) => ({ ...fault, edits: [] }));
}
