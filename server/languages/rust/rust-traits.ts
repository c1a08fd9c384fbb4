import type { LanguageTraits, NodeCategory } from '../language-traits';
import { NodeCollector } from '../node-lists';
import { rustRoutes } from '../routes/rust-routes';
import {
  PATH_TYPES,
  rustAssignment,
  rustCall,
  rustClass,
  rustFunction,
  rustImports,
  rustPath,
} from './rust-definitions';
import { rustEnvLookups } from './rust-env';
import { pathThroughGlobs } from './rust-globs';
import { rustStringValue } from './rust-strings';
import { isRustTest } from './rust-tests';
import { rustMakerOfType } from './rust-types';

const nodes = new NodeCollector<NodeCategory>(
  new Map<string, NodeCategory>([
    ['call_expression', 'call'],
    ['macro_invocation', 'call'],
    ['string_literal', 'string'],
    ['raw_string_literal', 'string'],
    ['let_declaration', 'assignment'],
    ['const_item', 'assignment'],
    ['static_item', 'assignment'],
    ['assignment_expression', 'assignment'],
    ['field_initializer', 'assignment'],
    ['function_item', 'function'],
    ['impl_item', 'class'],
    ['use_declaration', 'import'],
    ['loop_expression', 'loop'],
    ['while_expression', 'loop'],
    ['for_expression', 'loop'],
  ]),
  new Set(['function_item', 'impl_item']),
);

/** Rust as `TreeModel` sees it; `impl` blocks stand for classes. */
export const rustTraits: LanguageTraits = {
  language: 'rust',
  nodes,
  pathTypes: PATH_TYPES,
  callTypes: new Set(['call_expression', 'macro_invocation']),
  functionTypes: ['function_item', 'closure_expression'],
  classTypes: ['impl_item'],
  transparentTypes: new Set(['await_expression', 'try_expression', 'parenthesized_expression', 'reference_expression']),
  emptyValueTypes: new Set(),
  selfPrefixes: ['self.'],
  path: rustPath,
  call: rustCall,
  assignment: rustAssignment,
  function: rustFunction,
  class: rustClass,
  imports: rustImports,
  pathThroughGlobs,
  isDocumentation: (string) => string.ancestorOfType('attribute_item', 'inner_attribute_item') !== null,
  isInlineTest: isRustTest,
  envLookups: (model) => rustEnvLookups(model),
  routes: rustRoutes,
  otherBinding: () => null,
  makerOfType: rustMakerOfType,
  stringValue: rustStringValue,
  integerLiteral(model, node) {
    if (node.type !== 'integer_literal') return null;
    const value = Number(model.textOf(node).replace(/_|[iu](8|16|32|64|128|size)$/g, ''));
    return Number.isSafeInteger(value) ? value : null;
  },
};
