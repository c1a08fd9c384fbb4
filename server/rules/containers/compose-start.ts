import type { YamlNode, YamlScalar } from '@agent-preflight/stack/definition/yaml/tree';
import { isTrue } from '../../languages/compose/compose-service';
import type { Fix } from '../finding';
import type { ComposeContext } from '../rule';
import { composeServices, here } from './compose-services';
import { execForm } from './exec-form';

/**
 * The half of container-shell-form that looks at Compose files. Compose splits a `command:` into words and starts no shell by itself; one that is asked for
 * (`sh -c "…"`) is process 1 as well, unless its last command takes its place.
 */
export function checkComposeStarts(context: ComposeContext): void {
  for (const service of composeServices(context)) {
    // With an init in front, signals are passed on.
    if (isTrue(service.text('init'))) continue;
    for (const key of ['entrypoint', 'command']) {
      const place = service.value(key);
      const script = place === null ? null : shellText(place.node);
      if (place === null || script === null || handsOver(script.text)) continue;
      for (const { node } of here(context, [place])) {
        context.report({
          range: script.node?.range ?? node.range,
          message: `The shell that starts '${service.name}' stays process 1, and the program never sees SIGTERM: start it with exec`,
          fixes: script.node === null ? [] : addExec(context, script.node),
        });
      }
    }
  }
}

/** The text that a shell is given; `node` is the item that is the text and nothing else. */
function shellText(node: YamlNode): { readonly text: string; readonly node: YamlScalar | null } | null {
  if (node.kind === 'list') {
    const words = node.items.map((item) => (item.kind === 'scalar' ? item.text : ''));
    const last = node.items[2];
    if (!SHELL.test(words[0] ?? '') || !/^-[a-z]*c$/.test(words[1] ?? '') || last?.kind !== 'scalar') return null;
    return { text: last.text, node: last };
  }
  const match = node.kind === 'scalar' ? /^\s*(\S+)\s+-[a-z]*c\s+(["'])([^]*)\2\s*$/.exec(node.text) : null;
  return match !== null && SHELL.test(match[1] ?? '') ? { text: match[3] ?? '', node: null } : null;
}

const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z)?sh$/;

/** True when the text ends in `exec …`, or in nothing that stays. */
function handsOver(text: string): boolean {
  const plain = text.trim();
  if (/(?:^|[;&|\n]\s*|\b(?:then|do|else)\s+)exec\s[^;&|\n]*$/.test(plain)) return true;
  // Loops and background jobs are scripts of their own: what they do with signals, they say themselves.
  return /\b(?:while|until|for|trap|wait)\b|&\s*$|[^&]&[^&]/.test(plain);
}

function addExec({ document }: ComposeContext, { range, text }: YamlScalar): Fix[] {
  if (document.slice(range) !== text) return [];
  const list = execForm(text, []);
  if (list === null) return [];
  const handed = list.length === 1 && (list[0] ?? '').includes('exec ') ? (list[0] ?? '') : `exec ${text}`;
  if (handed === text || handed.replace(/exec (?:env )?/, '') !== text) return [];
  return [
    {
      title: 'Start the program with exec',
      safety: 'safe',
      edits: () => [{ uri: document.uri, range, newText: handed }],
    },
  ];
}
