//! Prints each best block of a development chain with what happened to jobs in it.
use futures::StreamExt;
use stoa_client::Client;

#[tokio::main]
async fn main() -> Result<(), stoa_client::Error> {
	let client = Client::connect("ws://127.0.0.1:9944").await?;
	let mut blocks = client.follow_best().await?;
	while let Some(block) = blocks.next().await {
		let block = block?;
		println!("block {}", block.number);
		for event in client.at_block(&block).await?.job_events().await? {
			println!("\t{event:?}");
		}
	}
	Ok(())
}
