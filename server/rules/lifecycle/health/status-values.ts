import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { STATUS_KEYS } from './health-words';
import { RESPONSES } from './status-source';

/** Where an answer says how the service is: the value under `status`. */
export interface StatusValue {
  readonly value: SyntaxNode;
  /** The object that holds it: a dictionary, an object, or the call of a model's constructor. */
  readonly holder: SyntaxNode;
}

/** The status values at the top of the objects inside a handler; values of objects within objects speak of parts of the service. */
export function statusValues(code: CodeModel, scope: SyntaxNode): StatusValue[] {
  const found: StatusValue[] = [];
  scope.walk((node) => {
    if (node !== scope && /^(?:class_definition|class_declaration)$/.test(node.type)) return false;
    if (node.type === 'pair' || node.type === 'keyword_argument') {
      const key = node.childForField(node.type === 'pair' ? 'key' : 'name');
      const value = node.childForField('value');
      const holder = node.parent;
      if (key === null || value === null || holder === null) return true;
      if (!STATUS_KEYS.test(code.textOf(key).replace(/^["']|["']$/g, ''))) return true;
      if (node.type === 'keyword_argument') {
        const call = holder.parent;
        const name = call === null ? '' : code.textOf(call.childForField('function') ?? call);
        const isModel = /(?:^|\.)(?:[A-Z]\w*|dict|jsonify)$/.test(name) && !RESPONSES.test(name.replace(/^.*\./, ''));
        if (call !== null && isModel) found.push({ value, holder: call });
        return true;
      }
      if (!isInside(holder)) found.push({ value, holder });
    } else if (node.type === 'shorthand_property_identifier' && STATUS_KEYS.test(code.textOf(node))) {
      if (node.parent !== null && !isInside(node.parent)) found.push({ value: node, holder: node.parent });
    }
    return true;
  });
  return found;
}

/** True for an object that is the value of another one, or an item of a list. */
function isInside(holder: SyntaxNode): boolean {
  const above = holder.parent;
  if (above === null) return false;
  if (above.type === 'pair') return true;
  return /^(?:list|array|list_comprehension|dictionary_comprehension|set)$/.test(above.type);
}
