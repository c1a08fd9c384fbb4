import type { CodeModel } from '../code-model';

const UI_LIBRARY =
  /^(react|react-dom|preact|vue|svelte|solid-js|@angular\/core|next\/(link|image|navigation|router))(\/|\.|$)/;

/**
 * True for code that runs in a browser: there is no `process.env` there, loopback is the machine of whoever looks, and nobody's health check waits for it.
 */
export function isBrowserCode(code: CodeModel, path: string): boolean {
  if (code.language !== 'typescript' && code.language !== 'javascript') return false;
  if (/\.[jt]sx$/.test(path)) return true;
  return (
    code.imports.some((binding) => UI_LIBRARY.test(binding.module)) ||
    /\bimport\.meta\.env\b|^\s*['"]use client['"]/m.test(code.text)
  );
}

/** Settings of build tools and test runners: addresses there belong to the developer's own machine. */
export function isToolSettings(path: string): boolean {
  return /(^|\/)(vite|vitest|webpack|next|nuxt|jest|playwright|cypress|rollup|karma|wdio|tailwind|babel|astro|svelte)[\w.-]*\.config\.[cm]?[jt]s$/.test(
    path,
  );
}
