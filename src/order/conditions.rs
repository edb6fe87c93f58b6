//! What one may wait for, as plain functions.

use partner_center_api::types::{
    Order, OrderLineItemProvisioningStatus, OrderLineItemStatus, OrderStatus,
};

/// Holds once the order can change no more by itself: it is completed or cancelled.
pub fn settled(order: &Order) -> bool {
    completed(order) || cancelled(order)
}

/// Holds once the order is completed.
pub fn completed(order: &Order) -> bool {
    order.status == Some(OrderStatus::Completed)
}

/// Holds once the order is cancelled.
pub fn cancelled(order: &Order) -> bool {
    order.status == Some(OrderStatus::Cancelled)
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
