import type { Template } from '../../environment/template';

/** A text that Kubernetes leaves as it is: it fills in `$(NAME)`, and takes two dollar signs for one. */
export function escapeKubernetes(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** A value in Kubernetes' syntax, which knows variables and no defaults; null for what it cannot say. */
export function kubernetesText(template: Template): string | null {
  const parts = template.map((part) => {
    if (typeof part === 'string') return escapeKubernetes(part);
    return part.operator === '' || part.operator.endsWith('?') ? `$(${part.name})` : null;
  });
  return parts.every((part) => part !== null) ? parts.join('') : null;
}
