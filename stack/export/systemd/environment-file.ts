import { WHERE_TO_LISTEN } from '../container/addresses';
import type { Setting } from '../split-environment';

/** Addresses that the linter would have as names. */
const ADDRESS = /^(?:\w+:\/\/)?(?:localhost|127\.0\.0\.1|192\.168\.\d+\.\d+|10\.\d+\.\d+\.\d+)(?![\w.])/;

/** A file for `EnvironmentFile=`. */
export function environmentFile(settings: readonly Setting[], title: string): string {
  const isLocal = settings.some(([name, value]) => !WHERE_TO_LISTEN.test(name) && ADDRESS.test(value));
  const remark = isLocal ? '# preflight: ignore-file[hardcoded-host] all agents run on this machine\n' : '';
  const lines = settings.map(([name, value]) => environmentLine(name, value));
  return `# ${title.replace(/\s+/g, ' ')}\n${remark}${lines.join('')}`;
}

/** A line of an environment file, as systemd and shells read it. */
export function environmentLine(name: string, value: string): string {
  if (/^[\w@%+=:,./-]*$/.test(value)) return `${name}=${value}\n`;
  return `${name}="${value.replace(/[\\"$`]/g, '\\$&')}"\n`;
}
