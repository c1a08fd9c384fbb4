import type { Corpus, CorpusCase } from '../corpus';

const rs = (title: string, text: string): CorpusCase => ({ title, path: 'src/auth.rs', text });

export const corpus: Corpus = {
  topic: 'jwt',
  rules: ['unverified-jwt'],
  target: { recall: 0.75, precision: 0.95 },
  cases: [
    rs(
      'the signature switched off',
      'use jsonwebtoken::{Algorithm, Validation};\n\nfn f() -> Validation {\n    let mut validation = Validation::new(Algorithm::HS256);\n    validation.insecure_disable_signature_validation(); <<<\n    validation\n}\n',
    ),
    rs(
      'the expiry switched off',
      'use jsonwebtoken::Validation;\n\nfn f() -> Validation {\n    let mut validation = Validation::default();\n    validation.validate_exp = false; <<<\n    validation\n}\n',
    ),
    rs(
      'the expiry switched off in place',
      'use jsonwebtoken::Validation;\n\nfn f() -> Validation {\n    Validation {\n        validate_exp: false, <<<\n        ..Validation::default()\n    }\n}\n',
    ),
    rs(
      'insecure decoding',
      'use jsonwebtoken::dangerous_insecure_decode;\n\nfn f(token: &str) {\n    let data = dangerous_insecure_decode::<Claims>(token); <<<\n}\n',
    ),
    rs(
      'insecure decoding by its path',
      'fn f(token: &str) {\n    let data = jsonwebtoken::dangerous::insecure_decode::<Claims>(token); <<<\n}\n',
    ),
    rs(
      'frank_jwt',
      'use frank_jwt::{decode, Algorithm, ValidationOptions};\n\nfn f(token: &str, key: &str) {\n    decode(token, &key, Algorithm::HS256, &ValidationOptions::dangerous()); <<<\n}\n',
    ),
    rs(
      'taken apart only',
      'use jwt::{Header, Token};\n\nfn f(text: &str) {\n    let token: Token<Header, Claims, _> = Token::parse_unverified(text).unwrap(); <<<\n}\n',
    ),
    rs(
      'claims that need not be there',
      'use jsonwebtoken::Validation;\n\nfn f(validation: &mut Validation) {\n    validation.required_spec_claims.remove("exp"); <<<\n}\n',
    ),

    rs(
      'verified',
      'use jsonwebtoken::{decode, Algorithm, DecodingKey, Validation};\n\nfn f(token: &str, key: &[u8]) {\n    decode::<Claims>(token, &DecodingKey::from_secret(key), &Validation::new(Algorithm::HS256));\n}\n',
    ),
    rs(
      'the header',
      'use jsonwebtoken::decode_header;\n\nfn f(token: &str) -> Option<String> {\n    decode_header(token).ok()?.kid\n}\n',
    ),
    rs(
      'another check switched on',
      'use jsonwebtoken::Validation;\n\nfn f() -> Validation {\n    let mut validation = Validation::default();\n    validation.validate_nbf = true;\n    validation.validate_exp = true;\n    validation\n}\n',
    ),
    rs(
      'in a test',
      '#[cfg(test)]\nmod tests {\n    fn f(validation: &mut jsonwebtoken::Validation) {\n        validation.insecure_disable_signature_validation();\n    }\n}\n',
    ),
    rs(
      'frank_jwt with its checks',
      'use frank_jwt::{decode, Algorithm, ValidationOptions};\n\nfn f(token: &str, key: &str) {\n    decode(token, &key, Algorithm::HS256, &ValidationOptions::default());\n}\n',
    ),
  ],
};
