//! What a request is addressed to, and what is done there.

use std::time::SystemTime;

use crate::clock::EmulatorClock;
use crate::document::{Document, Host, Operation, Route, STORAGE};
use crate::fault_replies;
use crate::faults::{Action, BLOB, TOKEN};
use crate::lacking;
use crate::ledger::Done;
use crate::memory::Memory;
use crate::operate::operate;
use crate::reply::Reply;
use crate::request::Request;
use crate::routes::reconciliation::storage;
use crate::state::world::World;
use crate::tokens::place::AuthorityPlace;
use crate::wire::Speaker;

/// What stands at an address.
pub(crate) enum Addressed<'a> {
    Control,
    Authority(AuthorityPlace),
    Operation(&'a Operation, Vec<(&'a str, String)>),
    /// A file of an export.
    Storage,
    /// Something, though not for this method.
    OtherMethods(Vec<&'a str>),
    Nothing,
}

impl Addressed<'_> {
    /// Control and authority are on the main host; the others have their operations alone.
    pub(crate) fn of(request: &Request) -> Self {
        if let Some(host) = Document::get().host(request) {
            if host.name == STORAGE {
                return Self::Storage;
            }
            return Self::of_document(Some(host), request);
        }
        if request.segments.first().is_some_and(|first| first.eq_ignore_ascii_case("_emulator")) {
            return Self::Control;
        }
        match AuthorityPlace::of(request) {
            Some(place) => Self::Authority(place),
            None => Self::of_document(None, request),
        }
    }

    fn of_document(host: Option<&Host>, request: &Request) -> Self {
        match Document::get().route(host, request.method.as_str(), &request.segments) {
            Route::Found(operation, parameters) => Self::Operation(operation, parameters),
            Route::OtherMethods(methods) => Self::OtherMethods(methods),
            Route::Nowhere => Self::Nothing,
        }
    }

    /// The operation's id in the document, or the word for the token endpoint.
    pub(crate) fn operation(&self) -> &str {
        match self {
            Self::Operation(operation, _) => &operation.id,
            Self::Authority(place) if place.gives_tokens() => TOKEN,
            Self::Storage => BLOB,
            _ => "",
        }
    }

    pub(crate) fn speaker(&self) -> Speaker<'_> {
        match self {
            Self::Operation(operation, _) => Speaker::Service(&operation.area),
            Self::Authority(_) => Speaker::Authority,
            Self::Storage => Speaker::Between,
            _ => Speaker::Service(""),
        }
    }

    /// Whether the ledger keeps it: a POST that only asks is not a write.
    pub(crate) fn is_write(&self) -> bool {
        match self {
            Self::Operation(operation, _) => !operation.only_reads,
            _ => false,
        }
    }

    /// The answer that a script gives in place of the real one.
    pub(crate) fn scripted(
        &self,
        action: &Action,
        world: &mut World,
        request: &Request,
        now: SystemTime,
    ) -> Option<Reply> {
        match self {
            Self::Authority(_) => fault_replies::of_authority(action, world, request, now),
            _ => fault_replies::reply(action),
        }
    }

    pub(crate) fn work(
        &self,
        memory: &mut Memory,
        request: &Request,
        actions: &[Action],
        clock: &EmulatorClock,
        now: SystemTime,
    ) -> Done {
        match self {
            Self::Operation(operation, parameters) => {
                operate(memory, operation, parameters.clone(), request, actions, now)
            }
            Self::Authority(place) => place.work(&mut memory.authority(now), request, clock).into(),
            Self::Storage => storage::serve(&memory.world, request, now).into(),
            Self::OtherMethods(methods) => lacking::other_methods(request, methods).into(),
            Self::Control | Self::Nothing => lacking::nothing(request).into(),
        }
    }
}
