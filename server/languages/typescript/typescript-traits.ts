import type { LanguageTraits, NodeCategory } from '../language-traits';
import { NodeCollector } from '../node-lists';
import { typescriptRoutes } from '../routes/typescript-routes';
import {
  PATH_TYPES,
  typescriptAssignment,
  typescriptCall,
  typescriptClass,
  typescriptFunction,
  typescriptImports,
  typescriptPath,
} from './typescript-definitions';
import { typescriptEnvLookups } from './typescript-env';
import { typescriptStringValue } from './typescript-strings';
import { typescriptMakerOfType } from './typescript-types';

const FUNCTION_TYPES = [
  'function_declaration',
  'function_expression',
  'generator_function_declaration',
  'generator_function',
  'arrow_function',
  'method_definition',
];

const nodes = new NodeCollector<NodeCategory>(
  new Map<string, NodeCategory>([
    ['call_expression', 'call'],
    ['new_expression', 'call'],
    ['string', 'string'],
    ['template_string', 'string'],
    ['variable_declarator', 'assignment'],
    ['assignment_expression', 'assignment'],
    ['public_field_definition', 'assignment'],
    ['field_definition', 'assignment'],
    ...FUNCTION_TYPES.map((type): [string, NodeCategory] => [type, 'function']),
    ['class_declaration', 'class'],
    ['abstract_class_declaration', 'class'],
    ['class', 'class'],
    ['import_statement', 'import'],
    ['catch_clause', 'handler'],
    ['while_statement', 'loop'],
    ['do_statement', 'loop'],
    ['for_statement', 'loop'],
    ['member_expression', 'lookup'],
    ['subscript_expression', 'lookup'],
  ]),
  new Set(['function_declaration', 'method_definition', 'class_declaration']),
);

/** TypeScript and JavaScript as `TreeModel` sees them; the grammars share their node types. */
function traitsFor(language: 'typescript' | 'javascript'): LanguageTraits {
  return {
    language,
    nodes,
    pathTypes: PATH_TYPES,
    callTypes: new Set(['call_expression', 'new_expression']),
    functionTypes: FUNCTION_TYPES,
    classTypes: ['class_declaration', 'abstract_class_declaration', 'class'],
    transparentTypes: new Set([
      'await_expression',
      'parenthesized_expression',
      'as_expression',
      'non_null_expression',
      'satisfies_expression',
    ]),
    emptyValueTypes: new Set(['null', 'undefined']),
    selfPrefixes: ['this.'],
    path: typescriptPath,
    call: typescriptCall,
    assignment: typescriptAssignment,
    function: typescriptFunction,
    class: typescriptClass,
    imports: typescriptImports,
    pathThroughGlobs: () => null,
    isDocumentation(string) {
      const parent = string.parent?.type;
      // 'use strict', module names and keys of types are no data.
      return (
        parent === 'expression_statement' ||
        parent === 'import_statement' ||
        parent === 'export_statement' ||
        parent === 'literal_type'
      );
    },
    isInlineTest: () => false,
    envLookups: (model, lists) => typescriptEnvLookups(model, lists.get('lookup')),
    routes: typescriptRoutes,
    otherBinding: () => null,
    makerOfType: typescriptMakerOfType,
    stringValue: typescriptStringValue,
    integerLiteral(model, node) {
      if (node.type !== 'number') return null;
      const value = Number(model.textOf(node).replaceAll('_', ''));
      return Number.isSafeInteger(value) ? value : null;
    },
  };
}

export const typescriptTraits = traitsFor('typescript');
export const javascriptTraits = traitsFor('javascript');
