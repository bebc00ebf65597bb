//! Orders an answer from release 0 of a development chain, follows it, prints it.
//!
//! ```sh
//! cargo run -p stoa-client --example ask -- "What is the capital of France?"
//! ```
use futures::StreamExt;
use stoa_client::{Amount, Client, calls, keys};
use stoa_primitives::{
	Assurance, Generation, InlineBytes, JobSubject, Prompt, PromptKind, Sampling, Template, payload,
};

/// The model's chat template adds less than this to a prompt.
const TEMPLATE_TOKENS: u32 = 64;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
	let text = std::env::args().nth(1).unwrap_or_else(|| "What is the capital of France?".into());
	let client = Client::connect("ws://127.0.0.1:9944").await?;
	let signer = keys::from_uri("//Alice")?;

	// A public prompt travels in the extrinsic; its declared length in tokens is the price basis.
	let content = text.into_bytes();
	let bytes = u32::try_from(content.len())?;
	let tokens = bytes + TEMPLATE_TOKENS;
	let assurance = Assurance::Replicated { executors: 3, quorum: 2 };
	let quote = match client.best().await?.quote(0, tokens, 64, assurance, None).await? {
		Ok(quote) => quote,
		Err(refusal) => return Err(format!("release 0 cannot answer now: {refusal:?}").into()),
	};
	// What every provider accepts, unless the dearest asks out of all proportion.
	let max_fee = quote.fee.min(3 * quote.least_fee);
	println!("at most {}", Amount(max_fee));

	let order = calls::Order {
		subject: JobSubject::Model(0),
		prompt: Prompt {
			kind: PromptKind::Text,
			commitment: payload::prompt_commitment(&payload::ZERO_SALT, &content),
			bytes,
			tokens,
			inline: InlineBytes::try_from(content).ok(),
		},
		generation: Generation {
			max_new_tokens: 64,
			sampling: Sampling::Greedy,
			template: Template::Chat,
		},
		assurance,
		reply_key: None,
		max_fee,
		value_at_risk: None,
		timeout_blocks: None,
	};
	let included = client.submit(&signer, &calls::submit_job(order)).await?.in_best_block().await?;
	let (job, deadline) = included.submitted_job().ok_or("no job in the events")?;
	println!("job {job}, over by block {deadline}");

	let mut updates = client.watch_job(job).await?;
	while let Some(update) = updates.next().await {
		let update = update?;
		println!("block {}: {:?}", update.block.number, update.event);
		if let Some(settled) = update.settled() {
			let answer = client.output(job).await?.unwrap_or_default();
			println!("{}\nfor {}", String::from_utf8_lossy(&answer), Amount(settled.charged));
			break;
		}
	}
	Ok(())
}
