//! Entitlements: what a customer holds because an order was fulfilled, and the reservations among
//! it.

use std::time::{Duration, SystemTime};

use crate::call::Call;
use crate::fault_codes::{BAD_WORD, NOT_FOUND};
use crate::ids::guid_of;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::links;
use crate::settings::{ArtifactLinks, Reservations, Settings};
use crate::state::catalog::Delivers;
use crate::state::dates;
use crate::state::order::{Order, OrderLine};
use crate::state::pair::plain;
use crate::state::world::World;

/// A line of a fulfilled order that a customer still has.
#[derive(Clone, Copy)]
struct Held<'a> {
    order: &'a Order,
    number: usize,
    line: &'a OrderLine,
}

pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = &world.customer(&call.partner, &call.parameter("customer-id"))?.id;
    let wanted = call.query("entitlementType").map(kind).transpose()?;
    let expiry = call.flag("showExpiry");
    let items: Vec<Object> = held(world, customer, call.now)
        .filter(|held| wanted.is_none_or(|wanted| held.line.delivers == wanted))
        .map(|held| held.print(world, expiry))
        .collect();
    // The examples of this list have no links.
    Ok(Reply::json(
        200,
        object! {
            "totalCount": items.len(),
            "items": items,
            "attributes": links::attributes("Collection"),
        },
    ))
}

/// The details of a reservation, behind the link of its artifact.
pub(crate) fn artifact(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = &world.customer(&call.partner, &call.parameter("customer-id"))?.id;
    let asked = ["artifact-type", "group-id", "line-item-id", "resource-id"];
    let asked = asked.map(|name| call.parameter(name));
    let found = held(world, customer, call.now).find(|held| {
        let own = held.address(&world.settings);
        own.iter().zip(&asked).all(|(own, asked)| own.eq_ignore_ascii_case(asked))
    });
    match found {
        Some(held) if held.is_reservation() => {
            Ok(Reply::json(200, held.print_artifact(&world.settings)))
        }
        _ => refuse_for(NOT_FOUND, "There is no such artifact."),
    }
}

/// What a customer has, in the order in which it was bought.
fn held<'a>(
    world: &'a World,
    customer: &'a str,
    now: SystemTime,
) -> impl Iterator<Item = Held<'a>> {
    let settings = &world.settings;
    let after = Duration::from_secs(settings.fulfillment_seconds)
        .saturating_add(Duration::from_secs(settings.entitlement_delay_seconds));
    let orders = world.orders.iter().filter(move |order| {
        order.customer == customer
            && order.provisioned
            && now.duration_since(order.created).is_ok_and(|age| age >= after)
    });
    orders
        .flat_map(|order| {
            let lines = order.lines.iter().enumerate();
            lines.map(move |(number, line)| Held { order, number, line })
        })
        // Software subscriptions are seen among the subscriptions and not here.
        .filter(|held| held.line.delivers != Delivers::Subscription && held.line.is_owned())
}

/// A kind of entitlement in any spelling.
fn kind(word: &str) -> Result<Delivers, Refusal> {
    match plain(word).as_str() {
        "software" => Ok(Delivers::Software),
        "reservedinstance" | "virtualmachinereservedinstance" => Ok(Delivers::Reservation),
        _ => refuse_for(BAD_WORD, format!("The value of `entitlementType` is `{word}`.")),
    }
}

/// What paths to artifacts call reservations.
fn path_kind(settings: &Settings) -> &'static str {
    match settings.reservations {
        Reservations::Former => "virtualmachinereservedinstance",
        Reservations::Mixed | Reservations::Current => "reservedinstance",
    }
}

/// What answers call reservations.
fn reservation_kind(settings: &Settings) -> &'static str {
    match settings.reservations {
        Reservations::Former => "virtual_machine_reserved_instance",
        Reservations::Mixed | Reservations::Current => "reservedinstance",
    }
}

