import { withDefaults } from '../../languages/compose/interpolation';
import type { Fix } from '../finding';
import type { ComposeContext } from '../rule';
import { defaultUserOf } from './base-images';
import { ComposeEditor } from './compose-editor';
import { type OwnService, composeServices, here, servicesWithout } from './compose-services';
import { isRoot } from './container-user';

/**
 * The half of container-root-user that looks at Compose files: services that say root, and images known to run as root where no user is said. What is built here,
 * its Dockerfile tells.
 */
export function checkComposeUsers(context: ComposeContext): void {
  for (const service of composeServices(context)) {
    const user = service.scalar('user');
    if (user === null || !isRoot(withDefaults(user.node.text))) continue;
    for (const { node } of here(context, [user])) {
      context.report({
        range: node.range,
        message: `'${service.name}' runs as root: name an ordinary user, or leave it to the image`,
        fixes: [
          {
            title: 'Run as user 1000',
            safety: 'review',
            edits: () => [{ uri: context.document.uri, range: node.range, newText: '1000:1000' }],
          },
        ],
      });
    }
  }
  for (const own of servicesWithout(context, (service) => service.scalar('user') !== null)) {
    const image = own.service.text('image');
    if (image === null || own.service.entries('build').length > 0) continue;
    const kind = defaultUserOf(image);
    if (kind !== 'root' && kind !== 'unknown') continue;
    context.report({
      range: own.range,
      severity: kind === 'unknown' ? 'information' : undefined,
      message:
        kind === 'root'
          ? `'${own.service.name}' runs as root, as its image does: name an ordinary user (user: "1000:1000")`
          : `'${own.service.name}' names no user, and its image is not known to: it may run as root; name the user here`,
      fixes: nameUser(context, own),
    });
  }
}

function nameUser(context: ComposeContext, { layer }: OwnService): Fix[] {
  const edits = (): ReturnType<Fix['edits']> =>
    new ComposeEditor(context.document).add(layer.entry, { path: ['user'], value: '"1000:1000"' }).edits();
  return edits().length === 0 ? [] : [{ title: 'Run as user 1000', safety: 'review', edits }];
}
