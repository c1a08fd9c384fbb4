import { isBase64PrivateKey, isBase64WebToken, isBech32Secret, isJsonWebToken } from '../token-proofs';
import { type TokenFormat, format } from './token-format';

/** Keys and tokens that belong to no provider. */
export const KEYS: readonly TokenFormat[] = [
  format('age-key', 'age secret key', 'AGE-SECRET-KEY-1', '[A-Z0-9]{58}', { proof: isBech32Secret }),
  format('json-web-token', 'JSON web token', 'eyJ', '[\\w-]{10,4000}\\.[\\w-]{10,8000}\\.[\\w-]{16,2000}', {
    proof: isJsonWebToken,
    onlyProven: true,
  }),
  // Cut off before its signature, or signed by nobody: what it claims can be read all the same.
  format(
    'unsigned-web-token',
    'JSON web token without a signature',
    'eyJ',
    '[\\w-]{10,4000}\\.eyJ[\\w-]{10,8000}(?!\\.\\w)',
    {
      proof: isJsonWebToken,
      onlyProven: true,
      weak: true,
    },
  ),
  format('base64-web-token', 'JSON web token in Base64', 'ZXlK', '[A-Za-z0-9+/]{60,8000}={0,2}', {
    proof: isBase64WebToken,
    onlyProven: true,
  }),
  format('base64-private-key', 'private key in Base64', 'LS0tLS1CRUdJTi', '[A-Za-z0-9+/]{80,12000}={0,2}', {
    proof: isBase64PrivateKey,
    onlyProven: true,
    closed: false,
  }),
  // A key in DER begins with its version, 0: `IBA` is where that falls in Base64.
  format(
    'der-private-key',
    'private key in Base64',
    'MII',
    '[A-Za-z][A-Za-z0-9+/]{2}IBA[AD][A-Za-z0-9+/]{100,12000}={0,2}',
    {
      closed: false,
    },
  ),
];
