//! Looking at what a token says of itself before it is used: whom it is for, until when it is
//! good, and how its user signed in.

use chrono::{DateTime, SecondsFormat, Utc};
use reqwest::Url;
use serde_json::Value;
use uuid::Uuid;

use super::{AccessToken, MfaCheck, TokenClaims, TokenKind};
use crate::error::{Error, Fault, Result, shown};

/// Partner Center's id as an application, which tokens of the v2.0 endpoint can have in place of
/// its address. Microsoft's page "Partner API authentication" (learn.microsoft.com, Partner Center,
/// developer) names it as that of the "Microsoft Partner Center" API, and none for another cloud.
const PARTNER_CENTER: &str = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd";

/// What is looked for in each token, once, when it has been fetched.
///
/// Claims are believed when they say no, since the service would refuse such a token. A token
/// that cannot be read, or says nothing of these things, passes.
#[derive(Debug)]
pub(crate) struct TokenCheck {
    mfa: MfaCheck,
    /// What tokens are asked for.
    audience: String,
    /// What else the same service is called.
    others: Vec<String>,
    /// Whether an id may be that of the service: of one other than Partner Center it is not
    /// known.
    any_id: bool,
    /// How a token for another service is mended.
    remedy: &'static str,
}

const MAIN: &str = "or set what yours is for with `PartnerCenterBuilder::audience`";
const ELSEWHERE: &str = "as `auth::RefreshToken` does by itself, or let your `TokenSource` give one \
                         for each `SignIn::endpoint`";

impl TokenCheck {
    /// For tokens that are asked for `audience` and go to `base`, where the cloud's own audience
    /// is `of_cloud`.
    pub(crate) fn new(mfa: MfaCheck, audience: &str, of_cloud: &str, base: &Url) -> Self {
        let known = [of_cloud, PARTNER_CENTER];
        let others = known.into_iter().chain([base.as_str()]);
        Self {
            mfa,
            audience: plain(audience).to_owned(),
            others: others.map(|name| plain(name).to_owned()).collect(),
            any_id: !known.iter().any(|name| is_same(name, audience)),
            remedy: MAIN,
        }
    }

    /// For tokens of another host than that of Partner Center, which go to `base`.
    pub(crate) fn elsewhere(mfa: MfaCheck, audience: &str, base: &Url) -> Self {
        let others = vec![plain(base.as_str()).to_owned()];
        let audience = plain(audience).to_owned();
        Self { mfa, audience, others, any_id: true, remedy: ELSEWHERE }
    }

    pub(super) fn check(
        &self,
        token: &AccessToken,
        kind: TokenKind,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if let Some(claims) = TokenClaims::read(token) {
            // The life that the token endpoint has stated for a token of its own counts for
            // more, since it does not depend on whose clock is right.
            if token.is_spent(now) {
                claims.expires_at().map_or(Ok(()), |end| not_over(end, now))?;
            }
            self.audience(&claims)?;
        }
        match kind {
            TokenKind::AppOnly => Ok(()),
            TokenKind::AppAndUser => self.mfa.check(token),
        }
    }

    fn audience(&self, claims: &TokenClaims) -> Result<()> {
        let mut said: Vec<&str> = match claims.get("aud") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        said.retain(|audience| !audience.trim().is_empty());
        let Some(first) = said.first() else { return Ok(()) };
        if said.iter().any(|audience| self.is_ours(audience)) {
            return Ok(());
        }
        let error = Error::sign_in(format!(
            "the token is for another service, `{}` by its claim `aud`, and was not sent: get one \
             for `{}`, {}",
            shown(first),
            self.audience,
            self.remedy
        ));
        // As the service would refuse it.
        Err(error.with_fault(Some(Fault { code: Some("900420".to_owned()), ..Fault::default() })))
    }

    fn is_ours(&self, audience: &str) -> bool {
        is_same(&self.audience, audience)
            || self.others.iter().any(|other| is_same(other, audience))
            || self.any_id && is_unknown_id(plain(audience))
    }
}

/// Whether it is the id of an application of which it is not known which service it is.
fn is_unknown_id(audience: &str) -> bool {
    Uuid::try_parse(audience).is_ok() && !is_same(PARTNER_CENTER, audience)
}

/// Refuses what is over.
fn not_over(end: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    if now < end {
        return Ok(());
    }
    let [end, now] = [end, now].map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true));
    Err(Error::sign_in(format!(
        "the token was good until {end} by its claim `exp`, and was not sent, since this client's \
         clock shows {now}: get another token, or set the clock",
    )))
}

/// Whether two audiences are one: with or without a slash at the end, in any case.
fn is_same(one: &str, other: &str) -> bool {
    plain(one).eq_ignore_ascii_case(plain(other))
}

