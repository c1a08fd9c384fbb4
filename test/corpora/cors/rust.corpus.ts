import type { Corpus, CorpusCase } from '../corpus';

const rs = (title: string, text: string): CorpusCase => ({ title, path: 'src/server.rs', text });

export const corpus: Corpus = {
  topic: 'cors',
  rules: ['permissive-cors'],
  target: { recall: 0.75, precision: 0.95 },
  cases: [
    rs(
      'tower, permissive',
      'use tower_http::cors::CorsLayer;\n\nfn f() -> CorsLayer {\n    CorsLayer::permissive() <<<\n}\n',
    ),
    rs(
      'tower, very permissive',
      'use tower_http::cors::CorsLayer;\n\nfn f() -> CorsLayer {\n    CorsLayer::very_permissive() <<<\n}\n',
    ),
    rs(
      'tower, any',
      'use tower_http::cors::{Any, CorsLayer};\n\nfn f() -> CorsLayer {\n    CorsLayer::new()\n        .allow_methods(Any)\n        .allow_origin(Any) <<<\n}\n',
    ),
    rs(
      'tower, given back',
      'use tower_http::cors::{AllowOrigin, CorsLayer};\n\nfn f() -> CorsLayer {\n    CorsLayer::new().allow_origin(AllowOrigin::mirror_request()).allow_credentials(true) <<<\n}\n',
    ),
    rs('actix, permissive', 'use actix_cors::Cors;\n\nfn f() -> Cors {\n    Cors::permissive() <<<\n}\n'),
    rs(
      'actix, any',
      'use actix_cors::Cors;\n\nfn f() -> Cors {\n    Cors::default()\n        .allow_any_method()\n        .allow_any_origin() <<<\n        .supports_credentials()\n}\n',
    ),
    rs(
      'actix, a function that agrees',
      'use actix_cors::Cors;\n\nfn f() -> Cors {\n    Cors::default().allowed_origin_fn(|_origin, _request| true) <<<\n}\n',
    ),
    rs('warp', 'fn f() {\n    let cors = warp::cors().allow_any_origin(); <<<\n}\n'),
    rs('rocket', 'use rocket_cors::AllowedOrigins;\n\nfn f() {\n    let origins = AllowedOrigins::all(); <<<\n}\n'),
    rs(
      'a header',
      'fn f(response: &mut Response) {\n    response.set_header(Header::new("Access-Control-Allow-Origin", "*")); <<<\n}\n',
    ),
    rs(
      'a header of actix',
      'fn f() -> HttpResponse {\n    HttpResponse::Ok().insert_header(("Access-Control-Allow-Origin", "*")).finish() <<<\n}\n',
    ),
    rs(
      'a header by its constant',
      'use http::header::{HeaderValue, ACCESS_CONTROL_ALLOW_ORIGIN};\n\nfn f(headers: &mut http::HeaderMap) {\n    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")); <<<\n}\n',
    ),

    rs(
      'tower with an origin',
      'use tower_http::cors::CorsLayer;\n\nfn f() -> CorsLayer {\n    CorsLayer::new().allow_origin("https://console.example.org".parse::<HeaderValue>().unwrap())\n}\n',
    ),
    rs(
      'tower with any method',
      'use tower_http::cors::{Any, CorsLayer};\n\nfn f(origins: Vec<HeaderValue>) -> CorsLayer {\n    CorsLayer::new().allow_methods(Any).allow_headers(Any).allow_origin(origins)\n}\n',
    ),
    rs(
      'actix with an origin',
      'use actix_cors::Cors;\n\nfn f() -> Cors {\n    Cors::default().allowed_origin("https://console.example.org").allow_any_method()\n}\n',
    ),
    rs(
      'actix with a function that asks',
      'use actix_cors::Cors;\n\nfn f() -> Cors {\n    Cors::default().allowed_origin_fn(|origin, _| origin.as_bytes().ends_with(b".example.org"))\n}\n',
    ),
    rs(
      'warp with an origin',
      'fn f() {\n    let cors = warp::cors().allow_origin("https://console.example.org");\n}\n',
    ),
    rs(
      'rocket with origins',
      'use rocket_cors::AllowedOrigins;\n\nfn f() {\n    let origins = AllowedOrigins::some_exact(&["https://console.example.org"]);\n}\n',
    ),
    rs(
      'a header with an origin',
      'fn f(response: &mut Response) {\n    response.set_header(Header::new("Access-Control-Allow-Origin", "https://console.example.org"));\n}\n',
    ),
    rs(
      'a permissive thing of another kind',
      'fn f() {\n    let mode = Mode::permissive();\n    let cors = "cors";\n}\n',
    ),
  ],
};
