import type { PortValue } from './model';

/** `NAME`, `${NAME}`, `${NAME:-0}`, `$NAME`, `{{ name }}`. */
const VARIABLE = String.raw`(?:\$\{\s*(?<braced>\w{1,80})(?::?-(?<default>[^{}]{0,80}))?\s*\}|\$(?<bare>[A-Za-z_]\w{0,79})|\{\{\s*(?<template>[\w.]{1,80})\s*\}\})`;
const NUMBER = String.raw`(?<number>\d{1,6})`;
const ONLY_NUMBER = /^\d{1,6}$/;
const ONLY_VARIABLE = new RegExp(`^${VARIABLE}$`);
const VARIABLE_PLUS = new RegExp(String.raw`^${VARIABLE}\s*(?<sign>[+-])\s*${NUMBER}$`);
const PLUS_VARIABLE = new RegExp(String.raw`^${NUMBER}\s*\+\s*${VARIABLE}$`);
const ARITHMETIC = /^\$\(\(([^()]{1,200})\)\)$/;

/**
 * Reads a port as startup files write it. `base` is the number with every variable at its default; it is null when the text is
 * no port, and when a variable without default leaves it open (`${PORT}`).
 */
export function parsePort(text: string): PortValue {
  const trimmed = text.trim();
  const inner = ARITHMETIC.exec(trimmed)?.[1]?.trim();
  const expression = inner === undefined ? trimmed : inner.replace(/(?<![\w${])([A-Za-z_]\w*)(?![\w}])/g, '$${$1}');
  if (ONLY_NUMBER.test(expression)) return { text, base: Number(expression), offsetVariable: null };
  const sum = VARIABLE_PLUS.exec(expression) ?? PLUS_VARIABLE.exec(expression);
  if (sum?.groups) {
    const { default: fallback = '0', sign = '+' } = sum.groups;
    if (!/^-?\d{1,6}$/.test(fallback.trim())) return { text, base: null, offsetVariable: variableName(sum.groups) };
    const number = Number(sum.groups['number']);
    return {
      text,
      base: Number(fallback) + (sign === '-' ? -number : number),
      offsetVariable: variableName(sum.groups),
    };
  }
  const fallback = ONLY_VARIABLE.exec(expression)?.groups?.['default']?.trim();
  return {
    text,
    base: fallback !== undefined && ONLY_NUMBER.test(fallback) ? Number(fallback) : null,
    offsetVariable: null,
  };
}

function variableName(groups: Record<string, string | undefined>): string | null {
  return groups['braced'] ?? groups['bare'] ?? groups['template'] ?? null;
}

/** Is the text an expression whose value only the environment knows (`${PORT}`)? */
export function isOpenPort(text: string): boolean {
  return /\$\{?[A-Za-z_]|\{\{/.test(text);
}
