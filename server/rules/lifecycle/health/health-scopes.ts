import type { Route } from '../../../languages/route';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { CodeContext } from '../../rule';
import { healthRoutes } from './health-paths';

/** What answers a health route. */
export interface HealthScope {
  readonly node: SyntaxNode;
  /** False where an answer is written, and what a function returns goes elsewhere: request handlers without a framework. */
  readonly returnsAnswer: boolean;
}

/** What answers the health routes of a file: a handler's body, or the branch of a handler for many paths. */
export function healthScopes({ code, configuration }: CodeContext): HealthScope[] {
  const scopes = new Map<SyntaxNode, boolean>();
  for (const route of healthRoutes(code, configuration.healthPath)) {
    if (code.isInlineTest(route.node)) continue;
    const answering = route.function?.node ?? methodOfClass(route) ?? route.handler;
    if (!answering) continue;
    const branch = isWithin(route.node, answering) ? branchOf(route.node, answering) : null;
    if (branch !== null) for (const scope of [branch, ...delegates(branch)]) scopes.set(scope, false);
    else if (!isWithin(route.node, answering) || route.node.start === answering.start || isDecorator(route))
      scopes.set(answering, !/^do_[A-Z]+$/.test(route.function?.name ?? ''));
  }
  return [...scopes].map(([node, returnsAnswer]) => ({ node, returnsAnswer }));

  /** Tornado and class-based views: the class is named, and its `get` answers. */
  function methodOfClass({ handler }: Route): SyntaxNode | null {
    const named =
      handler?.type === 'identifier' ? code.classes.find(({ name }) => name === code.textOf(handler)) : undefined;
    return named?.methods.find(({ name }) => /^(?:get|on_get)$/.test(name))?.node ?? null;
  }

  /** `self._answer_health()`: the branch leaves the answer to a method of the file. */
  function delegates(branch: SyntaxNode): SyntaxNode[] {
    return code.calls.flatMap((call) => {
      if (
        !isWithin(call.node, branch) ||
        !/^(?:self|this)$/.test(call.receiver === null ? '' : code.textOf(call.receiver))
      )
        return [];
      if (!/health|status|ping/i.test(call.name)) return [];
      return code.functions.find(({ name }) => name === call.name)?.node ?? [];
    });
  }
}

function isDecorator({ node }: Route): boolean {
  return node.type === 'decorator' || node.type === 'attribute_item';
}

function isWithin(node: SyntaxNode, outer: SyntaxNode): boolean {
  return node.start >= outer.start && node.end <= outer.end;
}

const BRANCHES = new Set(['if_statement', 'elif_clause', 'case_clause', 'switch_case', 'match_arm', 'if_expression']);

/** What happens where a path was compared and found equal. */
function branchOf(literal: SyntaxNode, handler: SyntaxNode): SyntaxNode | null {
  const branch = literal.ancestorAmong(BRANCHES);
  if (branch === null || !isWithin(branch, handler)) return null;
  return branch.childForField('consequence') ?? branch;
}
