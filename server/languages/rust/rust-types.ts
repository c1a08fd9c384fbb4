import type { CodeModel } from '../code-model';
import { importedPath } from '../declared-types';
import type { SyntaxNode } from '../syntax-node';

/** What holds a value and lends its methods, or is opened by one that the path leaves out. */
const HOLDER = /^(?:[\w:]+::)?(?:Arc|Rc|Box|Option|Mutex|RwLock|RefCell|State|Data|Cow|Pin)<(.*)>$/s;

/** `reqwest.Client` for `&reqwest::Client`, `Arc<Client>`, `Option<Client>`. */
export function rustMakerOfType(model: CodeModel, annotation: SyntaxNode): string | null {
  let text = model.textOf(annotation).trim();
  for (let depth = 0; depth < 4; depth++) {
    text = text.replace(/^&?\s*(?:'\w+\s+)?(?:mut\s+)?(?:dyn\s+)?(?:impl\s+)?/, '').trim();
    const held = HOLDER.exec(text)?.[1];
    if (held === undefined) break;
    text = held.trim();
  }
  const name = /^([A-Za-z_]\w*(?:::\w+)*)(?:<.*>)?$/s.exec(text)?.[1];
  return name === undefined || !/(?:^|::)[A-Z]\w*$/.test(name) || /^(?:String|Vec|Self)$/.test(name)
    ? null
    : importedPath(model, name, '::');
}
