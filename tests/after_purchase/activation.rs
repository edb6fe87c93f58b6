//! Where the customer activates software.

use partner_center::types::OrderLineItemActivationLink;
use partner_center_emulator::seed;

use crate::stage::{Stage, other_software, request, reservation, software};

fn shown(links: &[OrderLineItemActivationLink]) -> Vec<(i32, String)> {
    links
        .iter()
        .map(|one| {
            let uri = one.link.as_ref().and_then(|link| link.uri.as_deref()).unwrap();
            let host = uri.split('?').next().unwrap();
            (one.line_item_number.unwrap(), host.to_owned())
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn links_are_there_for_an_order_and_for_each_of_its_lines() {
    let stage = Stage::new();
    let customer = stage.customer();
    let order = stage.fulfilled(request(software(1)).line(other_software())).await;
    let id = order.id.clone().unwrap();
    let host = format!("https://activation.example/{}", seed::PRODUCT_PERPETUAL);

    let all = customer.activation_links(&id).await.unwrap();
    assert_eq!(shown(&all), [(0, host.clone()), (1, host)]);
    for line in [0, 1] {
        let own = customer.activation_links_of_line(&id, line).await.unwrap();
        assert_eq!(own, [all[usize::try_from(line).unwrap()].clone()]);
    }

    customer.cancel_lines(&order, &[0]).await.unwrap();
    let left = customer.activation_links(&id).await.unwrap();
    assert_eq!(left, all[1..], "what was taken back is not activated");
}

#[tokio::test(start_paused = true)]
async fn there_are_none_before_fulfillment_and_none_for_reservations() {
    let stage = Stage::with(|settings| settings.fulfillment_seconds = 60);
    let customer = stage.customer();
    let id = stage.order(request(software(1))).await;
    assert_eq!(customer.activation_links(&id).await.unwrap(), []);
    assert_eq!(customer.activation_links_of_line(&id, 0).await.unwrap(), []);
    let order = stage.fulfilled(request(reservation())).await;
    assert_eq!(customer.activation_links(order.id.as_ref().unwrap()).await.unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn in_a_sandbox_they_are_placeholders() {
    let stage = Stage::sandbox();
    let order = stage.fulfilled(request(software(1))).await;
    let links = stage.customer().activation_links(order.id.as_ref().unwrap()).await.unwrap();
    assert_eq!(shown(&links), [(0, "https://activation.example/placeholder".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_line_that_is_not_there_is_the_services_to_refuse() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(1))).await;
    let customer = stage.customer();
    let links = customer.activation_links_of_line(order.id.as_ref().unwrap(), 3).await;
    let message = links.unwrap_err().to_string();
    assert!(message.contains("listOrderLineItemActivationLinks: refused with 404"), "{message}");
}
