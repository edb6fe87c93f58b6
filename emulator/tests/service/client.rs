//! A client that has no socket: it hands requests to the service and reads what comes back.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use partner_center_emulator::{Cut, Emulator, EmulatorClock, Options, Settings, seed};
use serde_json::Value;
use tower_service::Service;

/// The first second of 2026, which every test starts at.
pub(crate) const START: u64 = 1_767_225_600;

/// An emulator with a frozen clock, and a partner who is signed in.
pub(crate) struct Client {
    pub(crate) emulator: Emulator,
    pub(crate) token: Option<String>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

pub(crate) fn options() -> Options {
    Options::new().clock(EmulatorClock::frozen(SystemTime::UNIX_EPOCH + Duration::from_secs(START)))
}

/// Waits for what needs no runtime of its own.
pub(crate) fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

impl Client {
    /// As a user of Contoso.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let client = Self::signed_out(Emulator::new(options()));
        client.emulator.change(change);
        let token = client.refresh(seed::CONTOSO_TENANT, seed::CONTOSO_REFRESH_TOKEN).token();
        client.with_token(token)
    }

    pub(crate) fn signed_out(emulator: Emulator) -> Self {
        Self { emulator, token: None, headers: Vec::new() }
    }

    pub(crate) fn with_token(&self, token: String) -> Self {
        Self { emulator: self.emulator.clone(), token: Some(token), headers: self.headers.clone() }
    }

    /// Signs in again, for the token of the beginning does not live for long.
    pub(crate) fn renew(&mut self) {
        let token = self.refresh(seed::CONTOSO_TENANT, seed::CONTOSO_REFRESH_TOKEN).token();
        self.token = Some(token);
    }

    /// The same emulator, as an application of Contoso alone.
    pub(crate) fn app_only(&self) -> Self {
        let form = "grant_type=client_credentials&client_id=app&client_secret=s&\
                    scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default";
        let path = format!("/{}/oauth2/v2.0/token", seed::CONTOSO_TENANT);
        self.with_token(self.form(&path, form).token())
    }

    /// The same emulator, as a user of Fabrikam.
    pub(crate) fn fabrikam(&self) -> Self {
        self.with_token(self.refresh(seed::FABRIKAM_TENANT, seed::FABRIKAM_REFRESH_TOKEN).token())
    }

    /// The same emulator under the name of another host, as a user of Contoso with a token for it.
    pub(crate) fn at(&self, host: &str) -> Self {
        let form = format!(
            "grant_type=refresh_token&client_id=app&client_secret=s&refresh_token={}&\
             scope=https%3A%2F%2F{host}%2F.default",
            seed::CONTOSO_REFRESH_TOKEN
        );
        let path = format!("/{}/oauth2/v2.0/token", seed::CONTOSO_TENANT);
        self.with_token(self.form(&path, &form).token()).header("host", host)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn refresh(&self, tenant: &str, token: &str) -> Answer {
        let form = format!(
            "grant_type=refresh_token&client_id=app&client_secret=s&refresh_token={token}&\
             scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default"
        );
        self.form(&format!("/{tenant}/oauth2/v2.0/token"), &form)
    }

    pub(crate) fn form(&self, path: &str, form: &str) -> Answer {
        Self::signed_out(self.emulator.clone()).send("POST", path, form.as_bytes()).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, b"").unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, body.to_string().as_bytes()).unwrap()
    }

    pub(crate) fn put(&self, path: &str, body: Value) -> Answer {
        self.send("PUT", path, body.to_string().as_bytes()).unwrap()
    }

    pub(crate) fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, body.to_string().as_bytes()).unwrap()
    }

    /// A POST without a body.
    pub(crate) fn press(&self, path: &str) -> Answer {
        self.send("POST", path, b"").unwrap()
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: &[u8]) -> Result<Answer, Cut> {
        block(self.call(method, path, body))
    }

    /// A call that is under way while something else happens.
    pub(crate) fn call(
        &self,
        method: &str,
        path: &str,
        body: &[u8],
    ) -> impl Future<Output = Result<Answer, Cut>> + Send + 'static {
        let response = self.emulator.clone().call(self.request(method, path, body));
        async {
            let (parts, body) = response.await?.into_parts();
            let bytes = body.collect().await?.to_bytes();
            Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, bytes })
        }
    }

    fn request(&self, method: &str, path: &str, body: &[u8]) -> Request<Full<Bytes>> {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        request.body(Full::new(Bytes::copy_from_slice(body))).unwrap()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.emulator.clock().advance(Duration::from_secs(seconds));
    }

    /// The catalog item of a SKU in a country, for the commercial segment.
    pub(crate) fn item(&self, product: &str, sku: &str, country: &str) -> String {
        let path = format!(
            "/v1/products/{product}/skus/{sku}/availabilities?country={country}&targetSegment=commercial"
        );
        let found = self.get(&path).json();
        found["items"][0]["catalogItemId"]
            .as_str()
            .unwrap_or_else(|| panic!("{path}: {found}"))
            .to_owned()
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        let text = self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes);
        serde_json::from_slice(text).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn has_mark(&self) -> bool {
        self.bytes.starts_with(b"\xEF\xBB\xBF")
    }

    pub(crate) fn token(&self) -> String {
        self.json()["access_token"].as_str().unwrap_or_else(|| panic!("{self:?}")).to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// Checks status and code of a refusal and gives its text.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: &str) -> String {
        let body = self.expect(status);
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["data"], serde_json::json!([]));
        body["description"].as_str().unwrap().to_owned()
    }
}

/// Checks an error of the authority and gives its text.
#[track_caller]
pub(crate) fn denied(answer: Answer, status: u16, error: &str, number: u64) -> String {
    let body = answer.expect(status);
    assert_eq!(body["error"], error, "{body}");
    assert_eq!(body["error_codes"][0], number, "{body}");
    let text = body["error_description"].as_str().unwrap().to_owned();
    assert!(text.starts_with(&format!("AADSTS{number}: ")), "{text}");
    text
}
