//! What happens to channels beside answers.

use super::{
	World,
	provider::{Behaviour, Fault, WORDS},
};
use crate::market::Market;

#[tokio::test]
async fn a_new_channel_is_used_when_its_provider_knows_it() {
	let world = World::new(vec![Behaviour::with(Fault::Behind)]).await;
	assert_eq!(world.text().await, WORDS.concat());
	assert_eq!(world.market.all().len(), 1);
	assert_eq!(world.providers[0].asked().len(), 1, "nothing was asked too early");
}

#[tokio::test]
async fn a_channel_that_others_closed_is_used_no_more() {
	let world = World::new(vec![Behaviour::default()]).await;
	assert_eq!(world.text().await, WORDS.concat());
	world.gateway().refresh().await.unwrap();
	assert_eq!(world.market.all().len(), 1, "a look changes nothing");
	world.market.close(1).await.unwrap();
	world.gateway().refresh().await.unwrap();
	assert_eq!(world.text().await, WORDS.concat());
	assert_eq!(world.market.all().len(), 2);
}
