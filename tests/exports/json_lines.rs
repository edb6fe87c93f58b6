//! What stands in a file of JSON Lines.

use partner_center::export;
use partner_center::invoice::LineItemQuery;

use crate::stage::{Folder, Service};

#[tokio::test]
async fn every_line_is_as_it_came() {
    let lines = [
        r#"{"customerName":"Fabrikam","unitPrice":0.01593697740000000000010,"newField":{"a":[1.0]}}"#,
        "{\n  \"attributes\" : {\r\n \"objectType\": \"BarterLineItem\" },\n \"goats\": 2.50 }",
        r#"{"totalForCustomer":"a lot"}"#,
        "17",
    ];
    let folder = Folder::new();
    let service = Service::new([&lines[..2], &lines[2..]]);
    let export = export::json_lines(service.one_time(), folder.file("lines.jsonl"));
    let exported = export.run().await.unwrap();
    assert_eq!((exported.lines, exported.pages, exported.raw_lines), (4, 2, 0));
    insta::assert_snapshot!(folder.read("lines.jsonl"), @r#"
    {"customerName":"Fabrikam","unitPrice":0.01593697740000000000010,"newField":{"a":[1.0]}}
    {   "attributes" : {   "objectType": "BarterLineItem" },  "goats": 2.50 }
    {"totalForCustomer":"a lot"}
    17
    "#);
    assert_eq!(folder.names(), ["lines.jsonl"]);
}

#[tokio::test]
async fn a_list_without_lines_is_an_empty_file() {
    let (folder, service) = (Folder::new(), Service::of(Vec::<String>::new()));
    let export =
        export::json_lines(service.lines(LineItemQuery::azure()), folder.file("lines.jsonl"));
    let exported = export.run().await.unwrap();
    assert_eq!((exported.lines, exported.bytes), (0, 0));
    assert_eq!(folder.read("lines.jsonl"), "");
}
