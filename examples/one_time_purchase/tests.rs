//! What the program says, from the first line to the last.

#![allow(clippy::unwrap_used)]

use partner_center::{Cloud, Error};

use crate::arguments::Arguments;
use crate::buy;
use crate::say::Say;
use crate::stage::Stage;
use crate::time::Time;

#[tokio::test(start_paused = true)]
async fn a_purchase_ends_with_the_invoice_and_is_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("invoice.pdf");
    let say = Say::kept();
    let stage = Stage::embedded(Cloud::Global).unwrap();
    buy(&say, &stage, &Arguments::pdf_at(pdf.clone())).await.unwrap();

    let kept = std::fs::read(&pdf).unwrap();
    assert!(kept.starts_with(b"%PDF"));
    let said = say.said().replace(&folder.path().display().to_string(), "…");
    let said = said.replace(&format!("{} bytes", kept.len()), "… bytes");
    insta::assert_snapshot!(said, @r"
    Who buys
      Northwind Traders in US
      in an emulator of the cloud global inside this program: nothing is bought for real

    What can be bought
      products under SoftwarePerpetual: 1; SKUs of CONTOSO00001: 5
      products under AzureReservationsVM: 2; SKUs of CONTOSO00003: 3

    A plan, which changes nothing
      2 x Contoso Server Standard (CONTOSO00001:0001:CFACMJS15MT4)
      1 x Reserved D2, East US, 1 year, P1Y (CONTOSO00003:0001:CFAKZ9DM67M7)
        subscription b1000000-0000-4000-8000-000000000001: NotRegistered
        inventory: in stock

    Enabling the Azure subscription
      b1000000-0000-4000-8000-000000000001 is registered

    Checking the inventory
      Reserved D2, East US, 1 year: in stock

    A cart, and a correction
      cart 0c43407d-c177-46f7-83f9-1ca7864a7135 with 2 lines
      it expires at 2026-01-19 09:00:45 UTC
      the first line asks for 2
      and now for 3
      line 0: 3 x CONTOSO00001:0001:CFACMJS15MT4 in order group 0
      line 1: 1 x CONTOSO00003:0001:CFAKZ9DM67M7 in order group 1

    Checkout
      order E6tcXM1BY8GHjyB4eWz60l4QPvvMSSU_1 was placed
      order E6tcXM1BY8GHjyB4eWz60l4QPvvMSSU_1 is pending; lines: unfulfilled
      order E6tcXM1BY8GHjyB4eWz60l4QPvvMSSU_1 is pending; lines: prefulfillmentPending
      order E6tcXM1BY8GHjyB4eWz60l4QPvvMSSU_1 is completed; lines: fulfilled
      order biszrp7hH1zODT-Vd5hXyJx5ucAo-CLu1 was placed
      order biszrp7hH1zODT-Vd5hXyJx5ucAo-CLu1 is completed; lines: fulfilled

    What was bought
    ┌───────────────────────────────────┬──────┬──────────────────────────────┬──────────┬───────────┬──────────────┐
    │ order                             ┆ line ┆ item                         ┆ quantity ┆ status    ┆ order total  │
    ╞═══════════════════════════════════╪══════╪══════════════════════════════╪══════════╪═══════════╪══════════════╡
    │ E6tcXM1BY8GHjyB4eWz60l4QPvvMSSU_1 ┆ 0    ┆ Contoso Server Standard      ┆ 3        ┆ fulfilled ┆ 1851.75 USD  │
    │ biszrp7hH1zODT-Vd5hXyJx5ucAo-CLu1 ┆ 0    ┆ Reserved D2, East US, 1 year ┆ 1        ┆ fulfilled ┆ 613.2000 USD │
    └───────────────────────────────────┴──────┴──────────────────────────────┴──────────┴───────────┴──────────────┘

    What the customer holds
      3 x Contoso Server Standard (software), for good
      1 x Reserved D2, East US, 1 year (reservedinstance), until 2027-01-12
        reservation 84c9e30a-2baa-4c49-a5bf-904b5731277d: 1, scope Shared, from 2026-01-12 to 2027-01-12

    What it costs
      the emulator's clock now shows 2026-02-01 00:01:00 UTC: the month is over
      order E6tcXM1BY8GHjyB4eWz60l4QPvvMSSU_1 is on G000100002 for 2013.78 USD
      order biszrp7hH1zODT-Vd5hXyJx5ucAo-CLu1 is on G000100002 for 666.86 USD
    ┌────────────┬──────────────────────────────┬──────────┬──────────┬────────┬─────────┬──────────┐
    │ invoice    ┆ item                         ┆ quantity ┆ subtotal ┆ tax    ┆ total   ┆ currency │
    ╞════════════╪══════════════════════════════╪══════════╪══════════╪════════╪═════════╪══════════╡
    │ G000100002 ┆ Contoso Server Standard      ┆ 3        ┆ 1851.75  ┆ 162.03 ┆ 2013.78 ┆ USD      │
    │ G000100002 ┆ Reserved D2, East US, 1 year ┆ 1        ┆ 613.20   ┆ 53.66  ┆ 666.86  ┆ USD      │
    └────────────┴──────────────────────────────┴──────────┴──────────┴────────┴─────────┴──────────┘
      subtotal and tax make the total of each line
      order E6tcXM1BY8GHjyB4eWz60l4QPvvMSSU_1: billed as ordered
      order biszrp7hH1zODT-Vd5hXyJx5ucAo-CLu1: billed as ordered
      the PDF of G000100002, … bytes, is in …/invoice.pdf
    ");
}

