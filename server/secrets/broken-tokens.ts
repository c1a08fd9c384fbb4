import { findTokens } from './find-tokens';
import { TOKEN_FORMATS } from './formats/all-formats';

/** Words that many things begin with: behind them anything may follow. */
const COMMON =
  /^(?:(?:api|key|live|test|sdk|mob|rel|secret|pubkey|pri|organizations|access|fb|contribsys|v1|1000|tk|ls|oauth)[-_.:/]|sk-.$)/i;

/** Beginnings that belong to one provider alone: they hold a separator, or digits among letters, or are as strange as Google's. */
const BEGINNINGS = new Map<string, string[]>();
for (const { markers, telling, before } of TOKEN_FORMATS) {
  if (!telling || before > 0) continue;
  for (const marker of markers) {
    if (!/^(?:\w+[-_.][\w.-]*|AIza|cmVmdGtuO|(?=.*\d)(?=.*[A-Z])\w{5,})$/.test(marker) || COMMON.test(marker)) continue;
    const known = BEGINNINGS.get(marker.slice(0, 4));
    if (known === undefined) BEGINNINGS.set(marker.slice(0, 4), [marker]);
    else known.push(marker);
  }
}

/** The ends of New Relic's keys. */
const ENDING = /(?:NRAL|-NRMA)$/;

/** Whether a value begins as the tokens of one provider do and is no such token all the same: it was cut off, made up or mistyped. */
export function isBrokenToken(value: string): boolean {
  const beginnings = BEGINNINGS.get(value.slice(0, 4)) ?? [];
  return (
    (beginnings.some((beginning) => value.startsWith(beginning)) || ENDING.test(value)) &&
    findTokens(value).length === 0
  );
}
