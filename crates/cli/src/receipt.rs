//! `stoa receipt`: answers of class Exact that were paid by the token, doubted by their receipts.

use crate::{
	account,
	args::{GatewayArgs, ReceiptArgs, ReceiptCommand},
	challenge::{self, Doubted, Kept},
	context::Context,
	fail::{FAILED, Fail, NETWORK},
	local, show,
};
use serde::Deserialize;
use serde_json::json;
use std::{fs, path::Path, sync::Arc, time::Duration};
use stoa_client::{
	AccountId, Amount, Client, Keypair,
	calls::channels as calls,
	game::Doubt,
	keys,
	types::{SignedReceipt, Static},
};
use stoa_egress::{EgressError, Endpoint, Guard, Limits};
use stoa_exact::{Blake2, Claim, Sampling, Shape, artefact::Artefact, shape::tokens_root};
use stoa_primitives::{
	Digest, SubjectKey,
	channel::{Arithmetic, Receipt, ReceiptRoots},
};

const LIMITS: Limits = Limits {
	response_bytes: 16 * 1_024 * 1_024,
	connect: Duration::from_secs(2),
	total: Duration::from_secs(10),
};

/// Runs `stoa receipt`.
pub async fn run(context: &Context, command: ReceiptCommand) -> Result<(), Fail> {
	match command {
		ReceiptCommand::Challenge(args) => dispute(context, args).await,
		ReceiptCommand::Drop { receipt, gateway } => {
			drop_receipt(context, &receipt, &gateway).await
		}
	}
}

/// What a gateway tells of a receipt, as far as it is needed here.
#[derive(Deserialize)]
struct Told {
	receipt: String,
	signature: String,
	salt: Option<String>,
	trace: Option<String>,
	prompt_tokens: Option<Vec<u32>>,
	output_tokens: Option<Vec<u32>>,
}

/// A receipt with all that a challenge of it needs.
struct Shown {
	receipt: Receipt,
	signature: [u8; 64],
	roots: ReceiptRoots,
	prompt: Vec<u32>,
	output: Vec<u32>,
}

impl Shown {
	fn new(told: Told) -> Result<Self, Fail> {
		let malformed = || Fail::new(FAILED, "the gateway tells a receipt that cannot be read");
		let receipt = signed(&told).ok_or_else(malformed)?;
		if receipt.0.arithmetic != Arithmetic::X1 || receipt.0.trace.is_none() {
			return Err(Fail::refused(
				"only answers of class Exact of which a token was written can be challenged",
			));
		}
		let (Some(prompt), Some(output)) = (told.prompt_tokens, told.output_tokens) else {
			return Err(Fail::refused(
				"the gateway does not keep what was asked and answered: too old, or receipts.keep_prompts is false",
			));
		};
		let digest = |text: Option<String>| bytes(&text?);
		let roots = ReceiptRoots {
			salt: digest(told.salt).ok_or_else(malformed)?,
			prompt: tokens_root::<Blake2>(&prompt),
			output: tokens_root::<Blake2>(&output),
			trace: digest(told.trace).ok_or_else(malformed)?,
		};
		let (receipt, signature) = receipt;
		let whole = receipt.prompt_tokens as usize == prompt.len()
			&& receipt.output_tokens as usize == output.len();
		if !whole || !receipt.opens_with(&roots) {
			return Err(Fail::new(
				FAILED,
				"the receipt does not commit to what the gateway keeps beside it: nothing can be shown with it",
			));
		}
		Ok(Self { receipt, signature, roots, prompt, output })
	}

	/// What the receipt claims of a model's computation.
	fn claim(&self, artefact: &Artefact) -> Result<Claim, Fail> {
		let Receipt { prompt_tokens, output_tokens, ended, generation, .. } = self.receipt;
		let none = || Fail::new(FAILED, "the receipt claims what no computation can be");
		let shape = Shape::new(prompt_tokens, output_tokens, ended).ok_or_else(none)?;
		let sampling = Sampling::new(generation.sampling.seeded()).map_err(|_| none())?;
		let ReceiptRoots { prompt, output, trace, .. } = self.roots;
		Claim::new(artefact.header().clone(), shape, sampling, prompt, output, trace)
			.ok_or_else(none)
	}
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
	hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok()?.try_into().ok()
}

fn signed(told: &Told) -> Option<(Receipt, [u8; 64])> {
	let digits = told.receipt.strip_prefix("0x").unwrap_or(&told.receipt);
	let encoded = hex::decode(digits).ok()?;
	let receipt = codec::DecodeAll::decode_all(&mut encoded.as_slice()).ok()?;
	Some((receipt, bytes(&told.signature)?))
}

