//! What may cost money.

use partner_center_emulator::{Action, Fault, When};

use crate::Stage;

const BUY: &str = "buy --customer northwind.example CONTOSO00001:0001 --quantity 2";

#[test]
fn a_dry_run_shows_what_would_be_bought_and_buys_nothing() {
    let stage = Stage::new();
    let ended = stage.run(&format!("{BUY} --dry-run"));
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("2 of `Contoso Server Standard`"), "{}", ended.out);
    assert!(ended.err.contains("segment: commercial, since"), "{}", ended.err);
    assert!(ended.err.contains("nothing was bought"), "{}", ended.err);
    assert!(stage.bought().is_empty());
}

#[test]
fn the_same_line_again_does_not_buy_again() {
    let stage = Stage::new();
    let first = stage.run(&format!("{BUY} --yes"));
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(first.err.contains("Buy for 1234.5 USD before tax? yes"), "{}", first.err);
    let again = stage.run(&format!("{BUY} --yes"));
    assert_eq!((again.code, &again.out), (0, &first.out));
    assert!(again.err.contains("it is not made twice"), "{}", again.err);
    assert_eq!(stage.bought().len(), 1);
    let other = stage.run(&format!("{BUY} --yes --key another"));
    assert_eq!(other.code, 0, "{}", other.err);
    assert_eq!(stage.bought().len(), 2);
}

#[test]
fn nobody_to_ask_is_a_mistake_of_usage() {
    let stage = Stage::new();
    let ended = stage.run(BUY);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("add `--yes`"), "{}", ended.err);
    assert!(stage.bought().is_empty());
}

#[test]
fn an_answer_that_is_lost_ends_with_5_and_the_resumed_purchase_with_what_was_bought() {
    let stage = Stage::new();
    let cut = Action::Cut { when: When::After };
    stage.emulator().fault(Fault::on("checkoutCart", cut));
    let ended = stage.run(&format!("{BUY} --yes --key lost"));
    assert_eq!(ended.code, 5, "{}", ended.err);
    assert!(ended.err.contains("do not buy it again"), "{}", ended.err);
    assert!(ended.err.contains("partner-center purchases resume 'lost'"), "{}", ended.err);
    assert_eq!(stage.bought().len(), 1);
    let list = stage.said("purchases list");
    assert!(list.starts_with("doubt") && list.contains(" lost "), "{list}");
    // Long after: the cart says what became of it.
    stage.emulator().clock().advance(std::time::Duration::from_secs(3_600));
    let resumed = stage.run("purchases resume lost");
    assert_eq!(resumed.code, 0, "{}", resumed.err);
    assert!(resumed.out.contains(&stage.bought()[0]), "{}", resumed.out);
    assert_eq!(stage.bought().len(), 1);
}

#[test]
fn a_refused_group_ends_with_6_and_a_refused_cart_with_1() {
    let stage = Stage::new();
    let refused = Action::OrderError {
        order_group: None,
        code: 800_002,
        description: "refused for a test".to_owned(),
    };
    stage.emulator().fault(Fault::on("checkoutCart", refused));
    let ended = stage.run(&format!("{BUY} --yes"));
    assert_eq!(ended.code, 1, "{} {}", ended.out, ended.err);
    assert!(stage.bought().is_empty());
    // What was refused can be asked for again by the same line.
    let again = stage.run(&format!("{BUY} --yes"));
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(stage.bought().len(), 1);
}

#[test]
fn a_limit_of_money_stops_before_the_checkout() {
    let stage = Stage::new();
    let ended = stage.run(&format!("{BUY} --yes --max-total 1000USD"));
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(ended.err.contains("1234.5"), "{}", ended.err);
    assert!(stage.bought().is_empty());
    let wrong = stage.run(&format!("{BUY} --yes --max-total 1000"));
    assert_eq!(wrong.code, 2, "{}", wrong.err);
}

#[test]
fn a_service_that_is_no_emulator_wants_live() {
    let stage = Stage::new();
    let words = "profile set shop --tenant t.example --client-id c --refresh-token-file none";
    stage.said(words);
    let mut command = stage.command(
        "buy --customer a1000000-0000-4000-8000-000000000001 CONTOSO00001:0001 --segment commercial \
         --yes --profile shop",
    );
    let ended = crate::Ended::of(command.output().unwrap());
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains("add `--live`"), "{}", ended.err);
}

