import { isKept } from '@agent-preflight/stack/definition/analysis/companions';
import { snakeCase } from '@agent-preflight/stack/definition/host-variable';
import type { CodeModel } from '../../languages/code-model';
import type { AgentReference, ProjectView } from '../../project/project-view';
import { namesOfContainers } from './address-names';
import type { PortUse } from './address-ports';

/**
 * The agents that have the port which code connects to, by the startup files that are in use. Numbers go stale, and services share them by chance: where the names
 * around the number speak of somebody else, none is meant.
 */
export function portOwners(code: CodeModel, project: ProjectView, use: PortUse): readonly AgentReference[] {
  const owners = project.agentsOnPort(use.port).filter(({ definition }) => !isKept(definition.file));
  if (owners.length === 0) return [];
  const words = wordsAround(code, use);
  if (words.length === 0) return owners;
  return owners.filter(({ agent }) => {
    const own = new Set(snakeCase(agent.name.value).split('_'));
    return words.some((word) => own.has(word));
  });
}

/** Words of names that do not say whose address it is. */
const GENERIC =
  /^(?:urls?|uris?|hosts?|ports?|ip|address(?:es)?|addr|endpoints?|base|servers?|services?|targets?|sockets?|sock|connect(?:ion)?|response|result|default|primary|fallback|self|this|agent|clients?|api|https?|tcp|zmq|grpc|channel|remote|local(?:host)?|main|mainpc|pc\d?|health|status|metrics|config|settings|request|requester|answer|data|res|resp|req|sub|push|dealer|str|int|get|env|bind|the|for|and|with|from|via|on|use|using|todo|noqa|type|ignore|fixme|note|check)$/;

function wordsAround(code: CodeModel, { use, literal, host }: PortUse): string[] {
  const holes = literal.children.filter(({ type }) => type === 'interpolation' || type === 'template_substitution');
  const list = literal.parent;
  const call = use?.call ?? (list === null ? null : code.callWith(list));
  const names = [
    use?.name ?? '',
    namesOfContainers(code, literal)[0] ?? '',
    host !== null && /^[A-Za-z_][\w-]*$/.test(host) ? host : '',
    ...holes.map((hole) => code.textOf(hole).replace(/(['"]).*?\1/g, ' ')),
    call?.receiver == null || isModule(code, code.textOf(call.receiver)) ? '' : code.textOf(call.receiver),
    commentBehind(code.text, literal.end),
  ];
  return names
    .flatMap((name) => snakeCase(name).split('_'))
    .filter((word) => word.length > 2 && !/^\d/.test(word) && !GENERIC.test(word));
}

function isModule(code: CodeModel, receiver: string): boolean {
  return (
    /(?:^|\.)_?(?:session|requests|httpx|axios|http|urllib3?|aiohttp|redis|nats)$/.test(receiver) ||
    code.imports.some(({ local }) => local === receiver)
  );
}

/** What a comment at the end of the line says. */
function commentBehind(text: string, from: number): string {
  const end = text.indexOf('\n', from);
  return /(?:#|\/\/)\s*(\w.*)$/.exec(text.slice(from, end === -1 ? text.length : end).slice(0, 200))?.[1] ?? '';
}