/// A receipt from a file, or from the gateway.
async fn told(name: &str, gateway: &GatewayArgs) -> Result<Told, Fail> {
	let bytes = match Path::new(name).is_file() {
		true => {
			let path = Path::new(name);
			fs::read(path).map_err(|error| local::unreadable(path, &error))?
		}
		false => ask(name, gateway).await?,
	};
	serde_json::from_slice(&bytes).map_err(|error| {
		Fail::refused(format!("{name} is no receipt as a gateway tells it: {error}"))
	})
}

async fn ask(name: &str, gateway: &GatewayArgs) -> Result<Vec<u8>, Fail> {
	let address = &gateway.gateway;
	if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
		return Err(Fail::refused(format!(
			"{name} is neither a file nor a receipt's name (r-12-3)"
		)));
	}
	let failed = |error: EgressError| match error {
		EgressError::Status(401 | 403) => Fail::refused(format!(
			"the gateway at {address} wants the key with which the answer was asked for: give --api-key"
		)),
		EgressError::Status(404) => Fail::refused(format!(
			"the gateway at {address} has no receipt {name} of this key: the header `x-stoa-receipt` of the answer \
			 names it"
		)),
		error => Fail::new(
			NETWORK,
			format!(
				"no receipt from the gateway at {address} ({error}): start it (`stoa-gateway run`) or give its \
				 address with --gateway"
			),
		),
	};
	// The address is the user's own choice, so it may lead to this machine.
	let guard = Guard::new(true, LIMITS).map_err(failed)?;
	let endpoint = Endpoint::parse(address)
		.map_err(|error| Fail::refused(format!("--gateway {address}: {error}")))?;
	let key = gateway.api_key.iter().map(|key| ("authorization", format!("Bearer {key}")));
	let headers: Vec<_> = key.collect();
	let path = format!("v1/stoa/receipts/{name}");
	guard.get_with(&endpoint, &path, &headers).await.map_err(failed)
}

async fn dispute(context: &Context, args: ReceiptArgs) -> Result<(), Fail> {
	let signer = context.signer()?;
	let me = keys::account_of(&signer);
	let shown = Shown::new(told(&args.receipt, &args.gateway).await?)?;
	let client = context.client().await?;
	let doubted = Doubted {
		subject: SubjectKey::Receipt(shown.receipt.hash()),
		name: format!("the answer of receipt {}", args.receipt),
		again: format!("stoa receipt challenge {}", args.receipt),
	};
	let begun = doubted.begun(&client, &me, args.resume)?;
	let artefact = local::artefact(&args.artefact).await?;
	let challenge = match begun {
		Some(kept) => {
			let doubt = challenge::resumed(context, &kept, &artefact).await?;
			(kept, doubt)
		}
		None => begin(context, (&client, &signer), &args, (&shown, &doubted), &artefact).await?,
	};
	challenge::play(context, &client, &signer, &doubted, challenge).await
}

/// Everything up to the hidden challenge: computes the answer again, refuses to doubt a right one, and shows the
/// receipt of a false one to the chain.
async fn begin(
	context: &Context,
	(client, signer): (&Client, &Keypair),
	args: &ReceiptArgs,
	(shown, doubted): (&Shown, &Doubted),
	artefact: &Arc<Artefact>,
) -> Result<(Kept, Doubt), Fail> {
	let me = keys::account_of(signer);
	if me.0 == shown.receipt.provider {
		return Err(Fail::refused("this answer is your own: nobody challenges himself"));
	}
	let header = local::header(&client.best().await?, shown.receipt.release).await?;
	if header != *artefact.header() {
		return Err(Fail::refused(format!(
			"{} is not the artefact of release {}: fetch that one",
			args.artefact.display(),
			shown.receipt.release
		)));
	}
	let claim = shown.claim(artefact)?;
	let (prompt, output) = (shown.prompt.clone(), shown.output.clone());
	let doubt = challenge::doubt(context, artefact, prompt, output, &claim).await?;
	let Some(doubt) = doubt else { return Err(doubted.right(None)) };
	show_to_chain(context, client, signer, (shown, doubted), &me).await?;
	let bond = doubted.bond(&client.best().await?, &me).await?;
	let kept =
		challenge::stake(context, client, doubted, (&me, bond), (&claim, &doubt), args.yes).await?;
	Ok((kept, doubt))
}

