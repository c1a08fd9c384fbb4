import { Option } from 'commander';

export type OutputFormat = 'text' | 'json';

/** `--format text|json`, the same for every command of the launcher. */
export function formatOption(): Option {
  return new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text');
}

/** One JSON document on one line. */
export function json(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
