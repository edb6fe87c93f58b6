//! The addresses of the authority, and what stands there.

use http::Method;

use crate::clock::EmulatorClock;
use crate::reply::Reply;
use crate::request::Request;
use crate::tokens::authority::Authority;
use crate::tokens::denied::Denied;
use crate::tokens::version::Version;
use crate::tokens::{authorize, device_endpoint, discovery, token_endpoint};

/// What stands at an address of the authority.
pub(crate) enum AuthorityPlace {
    Token(Version, String),
    Authorize(Version, String),
    Device(Version, String),
    /// Where a person would type in the code of a device.
    DevicePage,
    Configuration(Version, String),
    Instance,
    Keys,
    /// Something, for the other method.
    Only(&'static str),
    Nothing,
}

impl AuthorityPlace {
    /// What a request is for, unless it is for another host of the service.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        use Version::{One, Two};
        let path: Vec<String> =
            request.segments.iter().map(|segment| segment.to_ascii_lowercase()).collect();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let tenant = || request.segments[0].clone();
        let (method, place) = match path[..] {
            [_, "oauth2", "v2.0", tail] => Self::sign_in(Two, tail, tenant()),
            [_, "oauth2", tail] => Self::sign_in(One, tail, tenant()),
            [_, "oauth2", ..] => (request.method.clone(), Self::Nothing),
            [_, ".well-known", "openid-configuration"] => {
                (Method::GET, Self::Configuration(One, tenant()))
            }
            [_, "v2.0", ".well-known", "openid-configuration"] => {
                (Method::GET, Self::Configuration(Two, tenant()))
            }
            [_, "discovery", "instance"] => (Method::GET, Self::Instance),
            [_, "discovery", "keys"] | [_, "discovery", "v2.0", "keys"] => {
                (Method::GET, Self::Keys)
            }
            ["device"] => (Method::GET, Self::DevicePage),
            _ => return None,
        };
        Some(match place {
            Self::Nothing => Self::Nothing,
            place if request.method == method => place,
            _ if method == Method::POST => Self::Only("POST"),
            _ => Self::Only("GET"),
        })
    }

    fn sign_in(version: Version, tail: &str, tenant: String) -> (Method, Self) {
        match tail {
            "token" => (Method::POST, Self::Token(version, tenant)),
            "authorize" => (Method::GET, Self::Authorize(version, tenant)),
            "devicecode" => (Method::POST, Self::Device(version, tenant)),
            _ => (Method::GET, Self::Nothing),
        }
    }

    /// Whether it only says where everything is. A library asks for that whenever it likes, so it
    /// must not use up faults that are meant for what follows.
    pub(crate) fn is_signpost(&self) -> bool {
        matches!(self, Self::Configuration(..) | Self::Instance | Self::Keys | Self::DevicePage)
    }

    /// Whether faults and counts of the token endpoint are meant for it.
    pub(crate) fn gives_tokens(&self) -> bool {
        matches!(self, Self::Token(..) | Self::Device(..) | Self::Only("POST"))
    }

    pub(crate) fn work(
        &self,
        authority: &mut Authority<'_>,
        request: &Request,
        clock: &EmulatorClock,
    ) -> Reply {
        match self {
            Self::Token(version, tenant) => {
                token_endpoint::token(authority, *version, tenant, request, clock)
            }
            Self::Device(version, tenant) => {
                device_endpoint::begin(authority, *version, tenant, request)
            }
            Self::Authorize(version, tenant) => {
                authorize::authorize(authority, *version, tenant, request)
            }
            Self::DevicePage => device_endpoint::page(),
            Self::Configuration(version, tenant) => {
                discovery::configuration(authority, *version, tenant, request)
            }
            Self::Instance => discovery::instance(request),
            Self::Keys => discovery::keys(),
            Self::Only("POST") => {
                let text = format!(
                    "The endpoint only takes POST requests. It received a {} request.",
                    request.method
                );
                let denied = Denied::new(400, "invalid_request", 900_561, text);
                denied.reply(authority.world, request, authority.now).header("Allow", "POST")
            }
            Self::Only(method) => Reply::empty(405).header("Allow", *method),
            Self::Nothing => Reply::raw(404, "There is nothing at this address.\n", "text/plain"),
        }
    }
}
