//! Words that are wrong, and profiles.

use crate::Stage;

#[test]
fn help_has_every_command_and_a_typo_a_suggestion() {
    let stage = Stage::new();
    let help = stage.said("--help");
    for word in ["buy", "plan", "purchases", "order", "reconcile", "explain", "emulator"] {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert!(help.contains("5 may have been bought"), "{help}");
    let typo = stage.run("buyy");
    assert_eq!(typo.code, 2);
    assert!(typo.err.contains("'buy'"), "{}", typo.err);
}

#[test]
fn what_is_no_item_is_refused_before_anything_is_sent() {
    let stage = Stage::new();
    let before = stage.emulator().requests().total;
    for item in ["CONTOSO00001", ":0001", "a:b:c"] {
        let ended = stage.run(&format!(
            "plan --customer a1000000-0000-4000-8000-000000000001 --segment commercial {item}"
        ));
        assert_eq!(ended.code, 2, "{item}: {}", ended.err);
        assert!(ended.err.contains("is not PRODUCT:SKU"), "{}", ended.err);
    }
    let asked = stage.emulator().requests().by_operation;
    assert!(
        !asked.contains_key("getSku") && !asked.contains_key("createCart"),
        "{before} {asked:?}"
    );
}

#[test]
fn without_a_profile_the_way_to_one_is_said() {
    let stage = Stage::new();
    std::fs::remove_file(stage.home.path().join("profiles.toml")).unwrap();
    let ended = stage.run("customer list");
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("partner-center emulator"), "{}", ended.err);
    let other = stage.run("customer list --profile nowhere");
    assert_eq!(other.code, 2);
    assert!(other.err.contains("there is no profile `nowhere`"), "{}", other.err);
}

#[test]
fn an_emulator_that_is_gone_is_named() {
    let stage = Stage::new();
    let path = stage.home.path().join("profiles.toml");
    let text = "[profile.emulator]\nemulator = true\nbase-url = \"http://127.0.0.1:9\"\n\
                authority = \"http://127.0.0.1:9\"\n";
    std::fs::write(path, text).unwrap();
    let ended = stage.run("customer list --profile emulator");
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(ended.err.contains("does not answer"), "{}", ended.err);
}

#[test]
fn profiles_are_made_used_listed_and_removed_without_secrets() {
    let stage = Stage::new();
    stage.said("profile set shop --tenant contoso.example --client-id app --cloud us-government");
    let list = stage.said("profile list -o tsv");
    assert!(
        list.contains("*\temulator\t") && list.contains("us-government, tenant contoso.example"),
        "{list}"
    );
    stage.said("profile use shop");
    let ended = stage.run("customer list");
    assert_eq!(ended.code, 4, "{}", ended.err);
    assert!(ended.err.contains("does not say how to sign in"), "{}", ended.err);
    stage.said("profile remove shop");
    assert_eq!(stage.run("profile use shop").code, 3);
    let wrong = stage.run("profile set shop --tenant t --client-id c --cloud germany");
    assert_eq!(wrong.code, 2, "{}", wrong.err);
}
