import { findHeaderCredentials } from '../../secrets/authorization';
import { mayNameSecrets } from '../../secrets/named-values';
import type { TextTest } from '../rule';

/** Calls whose arguments are secrets by their place, and the words of connection strings. */
const BY_PLACE =
  /(?:BasicAuth|DigestAuth|ProxyAuth|\bauth\s*=\s*\(|\.login\(|\bjwt\.(?:en|de)code\(|jwt\.(?:sign|verify)\(|jsonwebtoken|\bjose\b|Fernet\(|createHmac|hmac\.new|set_password|api_?key\(|psycopg|pymysql|MySQLdb|asyncpg|pgdb|pg\.(?:DB|connect)\(|simple_bind|mysql\.connector|(?:password|pwd|accountkey|sharedaccesskey)[ \t]*=[ \t]*[^\s"'=]|IDENTIFIED)/i;
/** `name: DB_PASSWORD` in YAML: the value stands on a line of its own. */
const NAMED_BESIDE = /\b(?:name|key)["']?:[ \t]*["']?[\w.-]*(?:pass|pwd|secret|token|key|cred)/i;

/**
 * Whether a text may hold a secret under a name or in a place that says so, by the same search that finds them in texts without a model. Few files
 * pass, so few are parsed for it.
 */
export const MAY_NAME_SECRETS: TextTest = {
  test: (text) =>
    BY_PLACE.test(text) ||
    NAMED_BESIDE.test(text) ||
    mayNameSecrets(text, { bareValues: true, bareWords: true }) ||
    findHeaderCredentials(text).length > 0,
};
