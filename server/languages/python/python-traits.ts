import type { LanguageTraits } from '../language-traits';
import { pythonRoutes } from '../routes/python-routes';
import { pythonAssignment, pythonCall, pythonClass, pythonFunction, pythonImports } from './python-definitions';
import { pythonEnvCall, pythonEnvSubscript } from './python-env';
import { pathThroughGlobs } from './python-globs';
import { isDocumentation, pythonNodes } from './python-nodes';
import { pythonSettingsLookups } from './python-settings';
import { pythonStringValue } from './python-strings';
import { pythonMakerOfType } from './python-types';

/** Python as `TreeModel` sees it. */
export const pythonTraits: LanguageTraits = {
  language: 'python',
  nodes: pythonNodes,
  pathTypes: new Set(['identifier', 'attribute']),
  callTypes: new Set(['call']),
  functionTypes: ['function_definition', 'lambda'],
  classTypes: ['class_definition'],
  transparentTypes: new Set(['await', 'parenthesized_expression', 'as_pattern']),
  emptyValueTypes: new Set(['none']),
  selfPrefixes: ['self.', 'cls.'],

  path(model, node) {
    if (node.type !== 'identifier' && node.type !== 'attribute') return null;
    const text = model.textOf(node);
    return /^[\w.]+$/.test(text) ? text : null;
  },
  call: pythonCall,
  assignment: pythonAssignment,
  function: pythonFunction,
  class: pythonClass,
  imports: pythonImports,
  pathThroughGlobs,
  isDocumentation,
  isInlineTest: () => false,
  envLookups: (model, nodes) => [
    ...model.calls.flatMap((call) => pythonEnvCall(model, call) ?? []),
    ...nodes.get('lookup').flatMap((node) => pythonEnvSubscript(model, node) ?? []),
    ...pythonSettingsLookups(model),
  ],
  routes: pythonRoutes,
  otherBinding(model, node) {
    const target = node.childForField('alias');
    const value = node.namedChildren[0];
    return target === null || value === undefined ? null : { path: model.textOf(target), value };
  },
  makerOfType: pythonMakerOfType,
  stringValue: pythonStringValue,
  integerLiteral(model, node) {
    if (node.type !== 'integer') return null;
    const value = Number(model.textOf(node).replaceAll('_', ''));
    return Number.isSafeInteger(value) ? value : null;
  },
};
