/** A file's bytes as text, and what is needed to write it back as it was. */
export interface DecodedText {
  /** Without byte order mark: editors do not count it either. */
  readonly text: string;
  readonly byteOrderMark: boolean;
  /** Files in any other encoding are read as well as possible and never written. */
  readonly encoding: 'utf-8' | 'other';
}

const strict = new TextDecoder('utf-8', { fatal: true });
const MARK = '\uFEFF';

/** Null for binary files. */
export function decodeText(bytes: Uint8Array): DecodedText | null {
  const utf16 = utf16Encoding(bytes);
  if (utf16 !== null) return { text: new TextDecoder(utf16).decode(bytes), byteOrderMark: true, encoding: 'other' };
  if (bytes.subarray(0, 8000).includes(0)) return null;
  const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return { text: strict.decode(bytes), byteOrderMark, encoding: 'utf-8' };
  } catch {
    // Latin-1 gives every byte a character: columns stay right for all single-byte encodings.
    return { text: new TextDecoder('latin1').decode(bytes), byteOrderMark: false, encoding: 'other' };
  }
}

/** The bytes of a text as its file had them. */
export function encodeText(text: string, byteOrderMark: boolean): Uint8Array {
  return new TextEncoder().encode(byteOrderMark ? MARK + text : text);
}

function utf16Encoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}
