//! Exports of reconciliation: begun, looked at, and listed in a manifest.

mod columns;
pub(crate) mod faults;
mod files;
mod lines;
mod sas;
pub(crate) mod storage;

use std::time::{Duration, SystemTime};

use crate::call::Call;
use crate::document::STORAGE_DOMAIN;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Reply};
use crate::routes::reconciliation::faults::{fault, missing_permission};
use crate::routes::reconciliation::files::Files;
use crate::routes::reconciliation::sas::sas_token;
use crate::settings::{BillingPermission, ExportCounts, ExportEnd, ManifestPlace};
use crate::state::dates;
use crate::state::export::{Columns, Export, ExportKind, ExportScope};
use crate::state::world::World;

/// How many exports are remembered.
const KEPT: usize = 1_000;

pub(crate) fn billed_lines(world: &mut World, call: &mut Call<'_>) -> Answer {
    billed(world, call, ExportKind::Reconciliation)
}

pub(crate) fn billed_usage(world: &mut World, call: &mut Call<'_>) -> Answer {
    billed(world, call, ExportKind::Usage)
}

pub(crate) fn unbilled_lines(world: &mut World, call: &mut Call<'_>) -> Answer {
    unbilled(world, call, ExportKind::Reconciliation)
}

pub(crate) fn unbilled_usage(world: &mut World, call: &mut Call<'_>) -> Answer {
    unbilled(world, call, ExportKind::Usage)
}

fn billed(world: &mut World, call: &mut Call<'_>, kind: ExportKind) -> Answer {
    let Ok(body) = call.body() else { return fault(400, "BadRequest", "The body is not JSON.") };
    let Some(invoice) = body.text("invoiceId").filter(|id| !id.is_empty()) else {
        return fault(400, "BadRequest", "The body has no `invoiceId`.");
    };
    begin(world, call, &body, ExportScope::Invoice(invoice.to_owned()), kind)
}

fn unbilled(world: &mut World, call: &mut Call<'_>, kind: ExportKind) -> Answer {
    let Ok(body) = call.body() else { return fault(400, "BadRequest", "The body is not JSON.") };
    let is_current = match body.text("billingPeriod").map(str::to_ascii_lowercase).as_deref() {
        Some("current") => true,
        Some("last") => false,
        _ => return fault(400, "BadRequest", "`billingPeriod` is neither `current` nor `last`."),
    };
    let is_code = |code: &&str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
    let Some(currency) = body.text("currencyCode").filter(is_code) else {
        return fault(400, "BadRequest", "The body has no `currencyCode` of three letters.");
    };
    let currency = currency.to_ascii_uppercase();
    begin(world, call, &body, ExportScope::Unbilled { is_current, currency }, kind)
}

fn begin(
    world: &mut World,
    call: &mut Call<'_>,
    body: &Object,
    scope: ExportScope,
    kind: ExportKind,
) -> Answer {
    if world.settings.billing_permission == BillingPermission::Missing {
        return missing_permission();
    }
    let columns = match body.text("attributeSet").map(str::to_ascii_lowercase).as_deref() {
        None | Some("full") => Columns::Full,
        Some("basic") => Columns::Basic,
        Some(_) => {
            return fault(400, "BadRequest", "`attributeSet` is neither `full` nor `basic`.");
        }
    };
    let (id, manifest) = (world.ids.guid(), world.ids.guid());
    let partner = call.partner.clone();
    let export =
        Export { id: id.clone(), manifest, partner, scope, kind, columns, asked: call.now };
    if world.exports.len() >= KEPT {
        world.exports.remove(0);
    }
    world.exports.push(export);
    let place = format!("{}/v1.0/reports/partners/billing/operations/{id}", origin(call));
    Ok(Reply::empty(202).header("Location", place).header("Retry-After", "10"))
}

/// Where this host is, as the caller sees it.
fn origin(call: &Call<'_>) -> String {
    match call.request.through {
        Some(_) => call.request.origin(),
        None => format!("https://{}", call.request.domain),
    }
}

