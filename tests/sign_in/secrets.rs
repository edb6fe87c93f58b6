//! Every type that can hold a secret, printed: this file is the list of them, and a test holds
//! it against the sources.

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

use partner_center::auth::{
    AccessToken, AuthorizationCode, ClientSecret, DeviceCode, DevicePrompt, FileRefreshTokenStore,
    MemoryRefreshTokenStore, RefreshToken, SignIn, SignedIn, StaticToken, TokenClaims,
    TokenEndpoint, TokenKind, TokenSource,
};
use partner_center::transport::{HttpSender, RetryPolicy, SendError, ServiceSender};
use partner_center::{
    Cloud, Customer, PartnerCenter, PartnerCenterBuilder,
    client::{RawCall, TlsRoots},
    clock::ManualClock,
    error::Fault,
    external::BoxFuture,
    transport::CallOptions,
};
#[cfg(feature = "__rustls")]
use partner_center_test_support::own_client;
use partner_center_test_support::{Reply, Script, answer, read};
use reqwest::{Request, Response};

/// Made to be found, and to survive as a user name, a token and a word of a JWT.
const CANARY: &str = "canary-7f3a";

#[track_caller]
fn check(value: &dyn Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!shown.contains(CANARY), "{shown}");
    }
}

/// A JWT with the canary in it.
fn jwt() -> String {
    use base64::Engine;
    let claims = format!(r#"{{"upn":"{CANARY}","oid":"{CANARY}","amr":["pwd"]}}"#);
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
    format!("e30.{claims}.{CANARY}")
}

fn secret() -> ClientSecret {
    ClientSecret::new("contoso.test", "app-1", CANARY)
}

fn refresh() -> RefreshToken {
    RefreshToken::new("contoso.test", "app-1", CANARY).client_secret(CANARY)
}

#[test]
fn credentials() {
    check(&secret());
    check(&refresh());
    check(&StaticToken::app_only(CANARY));
    check(&StaticToken::app_and_user(CANARY));
    check(&DeviceCode::new("contoso.test", "app-1").client_secret(CANARY));
    let browser = AuthorizationCode::new("contoso.test", "app-1").client_secret(CANARY);
    check(&browser.redirect(format!("http://jane:{CANARY}@localhost")));
}

#[test]
fn tokens() {
    check(&AccessToken::new(CANARY));
    check(&AccessToken::expiring(CANARY, chrono::DateTime::UNIX_EPOCH));
    check(&TokenClaims::read(&AccessToken::new(jwt())).unwrap());
}

#[test]
fn stores() {
    check(&MemoryRefreshTokenStore::new(CANARY));
    let folder = tempfile::tempdir().unwrap();
    check(&FileRefreshTokenStore::new(folder.path().join("token")));
}

#[cfg(feature = "keyring")]
#[tokio::test]
async fn keyrings() {
    use partner_center::auth::{KeyringRefreshTokenStore, RefreshTokenStore};
    use secrecy::SecretString;

    let mock: Arc<keyring_core::api::CredentialStore> = keyring_core::mock::Store::new().unwrap();
    let store = KeyringRefreshTokenStore::new(&*mock, "partner-center", "contoso.test").unwrap();
    store.save(&SecretString::from(CANARY)).await.unwrap();
    check(&store);
}

#[cfg(feature = "__certificate")]
#[test]
fn certificates() {
    use partner_center::auth::{Certificate, ClientCertificate};

    let (cert, key) = (include_str!("fixtures/cert.pem"), include_str!("fixtures/key.pem"));
    let certificate = Certificate::from_pem(format!("{cert}{key}")).unwrap();
    let shown = [
        format!("{certificate:?}"),
        format!("{:?}", ClientCertificate::new("contoso.test", "app-1", certificate.clone())),
        format!("{:?}", refresh().client_certificate(certificate.clone())),
        format!("{:?}", DeviceCode::new("t", "app-1").client_certificate(certificate.clone())),
        format!("{:?}", AuthorizationCode::new("t", "app-1").client_certificate(certificate)),
    ];
    for shown in shown {
        assert!(key.lines().all(|line| line.len() < 9 || !shown.contains(line)), "{shown}");
        assert!(!shown.contains(CANARY) && shown.len() < 400, "{shown}");
    }
}

#[test]
fn clients_and_their_settings() {
    check(&CallOptions::new());
    check(&TlsRoots::only_pem(CANARY));
    let cloud =
        Cloud::custom(format!("https://jane:{CANARY}@contoso.test"), "https://contoso.test");
    // Its addresses are a `CustomCloud`.
    check(&cloud);
    let builder = || -> PartnerCenterBuilder { PartnerCenter::builder(secret()) };
    check(&builder().cloud(cloud.clone()));
    check(&builder().cloud(cloud).build().unwrap_err());
    check(&builder().http_sender(Script::default()));
    let partner = PartnerCenter::builder(secret()).http_sender(Script::default()).build().unwrap();
    check(&partner);
    check(partner.api());
    check(&partner.with(CallOptions::new()));
    let raw: RawCall<'_> = partner.get(&format!("/v1/customers?filter={CANARY}"));
    check(&raw.header("x-key", CANARY).json(&CANARY));
    let customer: Customer = partner.customer("9b1c6c1e-6f0d-4b59-9d0c-2f6f5f0c7a11");
    check(&customer);
    check(&ServiceSender::new(CANARY));
}

/// The address of a proxy can hold a password. One from the environment is in `proxies.rs`,
/// beside this folder.
#[cfg(feature = "__rustls")]
#[test]
fn clients_with_a_proxy() {
    let url = format!("http://jane:{CANARY}@proxy.contoso.test:3128");
    let builder = PartnerCenter::builder(secret()).proxy(&url);
    check(&builder);
    let partner = builder.build().unwrap();
    check(&partner);
    check(partner.api());

    let brought = own_client().proxy(reqwest::Proxy::all(&url).unwrap());
    let partner = PartnerCenter::builder(secret()).http_client(brought.build().unwrap());
    check(&partner);
    let partner = partner.build().unwrap();
    check(&partner);
    check(partner.api());
}

/// What a token source is given, and what an interactive sign-in yields.
#[tokio::test]
async fn sign_ins() {
    struct Curious;

    impl TokenSource for Curious {
        fn kind(&self) -> TokenKind {
            TokenKind::AppOnly
        }

        fn token<'a>(
            &'a self,
            sign_in: &'a SignIn<'a>,
        ) -> BoxFuture<'a, partner_center::Result<AccessToken>> {
            check(sign_in);
            let endpoint: &TokenEndpoint = sign_in.endpoint();
            check(endpoint);
            Box::pin(std::future::ready(Ok(AccessToken::new(CANARY))))
        }
    }

    let script = Script::default().rejecting(CANARY);
    let partner = script.builder_for(Curious).build().unwrap();
    check(&read(&partner).await.unwrap_err());

    let code = r#"{"user_code":"canary-7f3a","device_code":"canary-7f3a","verification_uri":"https://login.contoso.test/","expires_in":900,"message":"canary-7f3a"}"#;
    let tokens =
        r#"{"access_token":"canary-7f3a","refresh_token":"canary-7f3a","expires_in":3599}"#;
    let script = Script::default().tokens([answer(200, code), answer(200, tokens)]);
    let partner = script.builder_for(refresh()).build().unwrap();
    let device = DeviceCode::new("contoso.test", "app-1");
    let shown = |prompt: &DevicePrompt| check(prompt);
    let signed_in: SignedIn = device.sign_in(&partner, shown).await.unwrap();
    check(&signed_in);
}

