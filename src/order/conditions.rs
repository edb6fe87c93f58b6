//! What one may wait for, as plain functions.

use partner_center_api::types::{
    Order, OrderLineItemProvisioningStatus, OrderLineItemStatus, OrderStatus,
};

/// Holds once the order can change no more by itself: it is completed, cancelled or [failed].
///
/// An order that is suspended, under review or waits for a document is not: it still goes one way
/// or the other.
pub fn settled(order: &Order) -> bool {
    completed(order) || cancelled(order) || failed(order)
}

/// Holds once the order is completed. Of an order that is cancelled or [failed] it never does; wait
/// for [`settled`] where nobody watches.
pub fn completed(order: &Order) -> bool {
    order.status == Some(OrderStatus::Completed)
}

/// Holds once the order is cancelled.
pub fn cancelled(order: &Order) -> bool {
    order.status == Some(OrderStatus::Cancelled)
}

/// Holds once the order has failed for good, in whole or in part: the service delivers no more of
/// it, and what is missing has to be bought again.
pub fn failed(order: &Order) -> bool {
    let failures = [OrderStatus::PoReviewRejected, OrderStatus::PartialSuccess, OrderStatus::Error];
    order.status.as_ref().is_some_and(|status| failures.contains(status))
}

/// Holds once every line of an order is fulfilled. An answer without lines says nothing, and
/// so not that.
pub fn fulfilled(lines: &[OrderLineItemProvisioningStatus]) -> bool {
    !lines.is_empty()
        && lines.iter().all(|line| line.status == Some(OrderLineItemStatus::Fulfilled))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(status: Option<&str>) -> Order {
        let mut order = Order::default();
        order.status = status.map(OrderStatus::from);
        order
    }

    #[test]
    fn an_order_settles_one_way_or_the_other() {
        assert!(settled(&order(Some("completed"))));
        assert!(settled(&order(Some("Cancelled"))));
        for open in [Some("pending"), Some("unknown"), Some("on_hold"), None] {
            assert!(!settled(&order(open)), "{open:?}");
        }
    }

    /// A state of several words, as the announcement and as the table spell it.
    fn spelled(word: &str) -> [String; 3] {
        [word.to_owned(), word.replace('_', " "), word.to_uppercase()]
    }

    #[test]
    fn an_order_that_is_held_back_is_neither_settled_nor_failed() {
        for word in ["suspended", "pending_review", "pending_po_upload", "po_upload_complete"] {
            for word in spelled(word) {
                let held = order(Some(&word));
                assert!(held.status.as_ref().unwrap().is_known(), "{word}");
                assert!(!settled(&held) && !failed(&held) && !completed(&held), "{word}");
            }
        }
    }

    #[test]
    fn a_failure_for_good_is_settled_and_no_success() {
        for word in ["po_review_rejected", "partial_success", "error"] {
            for word in spelled(word) {
                let over = order(Some(&word));
                assert!(settled(&over) && failed(&over), "{word}");
                assert!(!completed(&over) && !cancelled(&over), "{word}");
            }
        }
    }

    fn lines(statuses: &[&str]) -> Vec<OrderLineItemProvisioningStatus> {
        let line = |status: &&str| {
            let mut line = OrderLineItemProvisioningStatus::default();
            line.status = Some(OrderLineItemStatus::from(*status));
            line
        };
        statuses.iter().map(line).collect()
    }

    #[test]
    fn every_line_has_to_be_fulfilled() {
        assert!(fulfilled(&lines(&["Fulfilled", "fulfilled"])));
        assert!(!fulfilled(&lines(&["fulfilled", "PrefulfillmentPending"])));
        assert!(!fulfilled(&[]));
    }
}
