import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  decodeCommand,
  decodeFrame,
  decodeGreeting,
  decodeProperties,
  encodeFrame,
  encodeGreeting,
  encodeReady,
  ProtocolError,
} from './zmtp';
import { RECORDED } from './zmtp-recorded';

describe('ZMTP framing', () => {
  it('reads what libzmq sends', () => {
    assert.deepEqual(decodeGreeting(RECORDED.greeting), { major: 3, mechanism: 'NULL' });
    const ready = decodeFrame(RECORDED.readyDealer, 1000)!;
    assert.equal(ready.frame.command, true);
    const { name, data } = decodeCommand(ready.frame.body);
    assert.equal(name, 'READY');
    assert.deepEqual(
      [...decodeProperties(data)],
      [
        ['socket-type', 'DEALER'],
        ['identity', ''],
      ],
    );
    const delimiter = decodeFrame(RECORDED.reply, 1000)!;
    assert.deepEqual([delimiter.frame.more, delimiter.frame.body.length], [true, 0]);
    assert.equal(decodeFrame(delimiter.rest, 1000)?.frame.body.toString(), '{"status": "ok", "ready": true}');
  });

  it('waits for the rest of anything that is cut', () => {
    for (let length = 0; length < RECORDED.greeting.length; length++) {
      assert.equal(decodeGreeting(RECORDED.greeting.subarray(0, length)), null);
    }
    for (let length = 0; length < RECORDED.readyRep.length; length++) {
      assert.equal(decodeFrame(RECORDED.readyRep.subarray(0, length), 1000), null);
    }
  });

  it('recognises other mechanisms and older peers', () => {
    const curve = Buffer.from(RECORDED.greeting);
    curve.write('CURVE', 12, 'ascii');
    assert.equal(decodeGreeting(curve)?.mechanism, 'CURVE');
    const old = RECORDED.greeting.subarray(0, 12);
    assert.deepEqual(decodeGreeting(Buffer.concat([old.subarray(0, 10), Buffer.from([1, 3])])), {
      major: 1,
      mechanism: '',
    });
  });

  it('refuses other protocols and frames beyond the limit before they arrive', () => {
    assert.throws(() => decodeGreeting(Buffer.from('HTTP/1.1 400')), ProtocolError);
    const huge = Buffer.from('02ffffffffffffffff', 'hex');
    assert.throws(() => decodeFrame(huge, 1024), /larger than 1024/);
    assert.throws(() => decodeFrame(Buffer.from([0xf0, 0]), 1024), ProtocolError);
  });

  it('reads back every frame it writes, and never throws anything but its own error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), fc.boolean(), (bytes, more) => {
        const decoded = decodeFrame(encodeFrame(Buffer.from(bytes), { more }), 1000);
        return decoded?.frame.more === more && decoded.rest.length === 0 && decoded.frame.body.equals(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          decodeGreeting(Buffer.from(bytes));
          const taken = decodeFrame(Buffer.from(bytes), 1000);
          if (taken) decodeProperties(decodeCommand(taken.frame.body).data);
        } catch (error) {
          assert.ok(error instanceof ProtocolError);
        }
      }),
    );
  });

  it('greets and announces itself as libzmq does', () => {
    assert.equal(encodeGreeting().length, 64);
    assert.deepEqual(decodeGreeting(encodeGreeting()), { major: 3, mechanism: 'NULL' });
    const { frame } = decodeFrame(encodeReady('REQ'), 1000)!;
    assert.equal(decodeProperties(decodeCommand(frame.body).data).get('socket-type'), 'REQ');
  });
});
