/**
 * The part of ZMTP 3.x (https://rfc.zeromq.org/spec/23/) that one question and one answer need: greeting, NULL handshake,
 * frames. Bytes only; the socket belongs to the caller.
 */

export const GREETING_BYTES = 64;

const MORE = 0x01;
const LONG = 0x02;
const COMMAND = 0x04;

export interface Greeting {
  readonly major: number;
  /** `NULL`, `PLAIN`, `CURVE`, `GSSAPI`; '' for peers older than version 3, which have none. */
  readonly mechanism: string;
}

/** Our side's greeting: version 3.0, NULL mechanism. */
export function encodeGreeting(): Buffer {
  const greeting = Buffer.alloc(GREETING_BYTES);
  greeting[0] = 0xff;
  greeting[8] = 1; // libzmq sends a length here that peers of ZMTP 1 read as a frame
  greeting[9] = 0x7f;
  greeting[10] = 3;
  greeting.write('NULL', 12, 'ascii');
  return greeting;
}

/** Null while more bytes are needed; throws when the peer does not speak ZMTP. Older peers are recognised by 11 bytes. */
export function decodeGreeting(bytes: Buffer): Greeting | null {
  if (bytes.length > 0 && bytes[0] !== 0xff) throw new ProtocolError('the peer does not speak ZMTP');
  if (bytes.length < 11) return null;
  if (bytes[9] !== 0x7f) throw new ProtocolError('the peer does not speak ZMTP');
  const major = bytes[10]!;
  if (major < 3) return { major, mechanism: '' };
  if (bytes.length < GREETING_BYTES) return null;
  return { major, mechanism: bytes.subarray(12, 32).toString('ascii').replace(/\0+$/, '') };
}

export interface Frame {
  readonly command: boolean;
  readonly more: boolean;
  readonly body: Buffer;
}

export function encodeFrame(body: Buffer, options: { command?: boolean; more?: boolean } = {}): Buffer {
  const flags = (options.command ? COMMAND : 0) | (options.more ? MORE : 0);
  if (body.length < 256) return Buffer.concat([Buffer.from([flags, body.length]), body]);
  const header = Buffer.alloc(9);
  header[0] = flags | LONG;
  header.writeBigUInt64BE(BigInt(body.length), 1);
  return Buffer.concat([header, body]);
}

/**
 * Takes the first frame off `bytes`: null while it is incomplete. Throws when its declared size exceeds `limit` bytes, so that
 * a hostile length cannot make us wait for, or hold, that much.
 */
export function decodeFrame(bytes: Buffer, limit: number): { frame: Frame; rest: Buffer } | null {
  if (bytes.length < 2) return null;
  const flags = bytes[0]!;
  if (flags & ~(MORE | LONG | COMMAND)) throw new ProtocolError('the peer sends frames that ZMTP 3 does not know');
  const header = flags & LONG ? 9 : 2;
  if (bytes.length < header) return null;
  const size = flags & LONG ? Number(bytes.readBigUInt64BE(1)) : bytes[1]!;
  if (size > limit) throw new ProtocolError(`the answer is larger than ${limit} bytes`);
  if (bytes.length < header + size) return null;
  const body = bytes.subarray(header, header + size);
  return {
    frame: { command: (flags & COMMAND) !== 0, more: (flags & MORE) !== 0, body },
    rest: bytes.subarray(header + size),
  };
}

export interface Command {
  readonly name: string;
  readonly data: Buffer;
}

export function decodeCommand(body: Buffer): Command {
  const length = body[0] ?? 0;
  return { name: body.subarray(1, 1 + length).toString('ascii'), data: body.subarray(1 + length) };
}

export function encodeCommand(name: string, data: Buffer): Buffer {
  return encodeFrame(Buffer.concat([Buffer.from([name.length]), Buffer.from(name, 'ascii'), data]), { command: true });
}

/** The READY command of a NULL handshake, announcing what kind of socket we are. */
export function encodeReady(socketType: string): Buffer {
  return encodeCommand('READY', Buffer.concat([property('Socket-Type', socketType), property('Identity', '')]));
}

function property(name: string, value: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(value));
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name, 'ascii'), length, Buffer.from(value)]);
}

/** The properties of a READY command, names in lower case (they are compared without regard to case). */
export function decodeProperties(data: Buffer): Map<string, string> {
  const properties = new Map<string, string>();
  let at = 0;
  while (at < data.length) {
    const nameEnd = at + 1 + data[at]!;
    if (nameEnd + 4 > data.length) break;
    const valueEnd = nameEnd + 4 + data.readUInt32BE(nameEnd);
    if (valueEnd > data.length) break;
    properties.set(
      data
        .subarray(at + 1, nameEnd)
        .toString('ascii')
        .toLowerCase(),
      data.subarray(nameEnd + 4, valueEnd).toString(),
    );
    at = valueEnd;
  }
  return properties;
}

/** The peer broke, or does not speak, the protocol. The message is a clause for people. */
export class ProtocolError extends Error {}