/// Makes the receipt a subject of the referee, unless it is one already.
async fn show_to_chain(
	context: &Context,
	client: &Client,
	signer: &Keypair,
	(shown, doubted): (&Shown, &Doubted),
	me: &AccountId,
) -> Result<(), Fail> {
	let at = client.best().await?;
	if at.subject(doubted.subject).await?.is_some() {
		return Ok(());
	}
	let id = shown.receipt.channel;
	let channel = at.channel(id).await?.ok_or_else(|| {
		Fail::refused(format!(
			"channel {id} is forgotten: its receipts cannot be challenged any more"
		))
	})?;
	let deposit = channel.parameters.record_deposit;
	account::require(&at, me, deposit, "showing the receipt").await?;
	let signed = SignedReceipt { receipt: Static(shown.receipt), signature: shown.signature };
	let call = calls::challenge_receipt(signed, shown.roots);
	let included = client.submit(signer, &call).await?.in_best_block().await?;
	context.note(&format!(
		"block {:>6}  showed the receipt to the chain; its deposit of {} comes back with `stoa receipt drop`",
		included.block.number,
		Amount(deposit)
	));
	Ok(())
}

async fn drop_receipt(context: &Context, name: &str, gateway: &GatewayArgs) -> Result<(), Fail> {
	let hash: Digest = match bytes(name) {
		Some(hash) => hash,
		None => {
			let told = told(name, gateway).await?;
			let malformed = || Fail::new(FAILED, "the gateway tells a receipt that cannot be read");
			signed(&told).ok_or_else(malformed)?.0.hash()
		}
	};
	let signer = context.signer()?;
	let client = context.client().await?;
	let included =
		client.submit(&signer, &calls::drop_receipt(hash)).await?.in_best_block().await?;
	let block = included.block.number;
	context.print(&json!({ "receipt": show::hash(&hash), "block": block }), || {
		format!("receipt {name}: dropped; its deposit is back with who showed it (block {block})")
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn told_of(receipt: &Receipt, output: Option<Vec<u32>>) -> Told {
		let hex = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
		Told {
			receipt: hex(&codec::Encode::encode(receipt)),
			signature: hex(&[2; 64]),
			salt: Some(hex(&[3; 32])),
			trace: Some(hex(&[4; 32])),
			prompt_tokens: Some(vec![5, 6]),
			output_tokens: output,
		}
	}

	/// A receipt of class Exact that commits to tokens 5, 6 and 7.
	fn receipt() -> Receipt {
		use stoa_primitives::{
			Generation, Sampling, Template,
			channel::{Anchor, trace_commitment, trace_salt},
			payload::{output_commitment, output_salt, prompt_commitment_of},
		};
		let salt = [3; 32];
		let root = |tokens: &[u32]| tokens_root::<Blake2>(tokens);
		Receipt {
			channel: 1,
			sequence: 1,
			part: 0,
			previous: [0; 32],
			anchor: Anchor { number: 9, hash: [9; 32] },
			provider: [1; 32],
			release: 2,
			arithmetic: Arithmetic::X1,
			generation: Generation {
				max_new_tokens: 4,
				sampling: Sampling::Greedy,
				template: Template::Raw,
			},
			prompt: prompt_commitment_of(&salt, &root(&[5, 6])),
			output: output_commitment(&output_salt(&salt), &root(&[7])),
			trace: Some(trace_commitment(&trace_salt(&salt), &[4; 32])),
			prompt_tokens: 2,
			output_tokens: 1,
			ended: false,
			price: 10,
			total: 10,
			end: None,
		}
	}

	fn refused(told: Told) -> String {
		Shown::new(told).map(|_| ()).unwrap_err().text
	}

	#[test]
	fn a_receipt_is_read_only_with_what_it_commits_to() {
		let receipt = receipt();
		let shown =
			Shown::new(told_of(&receipt, Some(vec![7]))).unwrap_or_else(|f| panic!("{f:?}"));
		assert_eq!((shown.receipt, shown.prompt.as_slice()), (receipt, &[5, 6][..]));
		assert!(refused(told_of(&receipt, Some(vec![8]))).contains("does not commit"));
		assert!(refused(told_of(&receipt, Some(vec![7, 8]))).contains("does not commit"));
		assert!(refused(told_of(&receipt, None)).contains("keep_prompts"));
		let engine = Receipt { arithmetic: Arithmetic::Engine, trace: None, ..receipt };
		assert!(refused(told_of(&engine, Some(vec![7]))).contains("class Exact"));
	}
}
