/** One `Key=value` of a unit; the value is written as it is. */
export type UnitLine = readonly [key: string, value: string];

export interface UnitSection {
  readonly name: 'Unit' | 'Service' | 'Install' | 'Journal';
  readonly lines: readonly UnitLine[];
}

export function unitText(sections: readonly UnitSection[], comment: readonly string[] = []): string {
  const head = comment.map((line) => `# ${line}\n`).join('');
  const blocks = sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ name, lines }) => `[${name}]\n${lines.map(([key, value]) => `${key}=${value}\n`).join('')}`);
  return `${head}${blocks.join('\n')}`;
}

/** A text of one line in which `%` means itself: a description, a path that stands alone. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- what would end the line
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').replaceAll('%', '%%');
}

/** One word of a list (`Environment=`, `ReadWritePaths=`), quoted where it has to be. */
export function word(text: string): string {
  if (/^[\w@+=:,./-]+$/.test(text)) return text;
  // eslint-disable-next-line no-control-regex -- these are what has to be escaped
  const escaped = text.replace(/[\\"\u0000-\u001f\u007f]/g, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return character === '\\' || character === '"'
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `"${escaped.replaceAll('%', '%%')}"`;
}

/** A command line: words as `word`, in which `$` means itself. */
export function commandLine([program = '', ...args]: readonly string[]): string {
  return [word(program), ...args.map((arg) => (arg === ';' ? '";"' : word(arg.replaceAll('$', '$$$$'))))].join(' ');
}

/** Paths below somebody's home, which hold on one machine only; and rightly so in units that are made for it. */
export function namesHome(sections: readonly UnitSection[]): boolean {
  const lines = sections.flatMap((section) => section.lines);
  const values = lines.filter(([key]) => /^(?:Exec|Working|EnvironmentFile|Bind|ReadWrite)/.test(key));
  return values.some(([, value]) => /(?:^|[\s"'=:-])\/(?:home|root|Users|mnt|media)\//.test(value));
}
