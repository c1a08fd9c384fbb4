import type { Corpus, CorpusCase } from '../corpus';

const py = (title: string, text: string): CorpusCase => ({ title, path: 'auth.py', text });

export const corpus: Corpus = {
  topic: 'jwt',
  rules: ['unverified-jwt'],
  target: { recall: 0.75, precision: 0.95 },
  cases: [
    py('verify=False', 'import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, verify=False) <<<\n'),
    py('verify=False without a key', 'import jwt\n\ndef f(token):\n    return jwt.decode(token, verify=False) <<<\n'),
    py('verify=False by its place', 'import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, False) <<<\n'),
    py(
      'the signature switched off',
      'import jwt\n\ndef f(token):\n    return jwt.decode(token, options={"verify_signature": False}) <<<\n',
    ),
    py(
      'the signature switched off with a key',
      'import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, options={"verify_signature": False}, algorithms=["HS256"]) <<<\n',
    ),
    py(
      'over several lines',
      'import jwt\n\ndef f(token, key):\n    return jwt.decode( <<<\n        token,\n        key,\n        algorithms=["HS256"],\n        options={\n            "verify_aud": False,\n            "verify_signature": False,\n        },\n    )\n',
    ),
    py(
      'options in a variable',
      'import jwt\n\nOPTIONS = {"verify_signature": False}\n\ndef f(token, key):\n    return jwt.decode(token, key, algorithms=["HS256"], options=OPTIONS) <<<\n',
    ),
    py(
      'options made by dict()',
      'import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, ["HS256"], options=dict(verify_signature=False)) <<<\n',
    ),
    py(
      'the expiry switched off',
      'import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_exp": False}) <<<\n',
    ),
    py(
      'none among the algorithms',
      'import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, algorithms=["HS256", "none"]) <<<\n',
    ),
    py('none alone', 'import jwt\n\ndef f(token):\n    return jwt.decode(token, None, algorithms=["none"]) <<<\n'),
    py(
      'None with a capital letter',
      'import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, algorithms=["None"]) <<<\n',
    ),
    py('no key at all', 'import jwt\n\ndef f(token):\n    return jwt.decode(token) <<<\n'),
    py(
      'the module under another name',
      'import jwt as tokens\n\ndef f(token):\n    return tokens.decode(token, options={"verify_signature": False}) <<<\n',
    ),
    py(
      'the function by its name',
      'from jwt import decode\n\ndef f(token):\n    return decode(token, options={"verify_signature": False}) <<<\n',
    ),
    py(
      'the function under another name',
      'from jwt import decode as jwt_decode\n\ndef f(token):\n    return jwt_decode(token, options={"verify_signature": False}) <<<\n',
    ),
    py(
      'an object of PyJWT',
      'from jwt import PyJWT\n\ndef f(token, key):\n    return PyJWT().decode(token, key, algorithms=["HS256"], options={"verify_signature": False}) <<<\n',
    ),
    py(
      'decode_complete',
      'import jwt\n\ndef f(token):\n    return jwt.decode_complete(token, options={"verify_signature": False}) <<<\n',
    ),
    py(
      'made without a signature',
      'import jwt\n\ndef f(claims):\n    return jwt.encode(claims, None, algorithm="none") <<<\n',
    ),
    py(
      'made with no algorithm',
      'import jwt\n\ndef f(claims):\n    return jwt.encode(claims, "", algorithm=None) <<<\n',
    ),
    py(
      'made without a signature by the place',
      'import jwt\n\ndef f(claims):\n    return jwt.encode(claims, None, "none") <<<\n',
    ),
    py(
      'python-jose, the signature switched off',
      'from jose import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, options={"verify_signature": False}) <<<\n',
    ),
    py(
      'python-jose, claims as they came',
      'from jose import jwt\n\ndef f(token):\n    return jwt.get_unverified_claims(token) <<<\n',
    ),
    py(
      'python-jose, the whole path',
      'import jose.jwt\n\ndef f(token):\n    return jose.jwt.get_unverified_claims(token) <<<\n',
    ),
    py(
      'python-jose, jws',
      'from jose import jws\n\ndef f(token, key):\n    return jws.verify(token, key, algorithms=["HS256"], verify=False) <<<\n',
    ),
    py(
      'Authlib that allows none',
      'from authlib.jose import JsonWebToken\n\njwt = JsonWebToken(["HS256", "none"]) <<<\n',
    ),
    py(
      'jwcrypto without a key',
      'from jwcrypto import jwt\n\ndef f(token):\n    return jwt.JWT(jwt=token).token.objects["payload"] <<<\n',
    ),
    py(
      'python-jwt, taken apart only',
      'import python_jwt\n\ndef f(token):\n    header, claims = python_jwt.process_jwt(token) <<<\n    return claims\n',
    ),
    py(
      'python-jwt that allows none',
      'import python_jwt\n\ndef f(token):\n    return python_jwt.verify_jwt(token, None, ["none"]) <<<\n',
    ),
    py(
      'Google, verify=False',
      'from google.auth import jwt\n\ndef f(token):\n    return jwt.decode(token, verify=False) <<<\n',
    ),
    py(
      'Flask, expired tokens allowed',
      'from flask_jwt_extended import decode_token\n\ndef f(token):\n    return decode_token(token, allow_expired=True) <<<\n',
    ),
    py(
      'Flask, tokens without an end',
      'from flask_jwt_extended import create_access_token\n\ndef f(user):\n    return create_access_token(identity=user, expires_delta=False) <<<\n',
    ),
    py(
      'Flask, tokens without an end by a setting',
      'from flask import Flask\n\napp = Flask(__name__)\napp.config["JWT_ACCESS_TOKEN_EXPIRES"] = False <<<\n',
    ),

    py('verified', 'import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, algorithms=["HS256"])\n'),
    py(
      'verified with keywords',
      'import jwt\n\ndef f(token, key):\n    return jwt.decode(jwt=token, key=key, algorithms=["RS256"], audience="agents")\n',
    ),
    py(
      'the audience not checked',
      'import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_aud": False})\n',
    ),
    py(
      'options that demand more',
      'import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, algorithms=["HS256"], options={"require": ["exp"], "verify_signature": True})\n',
    ),
    py(
      'options that nobody knows',
      'import jwt\n\ndef f(token, key, **options):\n    return jwt.decode(token, key, **options)\n',
    ),
    py(
      'the header for the key',
      'import jwt\n\ndef f(token, keys):\n    header = jwt.get_unverified_header(token)\n    return jwt.decode(token, keys[header["kid"]], algorithms=["RS256"])\n',
    ),
    py(
      'the issuer before the verification',
      'import jwt\n\ndef f(token, keys):\n    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]\n    return jwt.decode(token, keys[issuer], algorithms=["RS256"], issuer=issuer)\n',
    ),
    py(
      'claims before the verification',
      'from jose import jwt\n\ndef f(token, keys):\n    tenant = jwt.get_unverified_claims(token)["tid"]\n    return jwt.decode(token, keys[tenant], algorithms=["RS256"])\n',
    ),
    py('made', 'import jwt\n\ndef f(claims, key):\n    return jwt.encode(claims, key, algorithm="HS256")\n'),
    py('made with the usual algorithm', 'import jwt\n\ndef f(claims, key):\n    return jwt.encode(claims, key)\n'),
    py(
      'python-jose',
      'from jose import jwt\n\ndef f(token, key):\n    return jwt.decode(token, key, algorithms="HS256")\n',
    ),
    py(
      'Authlib',
      'from authlib.jose import jwt\n\ndef f(token, key):\n    claims = jwt.decode(token, key)\n    claims.validate()\n    return claims\n',
    ),
    py('Authlib with named algorithms', 'from authlib.jose import JsonWebToken\n\njwt = JsonWebToken(["RS256"])\n'),
    py(
      'jwcrypto with a key',
      'from jwcrypto import jwt\n\ndef f(token, key):\n    return jwt.JWT(jwt=token, key=key).claims\n',
    ),
    py(
      'jwcrypto, made',
      'from jwcrypto import jwt\n\ndef f(claims, key):\n    token = jwt.JWT(header={"alg": "HS256"}, claims=claims)\n    token.make_signed_token(key)\n    return token.serialize()\n',
    ),
    py('Google', 'from google.auth import jwt\n\ndef f(token, certs):\n    return jwt.decode(token, certs=certs)\n'),
    py(
      'Flask',
      'from flask_jwt_extended import create_access_token, decode_token\n\ndef f(user, token):\n    return create_access_token(identity=user), decode_token(token)\n',
    ),
    py('bytes', 'def f(data):\n    return data.decode("utf-8")\n'),
    py(
      'bytes of a token',
      'import jwt\n\ndef f(claims, key):\n    return jwt.encode(claims, key, algorithm="HS256").decode("utf-8")\n',
    ),
    py(
      'a decoder of something else',
      'import base64\nimport jwt\n\ndef f(text):\n    return base64.b64decode(text).decode()\n',
    ),
    py(
      'verify=False of a request',
      'import jwt\nimport requests\n\ndef f(url, key, token):\n    jwt.decode(token, key, algorithms=["HS256"])\n    return requests.post(url, verify=False, timeout=3)\n',
    ),
    py('in a comment', '# jwt.decode(token, verify=False)\nimport jwt\n'),
    py(
      'the signature switched off by who has the key, beside a check',
      'import jwt\n\ndef f(token, key):\n    claims = jwt.decode(token, key, options={"verify_signature": False}) <<<\n    jwt.decode(token, key, algorithms=["RS256"])\n    return claims\n',
    ),
    py(
      'a look at the issuer before the check',
      'import jwt\n\ndef f(token, keys):\n    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]\n    return jwt.decode(token, keys[issuer], algorithms=["RS256"])\n',
    ),
    py(
      'Authlib with an empty key',
      'from authlib.jose import jwt\n\ndef f(claims):\n    return jwt.encode({"alg": "HS256"}, claims, "") <<<\n',
    ),
    py(
      'Authlib with a key',
      'from authlib.jose import jwt\n\ndef f(claims, key):\n    return jwt.encode({"alg": "HS256"}, claims, key)\n',
    ),
    py(
      'claims that nobody looks at, beside a check',
      'import jwt\n\njwt.decode(token, key, algorithms=["RS256"])\njwt.decode(token, verify=False) <<<\n',
    ),
  ],
};
