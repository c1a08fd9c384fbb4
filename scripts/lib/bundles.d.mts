import type { BuildOptions } from 'esbuild';

export interface Bundle {
  readonly name: string;
  readonly entry: string;
  readonly platform: 'node' | 'browser';
  readonly executable?: boolean;
  readonly optional?: boolean;
}

export const bundles: readonly Bundle[];
export function wasmFiles(): string[];
export function hasEntry(bundle: Bundle): boolean;
export function esbuildOptions(
  bundle: Bundle,
  options: { readonly production: boolean; readonly outdir: string },
): BuildOptions;
export function writeExecutable(bundle: Bundle, outdir: string): void;
