import type { Template } from '../../environment/template';
import { constantOf } from '../substitute';

/** A text that Kubernetes leaves as it is: it fills in `$(NAME)`. */
export function escapeKubernetes(text: string): string {
  return text.replaceAll('$(', '$$$$(');
}

/** A value in Kubernetes' syntax, which knows variables and no defaults; null for what it cannot say. */
export function kubernetesText(template: Template): string | null {
  const parts = template.map((part) => {
    if (typeof part === 'string') return escapeKubernetes(part);
    return part.operator === '' || part.operator.endsWith('?') ? `$(${part.name})` : null;
  });
  // A dollar sign in front of a reference would escape it.
  const isAmbiguous = template.some(
    (part, index) => typeof part === 'string' && part.endsWith('$') && index < template.length - 1,
  );
  const constant = constantOf(template);
  if (constant !== null) return escapeKubernetes(constant);
  return isAmbiguous || parts.some((part) => part === null) ? null : parts.join('');
}
