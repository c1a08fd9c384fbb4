import { type Call, type CodeModel, argumentOf } from '../languages/code-model';
import type { SyntaxNode } from '../languages/syntax-node';
import { signs } from './randomness';
import { type SecretKind, secretKindOf } from './secret-names';
import { nameOf } from './literal-names';
import { looksLikeSecret } from './secret-values';

/** What a literal is to the code around it, when that says "secret". */
export interface SecretPlace {
  /** The name to tell it by: of a variable, key or keyword, or of the call it is given to. */
  readonly name: string;
  readonly kind: SecretKind;
  /** The part of the text that is the secret, e.g. behind `Bearer `. */
  readonly value: string;
}

/** The secret that a literal is by the name it goes by or the call it is given to; null for everything else. */
export function secretPlaceOf(code: CodeModel, literal: SyntaxNode, value: string): SecretPlace | null {
  const place = namedSecret(code, literal, value);
  return place === null || isSampleData(code, literal) ? null : place;
}

function namedSecret(code: CodeModel, literal: SyntaxNode, value: string): SecretPlace | null {
  const name = nameOf(code, literal);
  if (name === null) return passedSecret(code, literal, value) ?? comparedSecret(code, literal, value);
  if (/^(proxy[-_]?)?authorization$/i.test(name)) return headerSecret(name, value);
  const kind = secretKindOf(name);
  if (kind === null || !looksLikeSecret(value, kind, name)) return null;
  return kind === 'password' && isMereWord(value) && !isCredential(code, literal) ? null : { name, kind, value };
}

/** `"Bearer <token>"`, `"Basic <base64>"` */
function headerSecret(name: string, value: string): SecretPlace | null {
  const token = /^(?:Bearer|Token|Basic|ApiKey)\s+(\S{12,})$/i.exec(value)?.[1];
  return token !== undefined && looksLikeSecret(token, 'key', name) ? { name, kind: 'key', value: token } : null;
}

/** Arguments that are secrets by their place alone. */
const PASSED: readonly {
  readonly callee: RegExp;
  readonly position: number;
  readonly kind: SecretKind;
  readonly name: string;
}[] = [
  {
    callee: /(^|\.)(HTTPBasicAuth|HTTPDigestAuth|BasicAuth|HTTPProxyAuth)$/,
    position: 1,
    kind: 'password',
    name: 'password',
  },
  {
    callee: /^(smtplib\.SMTP(_SSL)?|imaplib\.IMAP4(_SSL)?|ftplib\.FTP(_TLS)?)\.login$/,
    position: 1,
    kind: 'password',
    name: 'password',
  },
  {
    callee: /^(jwt|jsonwebtoken|jose\.jwt)(\.default)?\.(encode|decode|sign|verify)$/,
    position: 1,
    kind: 'key',
    name: 'jwt_secret',
  },
  { callee: /(^|\.)(Fernet|set_password)$/, position: 0, kind: 'key', name: 'secret_key' },
  { callee: /(^|\.)createHmac$/, position: 1, kind: 'key', name: 'hmac_key' },
  { callee: /^hmac\.new$/, position: 0, kind: 'key', name: 'hmac_key' },
  {
    callee:
      /(^|\.)(?:(?:pymysql|MySQLdb|psycopg2?|asyncpg|mysql\.connector|pgdb)\.connect|(?:pymysql|MySQLdb)\.connections\.Connection)$/,
    position: 2,
    kind: 'password',
    name: 'password',
  },
  { callee: /^pg\.(?:DB|connect)$/, position: 5, kind: 'password', name: 'password' },
  { callee: /(^|\.)simple_bind_s?$/, position: 1, kind: 'password', name: 'password' },
  { callee: /(^|\.)(api_?key|set_?api_?key|setApiKey)$/i, position: 0, kind: 'key', name: 'api_key' },
];

/** The last parts of these callees: most calls are told apart by their name alone. */
const PASSED_NAMES =
  /^(HTTP\w*Auth|BasicAuth|login|encode|decode|sign|verify|Fernet|set_password|createHmac|new|connect|Connection|DB|simple_bind_s?|(set_?)?api_?key)$/i;

