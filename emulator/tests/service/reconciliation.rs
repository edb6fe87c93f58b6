//! Exports of bills on Microsoft Graph, and their files on a storage of their own.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use partner_center_emulator::seed::{INVOICE_LEGACY, INVOICE_ONE_TIME};
use partner_center_emulator::{
    BillingPermission, ExportCounts, ExportEnd, ExportFiles, Profile, Settings,
};
use serde_json::{Value, json};

use crate::client::{Answer, Client};

const HOST: &str = "graph.microsoft.com";
const BILLING: &str = "/v1.0/reports/partners/billing";

fn graph(change: impl FnOnce(&mut Settings)) -> Client {
    Client::with(change).at(HOST)
}

fn begin(client: &Client, path: &str, body: Value) -> String {
    let answer = client.post(&format!("{BILLING}/{path}/export"), body);
    assert_eq!(answer.status, 202, "{}", answer.text());
    assert_eq!(answer.bytes.len(), 0);
    answer.header("location").split_once(HOST).unwrap().1.to_owned()
}

fn billed(client: &Client) -> String {
    begin(client, "reconciliation/billed", json!({ "invoiceId": INVOICE_ONE_TIME }))
}

/// The manifest of an export that has ended.
fn manifest(client: &Client, operation: &str) -> Value {
    client.advance(25);
    let done = client.get(operation).expect(200);
    let link = done["resourceLocation@odata.navigationLink"].as_str().unwrap();
    client.get(link.split_once(HOST).unwrap().1).expect(200)
}

/// A file of the storage, as whoever has no token for anything else asks for it.
fn file(client: &Client, manifest: &Value, number: usize) -> Answer {
    let root = manifest["rootDirectory"].as_str().unwrap();
    let (host, folder) = root.strip_prefix("https://").unwrap().split_once('/').unwrap();
    let name = manifest["blobs"][number]["name"].as_str().unwrap();
    let sas = manifest["sasToken"].as_str().unwrap();
    let anybody = Client::signed_out(client.emulator.clone()).header("host", host);
    anybody.get(&format!("/{folder}/{name}?{sas}"))
}

