//! The inventory checks: the one that was retired, and its successor by resource type.

use std::time::{Duration, SystemTime};

use crate::call::Call;
use crate::fault_codes::{BAD_INPUT, NOT_FOUND};
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::links;
use crate::settings::{InventoryByResourceType, RetiredInventoryCheck};
use crate::state::catalog::{Product, Sku};
use crate::state::world::World;

/// The end of 25 September 2026 in UTC, in seconds since 1970.
const RETIRED: u64 = 1_790_380_800;

/// The prerequisite of the SKUs that the checks are about.
const PREREQUISITE: &str = "InventoryCheck";

/// The region among the values of a question.
const REGION: &str = "armRegionName";

/// Resource types whose question must have a region.
const WITH_REGION: &[&str] = &[
    "AppService",
    "Avs",
    "AzureFiles",
    "Backup",
    "BlockBlob",
    "DataFactory",
    "DedicatedHost",
    "FabricCapacity",
    "ManagedDisk",
    "MariaDB",
];

/// Resource types whose question must not have one.
const WITHOUT_REGION: &[&str] = &[
    "AzureDataExplorer",
    "CopilotCredit",
    "CosmosDb",
    "Databricks",
    "FoundryAgent",
    "GitHubAICredit",
    "GitHubP3",
    "MDC",
];

pub(crate) fn check(world: &mut World, call: &mut Call<'_>) -> Answer {
    let is_gone = match world.settings.check_inventory {
        RetiredInventoryCheck::ByDate => is_retired(call.now),
        RetiredInventoryCheck::Served => false,
        RetiredInventoryCheck::Gone => true,
    };
    if is_gone {
        let text = "This operation was retired on 25 September 2026; \
                    checkinventorybyresourcetype has taken its place.";
        return Ok(Reply::gateway(410, text));
    }
    let question = Question::read(world, call)?;
    if question.targets.is_empty() {
        return refuse_for(BAD_INPUT, "The body has no `targetItems`.");
    }
    Ok(Reply::json(200, Json::from(question.named(world)?)))
}

pub(crate) fn check_by_resource_type(world: &mut World, call: &mut Call<'_>) -> Answer {
    let form = world.settings.inventory_by_resource_type;
    if form == InventoryByResourceType::Gone {
        return refuse_for(NOT_FOUND, "There is no inventory check by resource type.");
    }
    let Some(kind) = call.query("resourceType").filter(|kind| !kind.is_empty()) else {
        return refuse_for(BAD_INPUT, "The query has no `resourceType`.");
    };
    let mut question = Question::read(world, call)?;
    question.fits(kind)?;
    question.type_takes_no_region = is_in(WITHOUT_REGION, kind);
    let verdicts = match question.targets.is_empty() {
        true => question.everything(world)?,
        false => question.named(world)?,
    };
    let answer = match form {
        InventoryByResourceType::Collection => {
            let uri =
                format!("/extensions/product/checkinventorybyresourcetype?resourceType={kind}");
            Json::from(links::collection(verdicts, uri))
        }
        InventoryByResourceType::Other => Json::from(object! { "inventory": verdicts }),
        _ => Json::from(verdicts),
    };
    Ok(Reply::json(200, answer))
}

fn is_retired(now: SystemTime) -> bool {
    now >= SystemTime::UNIX_EPOCH + Duration::from_secs(RETIRED)
}

fn is_in(kinds: &[&str], kind: &str) -> bool {
    kinds.iter().any(|one| one.eq_ignore_ascii_case(kind))
}

/// What is asked.
struct Question {
    country: String,
    targets: Vec<Json>,
    context: Object,
    /// Whether the resource type takes no region, whatever a SKU asks for.
    type_takes_no_region: bool,
}

