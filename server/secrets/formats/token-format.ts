/** Shorter markers would have too many places of a text tried. */
export const MARKER_LENGTH = 4;

/** Prefixes of this length or more do not come about by chance. */
const TELLING_LENGTH = 4;

/** A secret that can be told by its form alone. */
export interface TokenFormat {
  /** Stable, for tests, reports and the names of variables. */
  readonly id: string;
  /** What people call it, e.g. `GitHub token`. */
  readonly name: string;
  /** Literals, one of which every token holds: of `MARKER_LENGTH` ASCII characters or more. */
  readonly markers: readonly string[];
  /** Whether the beginning alone says whose token it is, so that even one that was made up is told. */
  readonly telling: boolean;
  /** How many characters of the token may stand before the marker; 0 where the token begins with it. */
  readonly before: number;
  /** Sticky, tried where the token may begin. Linear in its input. The first group, where there is one, ends the match and is the token. */
  readonly pattern: RegExp;
  /** Whether the token proves itself: false means made up or mistyped. Absent for formats that carry no proof. */
  readonly proof?: (token: string) => boolean;
  /** True for forms that mean nothing without their proof: then a wrong one is no finding. */
  readonly onlyProven?: boolean;
  /** True where the token alone opens nothing: then it is told as information. */
  readonly weak?: boolean;
}

/** How a token differs from `markers` followed by `rest`. */
export interface FormatOptions {
  readonly proof?: (token: string) => boolean;
  readonly onlyProven?: boolean;
  readonly weak?: boolean;
  /** True where what follows the marker says enough, although the marker does not. */
  readonly telling?: boolean;
  /** What the characters before the marker are, where the token begins before it. */
  readonly before?: { readonly pattern: string; readonly length: number };
  /** What may follow a marker that is shorter than `MARKER_LENGTH`; letters and digits unless told otherwise. */
  readonly next?: string;
  /** False for addresses, which go on with what is no part of the secret. */
  readonly closed?: boolean;
}

const END = '(?![A-Za-z0-9_-])';

/**
 * A format of the form marker, rest. `rest` is the source of a regular expression; a group that captures, where there is one, ends it and is the secret. It must
 * not hold nested repetition.
 */
export function format(
  id: string,
  name: string,
  markers: string | readonly string[],
  rest: string,
  {
    proof,
    onlyProven = false,
    weak = false,
    telling = false,
    before,
    next = LETTERS_AND_DIGITS,
    closed = true,
  }: FormatOptions = {},
): TokenFormat {
  const all = typeof markers === 'string' ? [markers] : markers;
  const marker = all.map((each) => each.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|');
  return {
    id,
    name,
    markers: all.flatMap((each) => lengthened(each, next)),
    telling: telling || (before === undefined && all.every((each) => each.length >= TELLING_LENGTH)),
    before: before?.length ?? 0,
    pattern: new RegExp(`${before?.pattern ?? ''}(?:${marker})${rest}${closed ? END : ''}`, 'y'),
    ...(proof === undefined ? {} : { proof }),
    onlyProven,
    weak,
  };
}

/** The marker with everything that may follow it, up to the length that markers have to have. */
function lengthened(marker: string, next: string): string[] {
  if (marker.length >= MARKER_LENGTH) return [marker];
  return [...next].flatMap((symbol) => lengthened(marker + symbol, next));
}

export const HEX_DIGITS = '0123456789abcdef';
export const BASE32_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const LETTERS_AND_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const UUID_SOURCE = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';

/** A number in Base64: three digits are four characters of these. */
export const NUMBER_STARTS = [...'MNO'].flatMap((first) =>
  [...'ADQTgjwz'].flatMap((second) =>
    [...'AEIMQUYcgk'].flatMap((third) => [...'012345wxyz'].map((fourth) => first + second + third + fourth)),
  ),
);