pub(crate) fn operation(world: &mut World, call: &mut Call<'_>) -> Answer {
    let id = call.parameter("operation-id");
    let export = match find(world, call, |export| export.id.eq_ignore_ascii_case(&id)) {
        Ok(export) => export,
        Err(answer) => return answer,
    };
    let takes = Duration::from_secs(world.settings.export_seconds);
    let age = export.age(call.now);
    if age < takes {
        let status = if age < takes / 5 { "notStarted" } else { "running" };
        let printed = print_operation(&export, "runningOperation", status, call.now);
        return Ok(Reply::json(200, printed).header("Retry-After", "10"));
    }
    if let Some(message) = why_failed(world, &export) {
        let mut printed = print_operation(&export, "failedOperation", "failed", call.now);
        printed.put("error", object! { "code": "5000", "message": message });
        return Ok(Reply::json(200, printed));
    }
    let word = match world.settings.export_end {
        ExportEnd::Completed => "completed",
        ExportEnd::Succeeded | ExportEnd::Failed => "succeeded",
    };
    let mut printed = print_operation(&export, "exportSuccessOperation", word, call.now);
    let address =
        format!("{}/v1.0/reports/partners/billing/manifests/{}", origin(call), export.manifest);
    match world.settings.export_manifest {
        ManifestPlace::Link => printed.put("resourceLocation@odata.navigationLink", address),
        ManifestPlace::Text => printed.put("resourceLocation", address),
        ManifestPlace::Inline => {
            printed.put("resourceLocation", print_manifest(world, &export, call.now));
        }
    }
    Ok(Reply::json(200, printed))
}

/// Why an export comes to nothing, if it does.
fn why_failed(world: &World, export: &Export) -> Option<String> {
    if world.settings.export_end == ExportEnd::Failed {
        return Some("There is nothing to export.".to_owned());
    }
    match &export.scope {
        ExportScope::Invoice(id) if !Files::has_invoice(world, &export.partner, id) => Some(
            format!("Nothing can be exported of the invoice {id} at this time. Try again later."),
        ),
        _ => None,
    }
}

pub(crate) fn manifest(world: &mut World, call: &mut Call<'_>) -> Answer {
    let id = call.parameter("manifest-id");
    match find(world, call, |export| export.manifest.eq_ignore_ascii_case(&id)) {
        Ok(export) => {
            let mut printed = object! {
                "@odata.context":
                    "https://graph.microsoft.com/v1.0/$metadata#reports/partners/billing/manifests/$entity",
            };
            printed.append(print_manifest(world, &export, call.now));
            Ok(Reply::json(200, printed))
        }
        Err(answer) => answer,
    }
}

/// An export of the partner that is still kept.
fn find(world: &World, call: &Call<'_>, is_it: impl Fn(&Export) -> bool) -> Result<Export, Answer> {
    if world.settings.billing_permission == BillingPermission::Missing {
        return Err(missing_permission());
    }
    let of_partner = |export: &&Export| export.partner == call.partner && is_it(export);
    let Some(export) = world.exports.iter().find(of_partner) else {
        return Err(fault(404, "NotFound", "There is no such export."));
    };
    if export.age(call.now) >= Duration::from_secs(world.settings.export_lifetime_seconds) {
        return Err(fault(410, "Gone", "The export is no longer kept. Start a new one."));
    }
    Ok(export.clone())
}

fn print_operation(export: &Export, kind: &str, status: &str, now: SystemTime) -> Object {
    object! {
        "@odata.context":
            "https://graph.microsoft.com/v1.0/$metadata#reports/partners/billing/operations/$entity",
        "@odata.type": format!("#microsoft.graph.partners.billing.{kind}"),
        "id": &export.id,
        "status": status,
        "createdDateTime": dates::zoneless_stamp(export.asked),
        "lastActionDateTime": dates::stamp(now),
    }
}

fn print_manifest(world: &World, export: &Export, now: SystemTime) -> Object {
    let files = Files::of(world, export, now);
    let storage = world.storage.get();
    let storage = storage.cloned().unwrap_or_else(|| format!("https://{STORAGE_DOMAIN}"));
    let path = files::directory(export);
    let settings = &world.settings;
    let blobs = (0..files.count()).map(|number| {
        let mut blob = object! { "name": files.name(number), "partitionValue": number.to_string() };
        let lines = files.lines_in(number);
        match settings.export_counts {
            ExportCounts::None => {}
            ExportCounts::Right => blob.put("itemCount", lines),
            ExportCounts::Wrong => blob.put("itemCount", lines + 1),
        }
        blob
    });
    object! {
        "id": &export.manifest,
        "schemaVersion": "1",
        "dataFormat": "compressedJSON",
        "createdDateTime": dates::stamp(export.asked),
        "eTag": files.etag(settings.export_version),
        "partnerTenantId": &export.partner,
        "rootDirectory": format!("{storage}{path}"),
        "sasToken": sas_token(&path, now + Duration::from_secs(settings.sas_seconds)),
        "partitionType": "Default",
        "blobCount": files.count(),
        "blobs": blobs.collect::<Json>(),
    }
}
