import { openTextHole, replaceText } from '../../fixes/text-hole';
import { envLookup, requiredEnvLookup } from '../../fixes/env-lookup';
import { isBrowserCode } from '../../languages/typescript/browser-code';
import { quoted } from '../../fixes/quotes';
import type { Fix } from '../finding';
import type { CodeContext } from '../rule';
import { isKeyedLookup } from './address-calls';
import type { AddressUse } from './address-role';
import { serviceOfScheme } from './known-services';
import { type ServiceName, serviceName } from './service-name';

/** The fixes that make a connection's host configurable; none where the literal cannot hold an expression. */
export function hostFixes(context: CodeContext, use: AddressUse): Fix[] {
  const { code, document, project } = context;
  if (isBrowserCode(code, document.path)) return [];
  const service = serviceName(code, project, use);
  const wholeUrl =
    service.variable.endsWith('_URL') && serviceOfScheme(use.address.scheme) !== null && isConstant(context, use);
  const range = hostRange(context, use);
  if (range === null) return [];
  const wholeLiteral = wholeUrl || (range.start === bodyStart(context, use) && range.end === bodyEnd(context, use));
  const hole = wholeLiteral ? replaceText(code, use.node) : openTextHole(code, use.node, range);
  if (hole === null) return [];
  const fallback = hole.numbersOnly === true && use.address.kind === 'loopback' ? null : defaultHost(use, service);
  if (fallback === null && isWorkedOutEarly(use)) return [];
  const variable = wholeUrl ? service.variable : service.variable.replace(/_URL$/, '_HOST');
  return [
    {
      title: `Read the ${wholeUrl ? 'address' : 'host'} from ${variable}`,
      safety: fallback === null || !service.certain || !hole.certain || isOneOfSeveral(use) ? 'review' : 'safe',
      edits: () => {
        const { quote } = hole;
        const text = wholeUrl
          ? document.text.slice(bodyStart(context, use), range.start) +
            (fallback ?? use.address.host) +
            document.text.slice(range.end, bodyEnd(context, use))
          : fallback;
        const lookup =
          text === null
            ? requiredEnvLookup(code, document.uri, variable, quote)
            : envLookup(code, project, document.uri, { variable, defaultExpression: quoted(text, quote), quote });
        return [...lookup.edits, ...hole.fill(lookup.expression).map((edit) => ({ uri: document.uri, ...edit }))];
      },
    },
  ];
}

/** A default is worked out even where it is not needed: a lookup that fails there stops what would have run. */
function isWorkedOutEarly(use: AddressUse): boolean {
  const [first] = use.call?.arguments ?? [];
  const isDefault = first !== undefined && first.value.end <= use.node.start;
  if (use.call !== null && isKeyedLookup(use.call) && isDefault) return true;
  return use.node.ancestorOfType('default_parameter', 'typed_default_parameter') !== null;
}

/** A private address goes on working as the default; a loopback one is replaced by the service's name. */
function defaultHost(use: AddressUse, service: ServiceName): string | null {
  return use.address.kind === 'private' ? use.address.host : service.service;
}

/** One variable cannot stand for the several hosts of a list. */
function isOneOfSeveral({ node }: AddressUse): boolean {
  return /^(list|array|set)$/.test(node.parent?.type ?? '') && (node.parent?.namedChildren.length ?? 0) > 1;
}

function isConstant(context: CodeContext, use: AddressUse): boolean {
  const constant = context.code.stringValue(use.node)?.constant;
  return (
    constant !== null &&
    constant !== undefined &&
    constant === context.document.text.slice(bodyStart(context, use), bodyEnd(context, use))
  );
}

/** Where the host stands in the file; null when escapes or repeated text make that uncertain. */
function hostRange(context: CodeContext, use: AddressUse): { start: number; end: number } | null {
  const source = context.code.textOf(use.node);
  const { host, scheme } = use.address;
  const from = scheme === null ? 0 : source.indexOf('://') + 3;
  const at =
    source.lastIndexOf('@') > from ? source.indexOf(host, source.lastIndexOf('@')) : source.indexOf(host, from);
  if (at === -1) return null;
  const start = use.node.start + at;
  return { start, end: start + host.length };
}

function bodyStart(context: CodeContext, use: AddressUse): number {
  return use.node.start + (/^[a-zA-Z]*("""|'''|"|'|`)/.exec(context.code.textOf(use.node))?.[0].length ?? 0);
}

function bodyEnd(context: CodeContext, use: AddressUse): number {
  return use.node.end - (/("""|'''|"|'|`)$/.exec(context.code.textOf(use.node))?.[0].length ?? 0);
}
