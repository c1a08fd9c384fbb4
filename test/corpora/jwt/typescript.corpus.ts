import type { Corpus, CorpusCase } from '../corpus';

const ts = (title: string, text: string, path = 'auth.ts'): CorpusCase => ({ title, path, text });
const js = (title: string, text: string): CorpusCase => ({ title, path: 'auth.js', text });
const JSONWEBTOKEN = "import jwt from 'jsonwebtoken';\n";

export const corpus: Corpus = {
  topic: 'jwt',
  rules: ['unverified-jwt'],
  target: { recall: 0.75, precision: 0.95 },
  cases: [
    ts('decode instead of verify', `${JSONWEBTOKEN}export const user = (token: string) => jwt.decode(token); <<<\n`),
    js(
      'decode of a required module',
      "const jwt = require('jsonwebtoken');\nmodule.exports = (token) => jwt.decode(token); <<<\n",
    ),
    js(
      'decode taken out of a module',
      "const { decode } = require('jsonwebtoken');\nmodule.exports = (token) => decode(token).role; <<<\n",
    ),
    ts(
      'decode imported by name',
      "import { decode } from 'jsonwebtoken';\nexport const user = (token: string) => decode(token); <<<\n",
    ),
    ts(
      'decode of the whole module',
      "import * as jwt from 'jsonwebtoken';\nexport const user = (token: string) => jwt.decode(token, { json: true }); <<<\n",
    ),
    ts(
      'complete, and its payload is used',
      `${JSONWEBTOKEN}export const user = (token: string) => jwt.decode(token, { complete: true })?.payload; <<<\n`,
    ),
    ts(
      'verify that allows none',
      `${JSONWEBTOKEN}export const user = (token: string, key: string) => jwt.verify(token, key, { algorithms: ['HS256', 'none'] }); <<<\n`,
    ),
    ts(
      'verify with an empty key',
      `${JSONWEBTOKEN}export const user = (token: string) => jwt.verify(token, ''); <<<\n`,
    ),
    ts(
      'verify with null for a key',
      `${JSONWEBTOKEN}export const user = (token: string) => jwt.verify(token, null, { algorithms: ['none'] }); <<<\n`,
    ),
    ts(
      'the expiry ignored',
      `${JSONWEBTOKEN}export const user = (token: string, key: string) => jwt.verify(token, key, { ignoreExpiration: true }); <<<\n`,
    ),
    ts(
      'the expiry ignored in options kept apart',
      `${JSONWEBTOKEN}const options = { ignoreExpiration: true };\nexport const user = (token: string, key: string) => jwt.verify(token, key, options); <<<\n`,
    ),
    ts(
      'made without a signature',
      `${JSONWEBTOKEN}export const make = (claims: object) => jwt.sign(claims, '', { algorithm: 'none' }); <<<\n`,
    ),
    ts(
      'decodeJwt of jose',
      "import { decodeJwt } from 'jose';\nexport const user = (token: string) => decodeJwt(token).sub; <<<\n",
    ),
    ts(
      'decodeJwt of the whole module',
      "import * as jose from 'jose';\nexport const user = (token: string) => jose.decodeJwt(token); <<<\n",
    ),
    ts(
      'unsecured tokens of jose, read',
      "import { UnsecuredJWT } from 'jose';\nexport const user = (token: string) => UnsecuredJWT.decode(token).payload; <<<\n",
    ),
    ts(
      'unsecured tokens of jose, made',
      "import { UnsecuredJWT } from 'jose';\nexport const make = () => new UnsecuredJWT({ role: 'agent' }).encode(); <<<\n",
    ),
    js(
      'no key in old jose',
      "const { JWK, JWT } = require('jose');\nmodule.exports = (token) => JWT.verify(token, JWK.None); <<<\n",
    ),
    js(
      'jwt-simple without a look',
      "const jwt = require('jwt-simple');\nmodule.exports = (token, key) => jwt.decode(token, key, true); <<<\n",
    ),
    js(
      'jwt-simple with none',
      "const jwt = require('jwt-simple');\nmodule.exports = (token, key) => jwt.decode(token, key, false, 'none'); <<<\n",
    ),
    ts(
      'a strategy that ignores the expiry',
      "import { Strategy } from 'passport-jwt';\nexport const strategy = (secretOrKey: string) =>\n  new Strategy({ secretOrKey, ignoreExpiration: true }, () => {}); <<<\n",
    ),
    ts(
      'a strategy of NestJS',
      "import { PassportStrategy } from '@nestjs/passport';\nimport { Strategy } from 'passport-jwt';\nexport class Jwt extends PassportStrategy(Strategy) {\n  constructor(key: string) {\n    super({ secretOrKey: key, ignoreExpiration: true }); <<<\n  }\n}\n",
    ),
    ts(
      'the service of NestJS',
      "import { JwtService } from '@nestjs/jwt';\nexport class Auth {\n  constructor(private readonly jwtService: JwtService) {}\n  user(token: string) {\n    return this.jwtService.decode(token); <<<\n  }\n}\n",
    ),
    ts(
      'the library for pages in a server',
      "import express from 'express';\nimport { jwtDecode } from 'jwt-decode';\nexport const app = express();\napp.use((req, res, next) => {\n  req.user = jwtDecode(req.headers.authorization); <<<\n  next();\n});\n",
    ),
    js(
      'express-jwt with none',
      "const { expressjwt } = require('express-jwt');\nmodule.exports = (secret) => expressjwt({ secret, algorithms: ['none'] }); <<<\n",
    ),

    ts(
      'verify',
      `${JSONWEBTOKEN}export const user = (token: string, key: string) => jwt.verify(token, key, { algorithms: ['HS256'] });\n`,
    ),
    ts(
      'verify with a call-back',
      `${JSONWEBTOKEN}export const user = (token: string, key: string) => jwt.verify(token, key, (error, claims) => claims);\n`,
    ),
    ts(
      'verify and then decode',
      `${JSONWEBTOKEN}export function user(token: string, key: string) {\n  jwt.verify(token, key);\n  return jwt.decode(token);\n}\n`,
    ),
    ts(
      'the header for the key',
      `${JSONWEBTOKEN}export function user(token: string, keys: Map<string, string>) {\n  const decoded = jwt.decode(token, { complete: true });\n  return jwt.verify(token, keys.get(decoded?.header.kid ?? '') ?? 'x');\n}\n`,
    ),
    ts(
      'the header in a function of its own',
      `${JSONWEBTOKEN}export const kid = (token: string) => jwt.decode(token, { complete: true })?.header.kid;\n`,
    ),
    ts(
      'made',
      `${JSONWEBTOKEN}export const make = (claims: object, key: string) => jwt.sign(claims, key, { expiresIn: '1h' });\n`,
    ),
    ts(
      'the expiry not ignored',
      `${JSONWEBTOKEN}export const user = (token: string, key: string) => jwt.verify(token, key, { ignoreExpiration: false });\n`,
    ),
    ts(
      'jose',
      "import { jwtVerify } from 'jose';\nexport const user = (token: string, key: Uint8Array) => jwtVerify(token, key);\n",
    ),
    ts(
      'the header by jose',
      "import { decodeProtectedHeader } from 'jose';\nexport const kid = (token: string) => decodeProtectedHeader(token).kid;\n",
    ),
    ts(
      'the issuer by jose before the verification',
      "import { decodeJwt, jwtVerify } from 'jose';\nexport async function user(token: string, keys: Map<string, Uint8Array>) {\n  const { iss } = decodeJwt(token);\n  return jwtVerify(token, keys.get(iss ?? '') ?? new Uint8Array());\n}\n",
    ),
    js('jwt-simple', "const jwt = require('jwt-simple');\nmodule.exports = (token, key) => jwt.decode(token, key);\n"),
    js(
      'jwt-simple with its algorithm',
      "const jwt = require('jwt-simple');\nmodule.exports = (token, key) => jwt.decode(token, key, false, 'HS256');\n",
    ),
    ts(
      'in a page',
      "import { jwtDecode } from 'jwt-decode';\nexport const Name = ({ token }: { token: string }) => <b>{jwtDecode<{ name: string }>(token).name}</b>;\n",
      'Name.tsx',
    ),
    ts(
      'jsonwebtoken in a page',
      "import { decode } from 'jsonwebtoken';\nimport React from 'react';\nexport const name = (token: string) => React.createElement('b', null, String(decode(token)));\n",
    ),
    ts(
      'a strategy',
      "import { Strategy } from 'passport-jwt';\nexport const strategy = (secretOrKey: string) => new Strategy({ secretOrKey, algorithms: ['RS256'] }, () => {});\n",
    ),
    ts(
      'the service of NestJS verifies',
      "import { JwtService } from '@nestjs/jwt';\nexport class Auth {\n  constructor(private readonly jwtService: JwtService) {}\n  user(token: string) {\n    return this.jwtService.verifyAsync(token);\n  }\n}\n",
    ),
    ts(
      'a decoder of text',
      "import jwt from 'jsonwebtoken';\nexport const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);\nexport const make = (key: string) => jwt.sign({}, key, { expiresIn: 60 });\n",
    ),
    ts(
      'a decoder of something else',
      "import { decode } from 'base64-arraybuffer';\nexport const bytes = (text: string) => decode(text);\n",
    ),
    js(
      'none as a style',
      "const jwt = require('jsonwebtoken');\nmodule.exports = (node, token, key) => {\n  node.style.set({ display: 'none' });\n  return jwt.verify(token, key);\n};\n",
    ),
    js(
      'none, of a module required in place',
      "exports.f = (user, key) => require('jsonwebtoken').sign(user, key, { algorithm: 'none' }); <<<\n",
    ),
  ],
};