#[test]
fn the_last_purchase_is_watched_until_it_is_there() {
    let stage = Stage::with(|settings| {
        settings.prefulfillment_seconds = 0;
        settings.fulfillment_seconds = 0;
    });
    stage.said(&format!("{BUY} --yes"));
    let said = stage.said("order watch --last");
    assert!(said.contains(&format!("order {} is completed", stage.bought()[0])), "{said}");
    assert!(stage.said("entitlement --customer northwind.example").contains("CONTOSO00001"));
    let shown =
        stage.said(&format!("order show --customer northwind.example {}", stage.bought()[0]));
    assert!(shown.contains("price") && shown.contains("1234.50 USD"), "{shown}");
}

#[test]
fn a_settled_purchase_can_be_forgotten_and_an_open_one_not() {
    let stage = Stage::new();
    stage.said(&format!("{BUY} --yes --key done"));
    let shown = stage.said("purchases show done");
    assert!(shown.contains(&stage.bought()[0]), "{shown}");
    stage.said("purchases forget done");
    assert_eq!(stage.run("purchases show done").code, 3);
    stage.emulator().fault(Fault::on("checkoutCart", Action::Cut { when: When::After }));
    assert_eq!(stage.run(&format!("{BUY} --yes --key open")).code, 5);
    assert_eq!(stage.run("purchases forget open").code, 1);
}

#[test]
fn a_file_of_purchases_is_bought_once_however_often_it_is_run() {
    let stage = Stage::new();
    let path = stage.home.path().join("rows.csv");
    let rows = "key,customer,product,sku,quantity,segment\n\
                a,a1000000-0000-4000-8000-000000000001,CONTOSO00001,0001,2,commercial\n\
                b,a1000000-0000-4000-8000-000000000002,CONTOSO00001,0001,1,commercial\n";
    std::fs::write(&path, rows).unwrap();
    let line = format!("batch {}", path.display());
    assert_eq!(stage.run(&format!("{line} --dry-run")).code, 0);
    let unasked = stage.run(&line);
    assert_eq!(unasked.code, 2, "{}", unasked.err);
    assert!(stage.bought().is_empty());
    for _ in 0..2 {
        let ended = stage.run(&format!("{line} --yes"));
        assert_eq!(ended.code, 0, "{} {}", ended.out, ended.err);
        assert!(ended.out.contains("2 of 2 rows bought"), "{}", ended.out);
    }
    assert_eq!(stage.bought().len(), 2);
    std::fs::write(&path, rows.replace(",2,", ",none,")).unwrap();
    let wrong = stage.run(&format!("{line} --yes"));
    assert_eq!(wrong.code, 2, "{}", wrong.err);
    assert!(wrong.err.contains("line 2"), "{}", wrong.err);
}

#[test]
fn lines_are_given_back_when_it_is_said_twice() {
    let stage = Stage::new();
    stage.said(&format!("{BUY} --yes"));
    let order = stage.bought()[0].clone();
    let line = format!("order cancel --customer northwind.example {order} --line 0");
    assert_eq!(stage.run(&line).code, 2);
    stage.emulator().clock().advance(std::time::Duration::from_secs(60));
    let ended = stage.run(&format!("{line} --yes"));
    assert_eq!(ended.code, 0, "{}", ended.err);
    let held = stage.said("entitlement --customer northwind.example -o tsv");
    assert!(!held.contains(&order), "{held}");
}

#[test]
fn a_batch_with_a_lost_answer_ends_with_5_and_the_same_line_settles_it() {
    let stage = Stage::new();
    let path = stage.home.path().join("rows.csv");
    let rows = "key,customer,product,sku,quantity,segment\n\
                a,a1000000-0000-4000-8000-000000000001,CONTOSO00001,0001,2,commercial\n";
    std::fs::write(&path, rows).unwrap();
    let line = format!("batch {} --yes", path.display());
    stage.emulator().fault(Fault::on("checkoutCart", Action::Cut { when: When::After }));
    let ended = stage.run(&line);
    assert_eq!(ended.code, 5, "{} {}", ended.out, ended.err);
    assert!(ended.err.contains("the same line settles them"), "{}", ended.err);
    stage.emulator().clock().advance(std::time::Duration::from_secs(3_600));
    let settled = stage.run(&line);
    assert_eq!(settled.code, 0, "{} {}", settled.out, settled.err);
    assert_eq!(stage.bought().len(), 1);
}
