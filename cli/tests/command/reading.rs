//! What only reads.

use crate::Stage;

#[test]
fn customers_are_found_by_id_domain_and_name() {
    let stage = Stage::new();
    let list = stage.said("customer list");
    assert!(list.contains("northwind.example"), "{list}");
    let shown = stage.said("customer show NORTHWIND.example");
    let by_id = stage.said("customer show a1000000-0000-4000-8000-000000000001");
    assert_eq!(by_id, shown);
    let missing = stage.run("customer show nowhere.example");
    assert_eq!(missing.code, 3);
    assert!(missing.err.contains("partner-center customer list"), "{}", missing.err);
}

#[test]
fn a_customer_with_a_qualification_is_asked_for_its_segment() {
    let stage = Stage::new();
    let ended = stage.run("plan --customer fineart.example CONTOSO00001:0001");
    // The seed decides whether it has one; either way the answer names the segment.
    let said = format!("{}{}", ended.out, ended.err);
    assert!(said.contains("segment"), "{said}");
}

#[test]
fn products_and_their_skus_are_named_as_buy_takes_them() {
    let stage = Stage::new();
    assert!(stage.said("product list").contains("CONTOSO00001"));
    let skus = stage.said("product skus CONTOSO00001");
    assert!(skus.contains("CONTOSO00001:0001  Contoso Server Standard"), "{skus}");
}

#[test]
fn invoices_are_listed_shown_saved_and_reconciled() {
    let stage = Stage::with(|settings| settings.export_seconds = 0);
    assert!(stage.said("invoice list").contains("G000000101"));
    assert!(stage.said("invoice show G000000101").contains("2273.53"));
    let pdf = stage.home.path().join("i.pdf");
    stage.said(&format!("invoice pdf G000000101 --out {}", pdf.display()));
    assert!(std::fs::read(pdf).unwrap().starts_with(b"%PDF"));
    for (name, begins) in [("lines.csv", "AlternateId,"), ("lines.jsonl", "{\"")] {
        let path = stage.home.path().join(name);
        let said = stage.said(&format!("reconcile G000000101 --out {}", path.display()));
        assert!(said.contains("4 lines are in"), "{said}");
        assert!(std::fs::read_to_string(&path).unwrap().starts_with(begins));
        assert!(!path.with_extension("export").exists());
    }
    let wrong = stage.run("reconcile G000000101 --out lines.xls");
    assert_eq!(wrong.code, 2, "{}", wrong.err);
    let legacy = stage.run("reconcile D020000A01 --out lines.csv");
    assert_eq!(legacy.code, 2, "{}", legacy.err);
    assert!(legacy.err.contains("legacy"), "{}", legacy.err);
}

#[test]
fn codes_are_explained_without_a_service() {
    let stage = Stage::new();
    let said = stage.said("explain 800060 10003");
    assert!(said.contains("OrderInProgress") && said.contains("remedy"), "{said}");
    assert_eq!(stage.run("explain 123456789").code, 3);
}

#[test]
fn any_address_is_read_to_the_last_digit() {
    let stage = Stage::new();
    let said = stage.said("api /v1/invoices/summary");
    assert!(said.starts_with("{\"balanceAmount\":"), "{said}");
    assert_eq!(stage.run("api /v1/nothing").code, 3);
    assert_ne!(stage.run("api https://contoso.test/v1").code, 0);
    assert!(stage.said("balance").contains("USD"));
    assert!(stage.said("whoami").contains("Contoso Distribution"));
}
