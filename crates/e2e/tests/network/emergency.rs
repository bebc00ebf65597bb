//! An emergency: nothing new begins for a while, and whatever has begun goes on.

use crate::{
	governance::{Matter, Referendum},
	rewards::{self, Backing},
	stand::Stand,
};
use anyhow::{Context, Result, ensure};
use std::time::Duration;
use stoa_client::Error;
use stoa_e2e::network::Network;
use stoa_primitives::BlockNumber;
use tokio::time::sleep;

/// Between two orders, until one is refused: two blocks. A job takes five at least, so some are always under way.
const PAUSE: Duration = Duration::from_secs(6);
/// What holders pause by name: it stays so when safe mode is left.
const PAUSED: &str = "Delegation.delegate";
/// How long jobs may take to end.
const ENDED: Duration = Duration::from_secs(300);

/// Jobs are ordered until holders have decided that nothing new begins. Those that had begun are all paid, a backer
/// leaves its provider, and a second decision lets everything begin again but for what is paused by name.
pub async fn nothing_new_begins(network: &Network, stand: &mut Stand) -> Result<Backing> {
	let url = &network.nodes[0].url;
	let stop = async { Referendum::propose(url, Matter::Stop(PAUSED)).await?.carried_out().await };
	let (decided, refused) = tokio::join!(stop, orders_until_refused(stand));
	let (decided, refused) = (decided?, refused?);
	ensure!(decided["after"].is_u64(), "safe mode has no end: {decided:#}");
	let backing = Backing::leaves(network).await?;
	stand.all_ended(ENDED).await?;
	let seen = decided["enactedAt"].as_u64().context("a block")?;
	let survived = stand.books.in_flight_at(refused.min(u32::try_from(seen)?));
	ensure!(survived > 0, "no job had begun when nothing new did");
	ensure!(stand.books.paid() == stand.books.ordered(), "a job that had begun was not paid");
	nobody_backs_anybody(network).await?;
	let resumed = Referendum::propose(url, Matter::Resume).await?.carried_out().await?;
	ensure!(resumed["after"].is_null(), "safe mode goes on: {resumed:#}");
	let (ordered, backs) = tokio::join!(stand.order(), nobody_backs_anybody(network));
	ordered?;
	backs?;
	println!("       {survived} jobs that had begun were paid while nothing new could begin");
	Ok(backing)
}

/// [`PAUSED`] is refused.
async fn nobody_backs_anybody(network: &Network) -> Result<()> {
	let said = network.ask("//Backer", &["delegate", "add", rewards::BACKED, "10STOA"]).await?;
	ensure!(said.is_err_and(|said| said.contains("CallFiltered")), "something new begins");
	Ok(())
}

/// The block in which an order was refused because nothing new may begin.
async fn orders_until_refused(stand: &Stand) -> Result<BlockNumber> {
	loop {
		match stand.order().await {
			Ok(_) => sleep(PAUSE).await,
			Err(error) => {
				let filtered = error
					.downcast_ref::<Error>()
					.is_some_and(|error| error.is_refusal("System", "CallFiltered"));
				ensure!(filtered, "{error:#}");
				return Ok(stand.market.client.best().await?.number());
			}
		}
	}
}