impl Question {
    fn read(world: &World, call: &Call<'_>) -> Result<Self, Refusal> {
        let country = call.country()?;
        let body = call.body()?;
        let targets = body.get("targetItems").and_then(Json::as_list).unwrap_or_default();
        let context = body.get("inventoryContext").and_then(Json::as_object);
        let question = Self {
            country,
            targets: targets.to_vec(),
            context: context.cloned().unwrap_or_default(),
            type_takes_no_region: false,
        };
        if let Some(customer) = question.context.text("customerId") {
            world.customer(&call.partner, customer)?;
        }
        Ok(question)
    }

    /// Whether the region is there, or missing, as the resource type asks.
    fn fits(&self, kind: &str) -> Result<(), Refusal> {
        match self.context.text(REGION) {
            None if is_in(WITH_REGION, kind) => {
                refuse_for(BAD_INPUT, format!("The resource type {kind} needs `{REGION}`."))
            }
            Some(_) if is_in(WITHOUT_REGION, kind) => {
                refuse_for(BAD_INPUT, format!("The resource type {kind} takes no `{REGION}`."))
            }
            _ => Ok(()),
        }
    }

    /// The verdicts on what the question names.
    fn named(&self, world: &World) -> Result<Vec<Object>, Refusal> {
        let mut verdicts = Vec::new();
        for target in &self.targets {
            let target = target.as_object();
            let Some(id) = target.and_then(|target| target.text("productId")) else {
                return refuse_for(BAD_INPUT, "An item of `targetItems` has no `productId`.");
            };
            // What the catalog does not hold is left out without a word.
            let Some(product) =
                world.product(id).filter(|product| product.is_sold_in(&self.country))
            else {
                continue;
            };
            let wanted = target.and_then(|target| target.text("skuId")).filter(|id| !id.is_empty());
            let skus = product.skus.iter().filter(|sku| {
                sku.is_sold_in(&self.country)
                    && wanted.is_none_or(|wanted| sku.id.eq_ignore_ascii_case(wanted))
            });
            for sku in skus {
                verdicts.push(self.verdict(world, product, sku)?);
            }
        }
        Ok(verdicts)
    }

    /// The verdicts on everything that is checked at all.
    fn everything(&self, world: &World) -> Result<Vec<Object>, Refusal> {
        let products = world.products.iter().filter(|product| product.is_sold_in(&self.country));
        let skus = products.flat_map(|product| product.skus.iter().map(move |sku| (product, sku)));
        skus.filter(|(_, sku)| sku.is_sold_in(&self.country) && sku.needs(PREREQUISITE))
            .map(|(product, sku)| self.verdict(world, product, sku))
            .collect()
    }

    fn verdict(&self, world: &World, product: &Product, sku: &Sku) -> Result<Object, Refusal> {
        let lacks = |name: &&String| {
            let is_waived = self.type_takes_no_region && name.eq_ignore_ascii_case(REGION);
            !is_waived && self.context.text(name).is_none()
        };
        if let Some(missing) = sku.inventory_variables.iter().find(lacks) {
            let text = format!(
                "`inventoryContext` lacks {missing}, which {}:{} needs.",
                product.id, sku.id
            );
            return refuse_for(BAD_INPUT, text);
        }
        let subscription = self.context.text("azureSubscriptionId").unwrap_or_default();
        let region = self.context.text(REGION);
        let found = world.restricted(&product.id, sku, subscription).filter(|restriction| {
            region.is_none_or(|region| region.eq_ignore_ascii_case(&restriction.region))
        });
        let restrictions: Vec<Object> = found
            .map(|restriction| {
                object! {
                    "reasonCode": "NotAvailableForSubscription",
                    "description": format!("Nothing is left in the location `{}`.", restriction.region),
                    "properties": object! { "type": "Location", "values": &restriction.region },
                }
            })
            .into_iter()
            .collect();
        Ok(object! {
            "productId": &product.id,
            "skuId": &sku.id,
            "isRestricted": !restrictions.is_empty(),
            "restrictions": restrictions,
        })
    }
}
