//! Making, reading and changing carts.

pub(crate) mod checkout;
mod checks;
mod errors;
mod lines;
mod savings;

use std::time::{Duration, SystemTime};

use crate::call::Call;
use crate::fault_codes::{
    ALREADY_SUBMITTED, BAD_PROPERTY, CART_ITEMS, NO_CART, PARTNER_ATTESTATION,
};
use crate::faults::Action;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse, refuse_for};
use crate::routes::carts::checks::Checks;
use crate::routes::links;
use crate::settings::{ExpiredCart, LineProblems, OrderedCart, Settings};
use crate::state::cart::{Cart, Line, LineError};
use crate::state::dates;
use crate::state::world::World;

pub(crate) fn create(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?.id.clone();
    let content = read(world, call, &customer)?;
    let cart = content.into_cart(world.ids.guid(), customer, call, &world.settings);
    call.effect.cart = Some(cart.id.clone());
    let reply = Reply::json(201, print(&cart, View::Whole, &world.settings, call.now));
    world.carts.push(cart);
    Ok(reply)
}

pub(crate) fn get(world: &mut World, call: &mut Call<'_>) -> Answer {
    let at = find(world, call)?;
    Ok(Reply::json(200, print(&world.carts[at], View::Whole, &world.settings, call.now)))
}

pub(crate) fn update(world: &mut World, call: &mut Call<'_>) -> Answer {
    let at = find(world, call)?;
    let id = world.carts[at].id.clone();
    if world.carts[at].ordered.is_some() {
        return refuse_for(ALREADY_SUBMITTED, format!("It is `{id}`."));
    }
    let customer = world.carts[at].customer.clone();
    let content = read(world, call, &customer)?;
    let cart = &mut world.carts[at];
    cart.lines = content.lines;
    cart.attestation = content.attestation;
    cart.unknown = content.unknown;
    cart.modified = call.now;
    cart.user = call.user.clone();
    call.effect.cart = Some(id);
    // The page answers a PUT with 201, with a link that has `/v1`, and without status and expiry.
    let (status, view) =
        if world.settings.is_wire() { (201, View::Updated) } else { (200, View::Whole) };
    Ok(Reply::json(status, print(&world.carts[at], view, &world.settings, call.now)))
}

/// Where the cart stands that a call is about.
pub(crate) fn find(world: &World, call: &Call<'_>) -> Result<usize, Refusal> {
    let customer = &world.customer(&call.partner, &call.parameter("customer-id"))?.id;
    let id = call.parameter("cart-id");
    let found = world
        .carts
        .iter()
        .position(|cart| cart.customer == *customer && cart.id.eq_ignore_ascii_case(&id));
    let Some(at) = found else {
        return refuse_for(NO_CART, format!("It is `{id}`."));
    };
    if call.now >= world.carts[at].expires {
        lapsed(&world.carts[at], &world.settings)?;
    }
    Ok(at)
}

/// What a cart is answered with after its life, which depends on whether it was bought.
fn lapsed(cart: &Cart, settings: &Settings) -> Result<(), Refusal> {
    let id = &cart.id;
    match (cart.is_ordered(settings), settings.ordered_cart, settings.expired_cart) {
        (true, OrderedCart::Readable, _) => Ok(()),
        (true, OrderedCart::NotFound, _) | (false, _, ExpiredCart::NotFound) => {
            refuse_for(NO_CART, format!("`{id}` has expired."))
        }
        (false, _, ExpiredCart::Refused) => {
            refuse_for(CART_ITEMS, format!("The cart `{id}` has expired."))
        }
    }
}

fn lapses(now: SystemTime, lifetime: u64) -> SystemTime {
    now.checked_add(Duration::from_secs(lifetime)).unwrap_or(now)
}

/// What a request puts into a cart.
struct Content {
    lines: Vec<Line>,
    attestation: Option<bool>,
    unknown: Object,
}

impl Content {
    fn into_cart(self, id: String, customer: String, call: &Call<'_>, settings: &Settings) -> Cart {
        Cart {
            id,
            customer,
            created: call.now,
            modified: call.now,
            expires: lapses(call.now, settings.cart_lifetime_seconds),
            user: call.user.clone(),
            lines: self.lines,
            ordered: None,
            placed: Default::default(),
            attestation: self.attestation,
            unknown: self.unknown,
        }
    }
}

/// A cart that is never stored: what an order buys that is created without one. All of it is one
/// group, and a line that cannot be bought is refused.
pub(crate) fn for_order(
    world: &World,
    call: &Call<'_>,
    customer: &str,
    body: Object,
) -> Result<Cart, Refusal> {
    let mut content = content(world, call, customer, body, LineProblems::Refused)?;
    for line in &mut content.lines {
        line.order_group.clear();
    }
    Ok(content.into_cart(String::new(), customer.to_owned(), call, &world.settings))
}

/// Members of a cart that only the service fills; in a request they are ignored.
const FILLED: &[&str] = &[
    "id",
    "creationTimestamp",
    "lastModifiedTimestamp",
    "expirationTimestamp",
    "lastModifiedUser",
    "status",
    "links",
    "attributes",
];

