import type { YamlScalar } from '@agent-preflight/stack/definition/yaml/tree';
import { UNKNOWN, variablesIn, withDefaults } from '../../languages/compose/interpolation';
import { type ImageReference, readImageReference } from '../../languages/dockerfile/image-reference';
import type { Fix } from '../finding';
import type { ComposeContext } from '../rule';
import { type Floating, floatOf, pinnedTag } from './image-tags';
import { composeServices, here } from './compose-services';

/**
 * The half of unpinned-base-image that looks at Compose files: images that are pulled. Those that the project builds are named here, not chosen.
 *
 * @param messageOf what to say of an open version.
 */
export function checkComposeImages(
  context: ComposeContext,
  messageOf: (float: Floating, reference: ImageReference, image: string) => string,
): void {
  const services = composeServices(context);
  const built = new Set(
    services.flatMap((service) => (service.entries('build').length > 0 ? [service.text('image')] : [])),
  );
  for (const service of services) {
    const place = service.scalar('image');
    if (
      place === null ||
      service.entries('build').length > 0 ||
      /^(?:build|never)$/.test(service.text('pull_policy') ?? '')
    )
      continue;
    const image = withDefaults(place.node.text);
    if (image.includes(UNKNOWN) || built.has(image)) continue;
    const reference = readImageReference(image);
    const float = reference === null ? null : floatOf(reference);
    if (reference === null || float === null) continue;
    const isVariable = variablesIn(place.node.text).length > 0;
    for (const { node } of here(context, [place])) {
      context.report({
        range: node.range,
        severity: float === 'major' || isVariable ? 'information' : undefined,
        message: messageOf(float, reference, image),
        fixes: isVariable ? [] : pin(context, reference, node),
      });
    }
  }
}

function pin({ document }: ComposeContext, reference: ImageReference, { range, text }: YamlScalar): Fix[] {
  const tag = pinnedTag(reference);
  if (tag === null || document.slice(range) !== text) return [];
  const name = reference.tag === null ? text : text.slice(0, text.length - reference.tag.length - 1);
  return [
    {
      title: `Use ${name}:${tag}`,
      safety: 'review',
      edits: () => [{ uri: document.uri, range, newText: `${name}:${tag}` }],
    },
  ];
}
