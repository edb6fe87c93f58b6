//! The script of a month, as it stands in `cli/examples/`.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Ended, Stage};

#[test]
fn a_month_of_work_runs_and_runs_again() {
    let stage = Stage::with(|settings| {
        settings.export_seconds = 0;
        settings.prefulfillment_seconds = 0;
        settings.fulfillment_seconds = 0;
    });
    let rows = stage.home.path().join("rows.csv");
    let text = "key,customer,product,sku,quantity,segment\n\
                a,a1000000-0000-4000-8000-000000000001,CONTOSO00001,0001,2,commercial\n";
    fs::write(&rows, text).unwrap();
    let folder = stage.home.path().join("month");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/month.sh");
    let program = Path::new(env!("CARGO_BIN_EXE_partner-center")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    for _ in 0..2 {
        let mut command = Command::new("bash");
        command.arg(&script).arg(&rows).arg("G000000101").arg(&folder);
        command.env("PATH", &path).env("PARTNER_CENTER_HOME", stage.home.path());
        command.env_remove("PARTNER_CENTER_TENANT").stdin(Stdio::null());
        let ended = Ended::of(command.output().unwrap());
        assert_eq!(ended.code, 0, "{} {}", ended.out, ended.err);
    }
    assert_eq!(stage.bought().len(), 1);
    let files =
        ["customers.tsv", "bought.jsonl", "purchases.txt", "G000000101.csv", "balance.jsonl"];
    for name in files {
        assert!(fs::metadata(folder.join(name)).unwrap().len() > 0, "{name}");
    }
    assert!(fs::read(folder.join("G000000101.pdf")).unwrap().starts_with(b"%PDF"));
}