impl Held<'_> {
    fn is_reservation(self) -> bool {
        self.line.delivers == Delivers::Reservation
    }

    /// The parts of the path to the artifact that are not the customer.
    fn address(self, settings: &Settings) -> [String; 4] {
        let name = format!("{} {}", self.order.id, self.number);
        [
            path_kind(settings).to_owned(),
            guid_of(&format!("group {}", self.order.id)).replace('-', ""),
            guid_of(&format!("line {name}")),
            self.line.reservation(&self.order.id, self.number).unwrap_or_default(),
        ]
    }

    fn end(self) -> Option<SystemTime> {
        let months = dates::months_of(self.line.term.as_deref()?)?;
        dates::months_later(self.order.created, months)
    }

    fn print(self, world: &World, expiry: bool) -> Object {
        let settings = &world.settings;
        let wire = settings.is_wire();
        let attributes = || object! { "reservationType": "virtualmachines" };
        let artifacts: Vec<Object> = self
            .is_reservation()
            .then(|| {
                let mut artifact = object! {
                    "link": links::get(self.link(settings)),
                    "resourceId": self.line.reservation(&self.order.id, self.number),
                    "artifactType": path_kind(settings),
                };
                artifact.put("dynamicAttributes", (!wire).then(attributes));
                artifact
            })
            .into_iter()
            .collect();
        let mut printed = self.print_brief(&self.line.product, &self.line.sku, settings);
        printed.put("includedEntitlements", self.included(world));
        printed.put("entitledArtifacts", artifacts);
        let end = self.end().filter(|_| expiry);
        printed.put("expiryDate", end.map(dates::stamp));
        // Q-DYNATTR: the example has them here instead of on the artifact.
        printed.put("dynamicAttributes", (wire && self.is_reservation()).then(attributes));
        printed
    }

    /// What comes with the SKU without being ordered.
    fn included(self, world: &World) -> Vec<Object> {
        let sku = world.product(&self.line.product).and_then(|product| product.sku(&self.line.sku));
        let names = sku.map(|sku| sku.includes.as_slice()).unwrap_or_default();
        names
            .iter()
            .filter_map(|name| name.split_once(':'))
            .map(|(product, sku)| self.print_brief(product, sku, &world.settings))
            .collect()
    }

    fn print_brief(self, product: &str, sku: &str, settings: &Settings) -> Object {
        let left = self.line.left();
        // The example of a reservation does not have the short name of its order.
        let named = !(settings.is_wire() && self.is_reservation());
        let detail = object! { "quantity": left, "status": "fulfilled" };
        object! {
            "includedEntitlements": Vec::<Json>::new(),
            "referenceOrder": object! {
                "id": &self.order.id,
                "lineItemId": self.number.to_string(),
                "alternateId": named.then_some(&self.order.alternate_id),
            },
            "productId": product,
            "quantity": left,
            // In the table, and in none of the examples.
            "quantityDetails": (!settings.is_wire()).then(|| vec![detail]),
            "entitledArtifacts": Vec::<Json>::new(),
            "skuId": sku,
            "entitlementType":
                if self.is_reservation() { reservation_kind(settings) } else { "software" },
        }
    }

    fn link(self, settings: &Settings) -> String {
        let [kind, group, line, resource] = self.address(settings);
        let start = match settings.artifact_links {
            ArtifactLinks::Relative => "",
            ArtifactLinks::Versioned => "/v1",
            ArtifactLinks::Elsewhere => "https://elsewhere.example/v1",
        };
        let customer = links::customer(&self.order.customer);
        format!(
            "{start}{customer}/artifacts/{kind}/groups/{group}/lineitems/{line}/resource/{resource}"
        )
    }

    fn print_artifact(self, settings: &Settings) -> Object {
        let wire = settings.is_wire();
        let line = self.line;
        let text = |name: &str| line.provisioning.text(name).unwrap_or_default();
        let single = text("scope").eq_ignore_ascii_case("single");
        let subscription = format!("/subscriptions/{}", text("subscriptionId"));
        let end = self.end().map(|end| match wire {
            true => dates::zoneless_stamp(end),
            false => dates::stamp(end),
        });
        let reservation = object! {
            "reservationId": guid_of(&format!("instance {} {}", self.order.id, self.number)),
            "displayName": line.friendly_name.as_ref().unwrap_or(&line.title),
            "scopeType": if single { "Single" } else { "Shared" },
            "appliedScopes": single.then(|| vec![subscription]),
            "quantity": line.left(),
            "expiryDateTime": end,
            "effectiveDateTime": dates::stamp(self.order.created),
            "provisioningState": "Created",
        };
        let mut printed = object! { "type": reservation_kind(settings) };
        let name = match settings.reservations {
            Reservations::Current => "reservations",
            Reservations::Mixed | Reservations::Former => "virtualMachineReservations",
        };
        printed.put(name, vec![reservation]);
        printed
    }
}
