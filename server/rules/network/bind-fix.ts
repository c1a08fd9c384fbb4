import { envLookup } from '../../fixes/env-lookup';
import { quoted } from '../../fixes/quotes';
import { openTextHole, replaceText } from '../../fixes/text-hole';
import { isBrowserCode } from '../../languages/typescript/browser-code';
import type { Fix, FixSafety } from '../finding';
import type { CodeContext } from '../rule';
import type { AddressUse } from './address-role';

/** The fix that reads a server's address from `BIND_ADDRESS`; none where the text cannot hold an expression. */
export function bindFix(context: CodeContext, use: AddressUse, fallback: string, safety: FixSafety): Fix[] {
  const { code, document, project } = context;
  if (isBrowserCode(code, document.path)) return [];
  const source = code.textOf(use.node);
  const isEmpty = use.address.host === '';
  const at = isEmpty ? 0 : source.indexOf(use.address.host, use.address.scheme === null ? 0 : source.indexOf('://'));
  if (at === -1) return [];
  const start = use.node.start + at;
  const range = { start, end: start + use.address.host.length };
  const plain = isEmpty || (use.address.scheme === null && !use.address.hasPort);
  const hole = plain ? replaceText(code, use.node) : openTextHole(code, use.node, range);
  if (hole === null) return [];
  return [
    {
      title: 'Read the address from BIND_ADDRESS',
      safety: hole.certain ? safety : 'review',
      edits: () => {
        const { quote } = hole;
        const lookup = envLookup(code, project, document.uri, {
          variable: 'BIND_ADDRESS',
          defaultExpression: quoted(fallback, quote),
          quote,
        });
        return [...lookup.edits, ...hole.fill(lookup.expression).map((edit) => ({ uri: document.uri, ...edit }))];
      },
    },
  ];
}
