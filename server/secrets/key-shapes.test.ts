import assert from 'node:assert/strict';
import { isKeyShaped } from './key-shapes';

const HEX = ['3f0c9a71', 'b5d2e864', '07af19c3', '5be8d240'].join('');
const BASE62 = ['k7QzvX2L', 'pWx9RtYB', '4mNcD8fG', 'hJ5sT3uV'].join('');
const BASE36 = ['k7qzvx2l', 'pwx9rtyb', '4mncd8fg', 'hj5st3uv'].join('');

describe('the shape of keys', () => {
  for (const [what, value] of Object.entries({
    'hexadecimal digits': HEX,
    'letters of both cases': BASE62,
    'letters of one case': BASE36,
    'a prefix in the other case': `sk-${BASE36.toUpperCase()}`,
    'a prefix before hexadecimal digits': `wx_${HEX}`,
    'Base64 with its padding': `${BASE62}+/9==`,
    'percent encoding': `${BASE62}%2Bx%3D`,
    'numbers before a colon': `4729103:${BASE62}`,
  }))
    it(`${what} have it`, () => assert.ok(isKeyShaped(value, 'api_key')));

  for (const [what, value] of Object.entries({
    'a sign of no alphabet': `${BASE62.slice(0, 12)}%c^${BASE62.slice(12)}`,
    'a bracket': `${BASE62.slice(0, 12)}(${BASE62.slice(12)}`,
    'one capital among small letters': BASE36.replace('w', 'W'),
    'one letter among hexadecimal digits': HEX.replace('9', 'g'),
    'one letter among hexadecimal digits behind a prefix': `wx_${HEX.replace('9', 'g')}`,
    'a UUID with a letter that none has': ['1f3c5d7e', '9a2b', '4c6d', '8e0f', '1a3b5c7d9e0g'].join('-'),
    'letters and digits in turns': ['a1b2c3d4', 'e5f6g7h8', 'i9j0k1l2'].join(''),
    'letters and digits in turns, shortly': '1a2b3c4d',
  }))
    it(`${what}: made by hand`, () => assert.ok(!isKeyShaped(value, 'api_key')));

  it('what people choose may hold any sign', () => {
    const chosen = ['k9#v2!Lp', 'x&Rt4mQz'].join('');
    assert.ok(isKeyShaped(chosen, 'JWT_SECRET'));
    assert.ok(isKeyShaped(chosen, 'SECRET_KEY'));
    assert.ok(!isKeyShaped(chosen, 'WEATHER_TOKEN'));
    assert.ok(!isKeyShaped(chosen, 'WEATHER_CLIENT_SECRET'));
  });
});