fn lines(answer: &Answer) -> Vec<Value> {
    let mut text = String::new();
    MultiGzDecoder::new(&*answer.bytes).read_to_string(&mut text).unwrap();
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_export_takes_its_time_and_has_the_lines_of_the_invoice() {
    let client = graph(|settings| settings.profile = Profile::Plain);
    let operation = billed(&client);
    let first = client.get(&operation);
    assert_eq!(first.header("retry-after"), "10");
    assert_eq!(first.expect(200)["status"], "notStarted");
    client.advance(10);
    assert_eq!(client.get(&operation).expect(200)["status"], "running");
    let manifest = manifest(&client, &operation);
    assert_eq!(manifest["blobCount"], 1);
    let lines = lines(&file(&client, &manifest, 0));
    let path = format!(
        "/v1/invoices/{INVOICE_ONE_TIME}/lineitems?provider=onetime&invoicelineitemtype=billinglineitems"
    );
    let mut main = Client::signed_out(client.emulator.clone());
    main.renew();
    let former = main.get(&path).expect(200);
    let former = former["items"].as_array().unwrap();
    assert_eq!(lines.len(), former.len());
    for (line, former) in lines.iter().zip(former) {
        assert_eq!(line.as_object().unwrap().len(), 47);
        assert_eq!(line["OrderId"], former["orderId"]);
        assert_eq!(line["Total"], former["totalForCustomer"]);
        assert_eq!(line["Tier2MpnId"], former["resellerMpnId"]);
    }
}

#[test]
fn files_have_several_members_a_mark_and_blank_lines_on_the_wire() {
    let client = graph(|settings| settings.export_file_lines = 2);
    let operation = billed(&client);
    let manifest = manifest(&client, &operation);
    assert!(manifest["blobCount"].as_u64().unwrap() > 1, "{manifest}");
    let first = file(&client, &manifest, 0);
    let mut text = Vec::new();
    MultiGzDecoder::new(&*first.bytes).read_to_end(&mut text).unwrap();
    assert!(text.starts_with(b"\xEF\xBB\xBF{"));
    assert!(text.ends_with(b"}\n\r\n"));
    assert_eq!(lines(&first).len(), 2);
    client.emulator.change(|settings| settings.export_files = ExportFiles::Plain);
    assert_eq!(file(&client, &manifest, 0).bytes, text);
}

#[test]
fn the_storage_wants_the_token_of_the_manifest_and_no_other() {
    let client = graph(|settings| settings.sas_seconds = 60);
    let operation = billed(&client);
    let manifest = manifest(&client, &operation);
    let good = file(&client, &manifest, 0);
    assert_eq!(good.status, 200);
    let mut forged = manifest.clone();
    forged["sasToken"] = "se=2030-01-01T00%3A00%3A00Z&sig=mine".into();
    assert_eq!(file(&client, &forged, 0).status, 403);
    forged["sasToken"] = "".into();
    assert_eq!(file(&client, &forged, 0).status, 404);
    client.advance(60);
    let ended = file(&client, &manifest, 0);
    assert_eq!((ended.status, ended.header("x-ms-error-code")), (403, "AuthenticationFailed"));
    let bearer = client.token.clone().unwrap();
    let with_bearer = Client::signed_out(client.emulator.clone()).with_token(bearer);
    let with_bearer = with_bearer.header("host", "contosoexports.blob.core.windows.net");
    assert_eq!(with_bearer.get("/exports/any").status, 400);
}

#[test]
fn a_legacy_invoice_fails_and_so_does_what_is_told_to() {
    let client = graph(|_| {});
    let body = json!({ "invoiceId": INVOICE_LEGACY });
    let operation = begin(&client, "reconciliation/billed", body);
    client.advance(25);
    let failed = client.get(&operation).expect(200);
    assert_eq!((&failed["status"], &failed["error"]["code"]), (&"failed".into(), &"5000".into()));
    client.emulator.change(|settings| settings.export_end = ExportEnd::Failed);
    let operation = billed(&client);
    client.advance(25);
    assert_eq!(client.get(&operation).expect(200)["status"], "failed");
}

#[test]
fn refusals_have_the_form_of_graph() {
    let client = graph(|settings| settings.billing_permission = BillingPermission::Missing);
    let path = format!("{BILLING}/reconciliation/billed/export");
    let refused = client.post(&path, json!({ "invoiceId": "G1" })).expect(403);
    assert_eq!(refused["error"]["code"], "Authorization_RequestDenied");
    let main = Client::new().header("host", HOST);
    let wrong = main.post(&path, json!({ "invoiceId": "G1" })).expect(401);
    assert_eq!(wrong["error"]["code"], "InvalidAuthenticationToken");
    client.emulator.change(|settings| {
        settings.billing_permission = BillingPermission::Granted;
    });
    assert_eq!(client.post(&path, json!({})).expect(400)["error"]["code"], "BadRequest");
    let operation = billed(&client);
    client.emulator.change(|settings| settings.export_lifetime_seconds = 5);
    client.advance(5);
    assert_eq!(client.get(&operation).expect(410)["error"]["code"], "Gone");
}

#[test]
fn what_is_not_billed_and_what_was_used_are_exported_too() {
    let client = graph(|settings| {
        settings.profile = Profile::Plain;
        settings.export_counts = ExportCounts::Right;
    });
    client.advance(9 * 24 * 60 * 60);
    let client = client.at(HOST);
    let body =
        json!({ "billingPeriod": "current", "currencyCode": "usd", "attributeSet": "basic" });
    for (path, columns) in [("usage/unbilled", 30), ("reconciliation/unbilled", 35)] {
        let operation = begin(&client, path, body.clone());
        let manifest = manifest(&client, &operation);
        let lines = lines(&file(&client, &manifest, 0));
        assert_eq!(manifest["blobs"][0]["itemCount"], lines.len());
        for line in &lines {
            assert_eq!(line.as_object().unwrap().len(), columns, "{path}");
        }
        assert!(path.starts_with("recon") || !lines.is_empty(), "{path}");
    }
}