function passedSecret(code: CodeModel, literal: SyntaxNode, value: string): SecretPlace | null {
  const { parent } = literal;
  if (parent === null) return null;
  if (parent.type === 'tuple' && isAuthTuple(code, parent) && parent.namedChildren[1] === literal)
    return looksLikeSecret(value, 'password', '') ? { name: 'auth', kind: 'password', value } : null;
  const call = code.callWith(parent);
  if (call === null) return null;
  if (!PASSED_NAMES.test(call.name)) return null;
  const callee = code.resolvedCallee(call) ?? '';
  const found = PASSED.find((entry) => entry.callee.test(callee) && isAt(call, entry.position, literal));
  if (found === undefined) return null;
  return looksLikeSecret(value, found.kind, found.name) ? { name: found.name, kind: found.kind, value } : null;
}

/** `requests.get(url, auth=("user", "password"))` */
function isAuthTuple(code: CodeModel, tuple: SyntaxNode): boolean {
  const keyword = tuple.parent;
  const name = keyword?.type === 'keyword_argument' ? keyword.childForField('name') : null;
  return name !== null && /^(http_)?auth$/.test(code.textOf(name)) && tuple.namedChildren.length === 2;
}

function isAt(call: Call, position: number, literal: SyntaxNode): boolean {
  return argumentOf(call, '', position)?.value === literal;
}

/** `if password == "…"`: a password that the program lets in. */
function comparedSecret(code: CodeModel, literal: SyntaxNode, value: string): SecretPlace | null {
  const { parent } = literal;
  if (parent?.type !== 'comparison_operator' && parent?.type !== 'binary_expression') return null;
  if (!/[=!]==?/.test(code.text.slice(parent.start, literal.start) + code.text.slice(literal.end, parent.end)))
    return null;
  const other = parent.namedChildren.find((child) => child !== literal);
  const name = other === undefined ? null : (/\w+$/.exec(code.textOf(other))?.[0] ?? null);
  const kind = name === null ? null : secretKindOf(name);
  if (name === null || kind === null || value.length < 6 || !(/\d/.test(value) || signs(value) >= 4)) return null;
  return looksLikeSecret(value, kind, name) ? { name, kind, value } : null;
}

/** A word of letters under `password` is as often a level, a type or a label as a password. */
function isMereWord(value: string): boolean {
  return /^[A-Z]?[a-z]+$/.test(value);
}

/** A mere word counts where a user or a host stands beside it, or where it is assigned to something. */
function isCredential(code: CodeModel, literal: SyntaxNode): boolean {
  const holder = literal.parent?.parent;
  if (literal.parent?.type !== 'pair' && literal.parent?.type !== 'keyword_argument') return true;
  // A word with a capital is what people read on a screen.
  if (/^\W?[A-Z]/.test(code.textOf(literal))) return false;
  return (holder?.namedChildren ?? []).some((sibling) => {
    const key = sibling.childForField('key') ?? sibling.childForField('name');
    return (
      key !== null &&
      /^['"]?(\w+_)?(user(_?name)?|login|host(name)?|database|db(name)?|account|dsn)['"]?$/i.test(code.textOf(key))
    );
  });
}

const SAMPLE =
  /(^|_)(examples?|samples?|demo|fake|mock|dummy|test|placeholder|json_schema_extra|schema_extra|fixture)(_|$)/i;

/** Data that shows a form: `json_schema_extra={"examples": […]}`, `test_data = {…}`. */
function isSampleData(code: CodeModel, literal: SyntaxNode): boolean {
  for (let node: SyntaxNode | null = literal.parent; node !== null; node = node.parent) {
    const name =
      node.type === 'pair'
        ? node.childForField('key')
        : node.type === 'keyword_argument' || node.type === 'variable_declarator' || node.type === 'function_definition'
          ? node.childForField('name')
          : node.type === 'assignment'
            ? node.childForField('left')
            : null;
    if (
      name !== null &&
      SAMPLE.test(
        code
          .textOf(name)
          .replace(/['"]/g, '')
          .replace(/([a-z])([A-Z])/g, '$1_$2'),
      )
    )
      return true;
  }
  return false;
}
