import { isEnvTemplateName } from '../../project/variables/declared-variables';
import type { ProjectView } from '../../project/project-view';
import { secretKindOf } from '../../secrets/secret-names';
import type { Fix } from '../finding';

/** The file at the root that tells which variables there are, under the name that the project gave it. */
export function templateOf(project: ProjectView): string {
  return (
    (project.exists('.env.example') ? '.env.example' : undefined) ??
    project.files.find((path) => !path.includes('/') && /^\.?env|\.env$/.test(path) && isEnvTemplateName(path)) ??
    '.env.example'
  );
}

/** Adds a variable to the file that documents them, with its default if it has one that may be shown. */
export function documentVariable(project: ProjectView, name: string, defaultValue: string | null): Fix {
  const template = templateOf(project);
  return {
    title: `Add ${name} to ${template}`,
    safety: 'safe',
    edits: () => [{ uri: project.uriOf(template), appendLine: `${name}=${written(name, defaultValue)}` }],
  };
}

function written(name: string, value: string | null): string {
  const kind = secretKindOf(name);
  if (value === null || /[\r\n"\\$`]/.test(value) || kind === 'password' || kind === 'key') return '';
  return /^[\w./:@,+-]*$/.test(value) ? value : `"${value}"`;
}
