//! The list of operations, as a reviewer wants to see it: what is asked, where, and what
//! may be tried again.

use partner_center_api::OPERATIONS;

use crate::hold;

#[test]
fn each_operation_has_its_method_path_and_retry_class() {
    let mut rows: Vec<_> = OPERATIONS
        .iter()
        .map(|operation| {
            format!(
                "{:?} {} {} {}",
                operation.retry, operation.method, operation.path, operation.id
            )
        })
        .collect();
    rows.sort();
    hold("operations", &rows.join("\n"));
}

/// What is sent with a body and changes nothing.
const QUESTIONS: [&str; 4] = [
    "checkInventory",
    "checkInventoryByResourceType",
    "validateAddress",
    "verifyPromotionEligibility",
];

#[test]
fn whatever_is_not_a_read_says_so() {
    for operation in OPERATIONS {
        let asks = ["GET", "HEAD"].contains(&operation.method) || QUESTIONS.contains(&operation.id);
        let read = operation.retry == partner_center_api::Retry::Read;
        assert_eq!(asks, read, "{}", operation.id);
    }
}
