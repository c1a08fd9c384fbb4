import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isPlaceholder } from './placeholders';

/** Files that are made for credentials, with how each holds them. The first group of a pattern is the secret. */
const FILES: readonly { readonly path: RegExp; readonly secret: RegExp }[] = [
  { path: /(?:^|\/)[._]netrc$/, secret: /\bpassword\s+"?([^\s"]{3,200})/g },
  { path: /(?:^|\/)\.?pgpass(?:\.conf)?$/, secret: /^[^#\s:][^\n:]*:[^\n:]*:[^\n:]*:[^\n:]*:([^\s:]{3,200})$/gm },
  { path: /(?:^|\/)\.?(?:esmtprc|msmtprc|fetchmailrc|mbsyncrc)$/, secret: /^\s*pass(?:word)?\s+"?([^\s"]{3,200})/gim },
  {
    path: /(?:^|\/)(?:filezilla|recentservers|sitemanager)\.xml$/i,
    secret: /<Pass(?: encoding="base64")?>([^<\s]{3,400})<\/Pass>/g,
  },
  {
    path: /(?:^|\/)\.docker\/config\.json$|(?:^|\/)\.?dockercfg$/,
    secret: /"auth"\s*:\s*"([A-Za-z0-9+/]{8,400}={0,2})"/g,
  },
  { path: /(?:^|\/)config\/(?:master|credentials\/\w+)\.key$/, secret: /^([0-9a-f]{32})\s*$/g },
  { path: /(?:^|\/)\.(?:npmrc|yarnrc)$/, secret: /:_(?:password|auth)\s*=\s*"?([^\s"$]{6,400})/g },
  { path: /(?:^|\/)\.git-credentials$/, secret: /^\w+:\/\/[^\s/:]*:(\S{3,200})@[^\s@]+$/gm },
];

/** The secrets of a file that other programs keep credentials in, by its path; none for any other file. */
export function findCredentialsByFile(path: string, text: string): TextRange[] {
  return FILES.filter((file) => file.path.test(path)).flatMap(({ secret }) =>
    [...text.matchAll(secret)].flatMap((match) => {
      const value = match[1] ?? '';
      if (/^(?:changeme|\$\{.*\}|<.*>|x+|\*+)$/i.test(value) || isPlaceholder(`${value}${value}`)) return [];
      const start = match.index + match[0].lastIndexOf(value);
      return [{ start, end: start + value.length }];
    }),
  );
}