fn check_with_causes(error: &partner_center::Error) {
    let fault: Option<&Fault> = error.fault();
    check(&fault);
    assert!(!error.body().is_some_and(|body| body.contains(CANARY)), "{:?}", error.body());
    let mut cause: Option<&dyn StdError> = Some(error);
    while let Some(error) = cause {
        assert!(!error.to_string().contains(CANARY), "{error}");
        check(&error);
        cause = error.source();
    }
}

#[tokio::test]
async fn errors_and_their_causes() {
    let minted = r#"{"access_token":"canary-7f3a","refresh_token":"canary-7f3a","expires_in":60}"#;
    for (tokens, replies) in [
        (answer(200, minted), answer(401, "")),
        (answer(200, minted), Reply::Lost),
        (answer(200, r#"{"access_token":["canary-7f3a"]}"#), answer(200, "{}")),
        (answer(200, r#"{"access_token":"canary-7f3a"#), answer(200, "{}")),
        (answer(201, minted), answer(401, "")),
        (answer(203, r#"{"access_token":"canary-7f3a"#), answer(200, "{}")),
        (answer(202, "canary-7f3a"), answer(200, "{}")),
        (answer(500, ""), answer(200, "{}")),
    ] {
        let script = Script::new([replies]).tokens([tokens]).rejecting("token-2");
        let policy = RetryPolicy::never();
        let partner = script.builder_for(refresh()).retry(policy).build().unwrap();
        check_with_causes(&read(&partner).await.unwrap_err());
    }
}

#[tokio::test]
async fn errors_of_interactive_sign_ins() {
    for replies in [
        vec![answer(200, r#"{"user_code":"canary-7f3a","device_code":["canary-7f3a"]}"#)],
        vec![answer(200, r#"{"user_code":"canary-7f3a"#)],
        vec![
            answer(
                200,
                r#"{"user_code":"canary-7f3a","device_code":"canary-7f3a","verification_uri":"https://c.test/","expires_in":900}"#,
            ),
            answer(200, r#"{"access_token":{"canary-7f3a":1}}"#),
        ],
        vec![
            answer(
                200,
                r#"{"user_code":"canary-7f3a","device_code":"canary-7f3a","verification_uri":"https://c.test/","expires_in":900}"#,
            ),
            answer(200, r#"{"access_token":"canary-7f3a"}"#),
        ],
    ] {
        let script = Script::default().tokens(replies);
        let partner = script.builder_for(refresh()).build().unwrap();
        let device = DeviceCode::new("contoso.test", "app-1").client_secret(CANARY);
        check_with_causes(&device.sign_in(&partner, |_| {}).await.unwrap_err());
    }
}

/// What another HTTP client or a wire of the caller's may print: the request itself.
#[tokio::test]
async fn requests_on_the_wire() {
    #[derive(Clone)]
    struct Printing(Script);

    impl HttpSender for Printing {
        fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
            check(&request);
            check(&request.headers());
            self.0.execute(request)
        }
    }

    let minted = r#"{"access_token":"canary-7f3a","refresh_token":"canary-7f3a","expires_in":60}"#;
    let script = Script::default().tokens([answer(200, minted)]);
    let partner =
        script.builder_for(refresh()).http_sender(Printing(script.clone())).build().unwrap();
    read(&partner).await.unwrap();
    assert_eq!(script.asked()[0].header("authorization"), format!("Bearer {CANARY}"));
    assert!(script.asked_for_token()[0].body.contains(CANARY));
}

/// The emulator accepts any secret, a real one by mistake too.
#[tokio::test]
async fn an_emulator_keeps_nothing_of_what_it_was_signed_in_with() {
    use partner_center_emulator::seed::{CONTOSO_CLIENT, CONTOSO_TENANT};
    use partner_center_emulator::{Emulator, Options};

    let emulator = Emulator::new(Options::new());
    let partner = |credential: Arc<dyn TokenSource>| {
        let wire = ServiceSender::new(emulator.clone());
        let builder = PartnerCenter::builder(credential).base_url("http://localhost");
        builder
            .authority("http://localhost")
            .http_sender(wire)
            .clock(ManualClock::new())
            .build()
            .unwrap()
    };
    let known = ClientSecret::new(CONTOSO_TENANT, CONTOSO_CLIENT, CANARY);
    partner(Arc::new(known))
        .catalog("US".parse().unwrap())
        .products("software".into())
        .await
        .unwrap();
    let unknown = RefreshToken::new(CONTOSO_TENANT, CONTOSO_CLIENT, CANARY);
    let error = read(&partner(Arc::new(unknown.client_secret(CANARY)))).await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    check_with_causes(&error);
    check(&emulator);
    check(&emulator.ledger());
    check(&emulator.transcript());
}

/// Public types of the sources below that have no room for a secret: words, numbers and times.
const WITHOUT: &[&str] = &[
    "AssertionAlgorithm",
    "TokenVersion",
    "MfaCheck",
    "MfaVerdict",
    "CodeOrigin",
    "Delivery",
    "DocumentRules",
    "Explanation",
    "GaveUp",
    "HeldQueue",
    "RateLimits",
    "RetryBudget",
    "RetryPolicy",
    "Timeouts",
];

/// Who adds a public type finds its name here, and decides.
#[test]
fn every_public_type_is_printed_here_or_has_no_room_for_a_secret() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    for place in ["auth", "client", "error", "net", "transport", "values/cloud.rs"] {
        public_types(&sources.join(place), &mut found);
    }
    assert!(found.len() > 35, "{found:?}");
    let (printed, _) = include_str!("secrets.rs").split_once("const WITHOUT").unwrap();
    let words: BTreeSet<_> = printed.split(|c: char| !c.is_alphanumeric()).collect();
    let missing = found
        .iter()
        .filter(|name| !WITHOUT.contains(&name.as_str()) && !words.contains(name.as_str()));
    assert_eq!(missing.collect::<Vec<_>>(), [""; 0], "print these, or list them");
    let gone = WITHOUT.iter().filter(|name| !found.contains(**name));
    assert_eq!(gone.collect::<Vec<_>>(), [&""; 0], "there are no such types");
}

fn public_types(place: &Path, found: &mut BTreeSet<String>) {
    if place.is_dir() {
        for entry in std::fs::read_dir(place).unwrap() {
            public_types(&entry.unwrap().path(), found);
        }
    } else if place.extension().is_some_and(|extension| extension == "rs") {
        let text = std::fs::read_to_string(place).unwrap();
        let names = text.lines().filter_map(|line| {
            let rest = line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum "))?;
            rest.split(|c: char| !c.is_alphanumeric()).next()
        });
        found.extend(names.map(str::to_owned));
    }
}