fn read(world: &World, call: &Call<'_>, customer: &str) -> Result<Content, Refusal> {
    content(world, call, customer, call.body()?, world.settings.line_problems)
}

/// What a body puts into a cart; `problems` says where lines that cannot be bought show.
fn content(
    world: &World,
    call: &Call<'_>,
    customer: &str,
    mut body: Object,
    problems: LineProblems,
) -> Result<Content, Refusal> {
    let mut lines = lines::read_all(&mut body)?;
    let attestation = lines::flag(&mut body, "partnerOnRecordAttestationAccepted")?;
    for name in FILLED {
        body.take(name);
    }
    if world.settings.require_partner_attestation
        && attestation != Some(true)
        && has_additional_reseller(&lines)
    {
        return refuse(PARTNER_ATTESTATION);
    }
    if world.settings.refuse_renews_to
        && lines.iter().flat_map(Line::with_addons).any(|l| l.renews_to.is_some())
    {
        return refuse_for(BAD_PROPERTY, "`renewsTo` is not taken here.");
    }
    let checks = Checks {
        world,
        customer: world.customer(&call.partner, customer)?,
        now: call.now,
        participants: world.partner(&call.partner).is_none_or(|partner| partner.participants),
    };
    for line in &mut lines {
        check(&checks, problems, line, None)?;
        let mut addons = std::mem::take(&mut line.addons);
        for addon in &mut addons {
            check(&checks, problems, addon, Some(line))?;
        }
        line.addons = addons;
    }
    script(call.actions, &mut lines);
    group(world, &mut lines);
    Ok(Content { lines, attestation, unknown: body })
}

fn has_additional_reseller(lines: &[Line]) -> bool {
    let participants = lines.iter().flat_map(|line| line.participants.iter().flatten());
    participants
        .filter_map(Json::as_object)
        .any(|participant| participant.text("key") == Some("additional_transaction_reseller"))
}

fn check(
    checks: &Checks<'_>,
    problems: LineProblems,
    line: &mut Line,
    base: Option<&Line>,
) -> Result<(), Refusal> {
    match checks.find(line, base) {
        Ok(item) => {
            if line.term.is_none() {
                line.term = checks
                    .world
                    .availability(&line.catalog_item, checks.now)
                    .and_then(|found| found.offer.terms.first())
                    .map(|term| term.duration.clone());
            }
            line.item = Some(item);
        }
        Err(problem) => line.error = Some(problem.placed(problems)?),
    }
    Ok(())
}

/// Puts scripted errors on lines.
fn script(actions: &[Action], all: &mut [Line]) {
    for action in actions {
        let Action::LineError { line: wanted, code, description } = action else { continue };
        let strike = |line: &mut Line| {
            if wanted.is_none_or(|wanted| wanted == line.id) {
                line.error = Some(LineError { code: *code, description: description.clone() });
            }
        };
        for line in all.iter_mut() {
            strike(line);
            line.addons.iter_mut().for_each(strike);
        }
    }
}

/// Gives the lines their order groups: one for each billing cycle and type of product.
fn group(world: &World, all: &mut [Line]) {
    let mut groups: Vec<(String, String)> = Vec::new();
    let mut assign = |line: &mut Line| {
        let product = line.catalog_item.split(':').next().and_then(|id| world.product(id));
        let kind = product.map(|product| product.product_type.id.clone());
        let key = (line.billing_cycle.clone(), kind.unwrap_or_default());
        let at = groups.iter().position(|known| *known == key).unwrap_or_else(|| {
            groups.push(key);
            groups.len() - 1
        });
        let recurring = line.billing_cycle != "one_time";
        let prefix = if recurring && world.settings.is_wire() { "OMS-" } else { "" };
        line.order_group = format!("{prefix}{at}");
    };
    for line in all {
        assign(line);
        line.addons.iter_mut().for_each(&mut assign);
    }
}

/// Which answer a cart is printed in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Whole,
    /// As the page shows the answer to a PUT.
    Updated,
}

fn print(cart: &Cart, view: View, settings: &Settings, now: SystemTime) -> Object {
    let whole = view == View::Whole;
    let uri = format!("{}/carts/{}", links::customer(&cart.customer), cart.id);
    let mut printed = object! {
        "id": &cart.id,
        "creationTimestamp": dates::stamp(cart.created),
        "lastModifiedTimestamp": dates::stamp(cart.modified),
        "expirationTimestamp": whole.then(|| dates::stamp(cart.expires)),
        "lastModifiedUser": &cart.user,
        "lineItems": cart.lines.iter().map(|line| lines::print(line, settings)).collect::<Json>(),
        "status": whole.then(|| cart.status(settings, now)),
    };
    printed.extend(&cart.unknown);
    let uri = if whole { uri } else { format!("/v1{uri}/") };
    printed.put("links", object! { "self": links::get(uri) });
    printed.put("attributes", links::attributes("Cart"));
    printed
}