fn plain(audience: &str) -> &str {
    audience.trim().trim_end_matches("/.default").trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    const GLOBAL: &str = "https://api.partnercenter.microsoft.com";
    const CHINA: &str = "https://partner.partnercenterapi.microsoftonline.cn";
    const GRAPH: &str = "https://graph.microsoft.com";
    const GRAPH_ID: &str = "00000003-0000-0000-c000-000000000000";

    fn token(claims: &str) -> AccessToken {
        AccessToken::new(format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims)))
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_893_456_000, 0).unwrap()
    }

    fn checked(check: &TokenCheck, token: &AccessToken) -> Result<()> {
        check.check(token, TokenKind::AppOnly, now())
    }

    /// A client that asks for `audience`, in a cloud whose audience is `of_cloud`.
    fn client(audience: &str, of_cloud: &str) -> TokenCheck {
        let base = Url::parse("https://gateway.contoso.test").unwrap();
        TokenCheck::new(MfaCheck::Refuse, audience, of_cloud, &base)
    }

    #[track_caller]
    fn passes(check: &TokenCheck, audiences: &str, passes: bool) {
        let token = token(&format!(r#"{{"aud":{audiences}}}"#));
        assert_eq!(checked(check, &token).is_ok(), passes, "{audiences}");
    }

    #[test]
    fn a_token_is_for_partner_center_by_any_of_its_names() {
        let check = client(GLOBAL, GLOBAL);
        for name in [
            GLOBAL,
            "https://API.partnercenter.microsoft.com/",
            PARTNER_CENTER,
            "https://gateway.contoso.test",
        ] {
            passes(&check, &format!("\"{name}\""), true);
        }
        for name in [GRAPH, GRAPH_ID, CHINA, "https://graph.windows.net/"] {
            passes(&check, &format!("\"{name}\""), false);
        }
        passes(&check, &format!(r#"["{GRAPH}","{GLOBAL}"]"#), true);
        passes(&check, &format!(r#"["{GRAPH}"]"#), false);
    }

    #[test]
    fn each_cloud_and_each_client_has_an_audience_of_its_own() {
        passes(&client(CHINA, CHINA), &format!("\"{CHINA}\""), true);
        passes(&client(CHINA, CHINA), &format!("\"{GLOBAL}\""), false);
        passes(&client(PARTNER_CENTER, GLOBAL), &format!("\"{GLOBAL}\""), true);
        passes(&client(PARTNER_CENTER, GLOBAL), &format!("\"{GRAPH_ID}\""), false);
        passes(&client(GRAPH, GLOBAL), &format!("\"{GRAPH}\""), true);
        // Nobody here knows the id of another service.
        passes(&client("api://gateway", GLOBAL), &format!("\"{GRAPH_ID}\""), true);
        passes(&client("api://gateway/.default", GLOBAL), "\"api://gateway\"", true);
    }

    #[test]
    fn a_token_for_another_host_is_not_one_for_partner_center() {
        let base = Url::parse("https://prices.contoso.test").unwrap();
        let check = TokenCheck::elsewhere(MfaCheck::Refuse, "https://prices.test", &base);
        for name in ["https://prices.test/", "https://prices.contoso.test", GRAPH_ID] {
            passes(&check, &format!("\"{name}\""), true);
        }
        for name in [GLOBAL, PARTNER_CENTER, GRAPH] {
            passes(&check, &format!("\"{name}\""), false);
        }
        let foreign = token(&format!(r#"{{"aud":"{GLOBAL}"}}"#));
        let error = checked(&check, &foreign).unwrap_err().to_string();
        assert!(error.contains("get one for `https://prices.test`"), "{error}");
        assert!(error.contains("was not sent"), "{error}");
    }

    #[test]
    fn a_token_that_says_nothing_passes() {
        let check = client(GLOBAL, GLOBAL);
        for audience in ["null", "7", "[]", "[7]", "\" \""] {
            passes(&check, audience, true);
        }
        assert!(checked(&check, &AccessToken::new("opaque")).is_ok());
        assert!(checked(&check, &token("{}")).is_ok());
        assert!(checked(&check, &token(r#"{"exp":"soon"}"#)).is_ok());
    }

    #[test]
    fn a_token_that_is_over_by_its_own_word_is_not_used() {
        let check = client(GLOBAL, GLOBAL);
        for (exp, good) in [(1_893_456_001, true), (1_893_456_000, false), (0, false)] {
            let token = token(&format!(r#"{{"exp":{exp}}}"#));
            assert_eq!(checked(&check, &token).is_ok(), good, "{exp}");
        }
        // What a source says of its token does not make it good for longer.
        let later = now() + chrono::TimeDelta::hours(1);
        let text = token(r#"{"exp":0}"#).secret().clone();
        assert!(checked(&check, &AccessToken::expiring(text.clone(), later)).is_err());
        // What the token endpoint says of its own, counted by this clock, does.
        assert!(checked(&check, &AccessToken::granted(text, later)).is_ok());
    }
}