/// What is said of a purchase in a cloud, and how it ends.
async fn said_in(cloud: Cloud) -> (String, Result<(), Error>) {
    let folder = tempfile::tempdir().unwrap();
    let say = Say::kept();
    let arguments = Arguments::pdf_at(folder.path().join("invoice.pdf"));
    let ended = buy(&say, &Stage::embedded(cloud.clone()).unwrap(), &arguments).await;
    let said = say.said().replace(&folder.path().display().to_string(), "…");
    (without_ids(&said.replace(cloud.name(), "…")), ended)
}

/// The text with each word that the emulator made up replaced: an id depends on how many requests came before it, and
/// the clouds differ in what is asked.
fn without_ids(said: &str) -> String {
    let made_up = |word: &str| word.len() > 30 && word.is_ascii();
    let words = said.split(' ').map(|word| if made_up(word) { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[tokio::test(start_paused = true)]
async fn it_is_the_same_purchase_in_the_cloud_of_the_us_government() {
    let (government, ended) = said_in(Cloud::UsGovernment).await;
    ended.unwrap();
    let (global, ended) = said_in(Cloud::Global).await;
    ended.unwrap();
    assert_eq!(government, global);
}

#[tokio::test(start_paused = true)]
async fn in_the_cloud_of_21vianet_it_looks_and_says_why_it_does_not_buy() {
    let (said, ended) = said_in(Cloud::China).await;
    assert!(
        said.contains("products under SoftwarePerpetual: 1; SKUs of CONTOSO00001: 5"),
        "{said}"
    );
    assert!(!said.contains("A cart"), "{said}");
    let why = ended.unwrap_err().to_string();
    assert!(why.contains("the cloud of 21Vianet (china) has no one-time purchases"), "{why}");
}

#[tokio::test(start_paused = true)]
async fn where_time_cannot_be_moved_it_looks_and_does_not_pretend() {
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("invoice.pdf");
    let say = Say::kept();
    let mut stage = Stage::embedded(Cloud::Global).unwrap();
    stage.time = Time::Real;
    buy(&say, &stage, &Arguments::pdf_at(pdf.clone())).await.unwrap();

    assert!(!pdf.exists());
    let said = say.said();
    let (_, cost) = said.split_once("What it costs").unwrap();
    insta::assert_snapshot!(cost, @r"
    no invoice has order E6tcXM1BY8GHjyB4eWz60l4QPvvMSSU_1 yet
    no invoice has order biszrp7hH1zODT-Vd5hXyJx5ucAo-CLu1 yet
    they are billed when the month is over; of new commerce, the service gives
    lines to some partners only: see `partner_center::invoice`
    ");
}
