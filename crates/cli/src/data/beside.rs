//! A run beside data: ordered on chain, handed to the custodians, fetched, paid, opened.

use super::{
	buy::served_at,
	kept,
	offer::{Offer, Order, registered},
	words,
};
use crate::{
	context::Context,
	fail::{FAILED, Fail, REFUNDED},
	show,
};
use futures::StreamExt;
use indicatif::ProgressBar;
use std::path::PathBuf;
use stoa_client::{
	AccountId, Amount, At, Client, Keypair,
	calls::datasets::{self as calls, RunOrder},
	types::{DataEvent, RunDetails, RunStage},
};
use stoa_data::{
	DataError,
	custody::Algorithm,
	fetch::{Source, fetch},
	peers::Peer,
	store::{Part, Store},
	unpack::{chunk_at, opening, unpack},
};
use stoa_exact::digest::blake2_256;
use stoa_primitives::{
	BlockNumber, Digest, RunId,
	dataset::{DataCommitment, chunk_key, garbage, key_commitment, open_envelope, wrong_key},
};
use zeroize::Zeroizing;

/// What came of a run.
pub struct Done {
	/// The run.
	pub run: RunId,
	/// What it put out.
	pub output: Vec<u8>,
	/// What it printed, if a custodian shows that.
	pub log: Option<String>,
}

/// Everything that a run needs of this program.
pub struct Runs<'a> {
	/// How to print.
	pub context: &'a Context,
	/// The chain.
	pub client: &'a Client,
	/// Who pays.
	pub signer: &'a Keypair,
}

impl Runs<'_> {
	/// Orders a run and sees it to its end; what it put out.
	pub async fn run(&self, order: &Order<'_>, offer: Offer) -> Result<Done, Fail> {
		let one_time_key = kept::new(&self.client.genesis())?;
		let call = calls::request_run(RunOrder {
			license: offer.license,
			checksum: order.algorithm.checksum(),
			input: blake2_256(order.input),
			one_time_key,
			seats: offer.seats.clone(),
			price_limit: offer.price(),
		});
		// Custodians look at final blocks.
		let included = self.client.submit(self.signer, &call).await?.finalised().await?;
		let run = included.requested_run();
		let unsaid = || Fail::new(FAILED, "the chain does not say which run was asked for");
		let run = run.ok_or_else(unsaid)?;
		self.context.note(&format!("run {run} beside dataset {} is ordered", order.dataset));
		self.hand_over_to_all(run, order, &offer.seats).await?;
		let output = self.follow(run, &offer.seats, included.block.number).await?;
		let log = match order.algorithm {
			Algorithm::Program(_) => self.log(run, &offer.seats, &one_time_key).await,
			Algorithm::Query(_) => None,
		};
		Ok(Done { run, output, log })
	}

	/// To all at once, so that one that is away delays nobody; goes on without those that cannot be reached, while more
	/// than half can.
	async fn hand_over_to_all(
		&self,
		run: RunId,
		order: &Order<'_>,
		seats: &[AccountId],
	) -> Result<(), Fail> {
		let image = match (order.algorithm, order.image) {
			(Algorithm::Program(program), Some(image)) => Some((image, program.image_bytes)),
			_ => None,
		};
		let bar = image.map_or_else(ProgressBar::hidden, |(_, bytes)| {
			let all = bytes.saturating_mul(seats.len() as u64);
			super::bar(self.context, "handing over", all)
		});
		let each = seats.iter().map(|custodian| self.hand_over(run, order, custodian, image, &bar));
		let went = futures::future::join_all(each).await;
		bar.finish_and_clear();
		let mut reached = 0;
		let mut last = None;
		for handed in went {
			match handed {
				Ok(()) => reached += 1,
				Err(fail) => {
					self.context.note(&fail.text);
					last = Some(fail);
				}
			}
		}
		match last {
			Some(fail) if reached <= seats.len() / 2 => Err(Fail::new(
				fail.code,
				format!(
					"{}; run {run} cannot be computed: what is on hold for it comes back by itself at its deadline",
					fail.text
				),
			)),
			_ => Ok(()),
		}
	}

	/// The daemon may see the final block a moment later.
	async fn hand_over(
		&self,
		run: RunId,
		order: &Order<'_>,
		custodian: &AccountId,
		image: Option<(&PathBuf, u64)>,
		bar: &ProgressBar,
	) -> Result<(), Fail> {
		const TRIES: u32 = 20;
		let peer = self.peer(custodian).await?;
		let mut tried = 1;
		while let Err(error) = peer.put_program(run, order.algorithm.canonical()).await {
			if tried == TRIES {
				return Err(error.into());
			}
			tried += 1;
			tokio::time::sleep(std::time::Duration::from_secs(1)).await;
		}
		peer.put_input(run, order.input.to_vec()).await?;
		if let Some((image, bytes)) = image {
			let mut before = 0;
			let told = |have: u64| {
				bar.inc(have.saturating_sub(before));
				before = have;
			};
			let sign = |digest: &Digest| self.signer.sign(digest).0;
			let run = (self.client.genesis(), run);
			peer.put_image(run, (image, bytes), sign, told).await?;
		}
		Ok(())
	}

	async fn peer(&self, custodian: &AccountId) -> Result<Peer, Fail> {
		let address = registered(&self.client.best().await?, custodian).await?;
		Ok(Peer::new(&custodian.to_string(), &address, self.context.private_endpoints())?)
	}

	/// Waits for the result, fetches it, says so, opens it, pays.
	async fn follow(
		&self,
		id: RunId,
		seats: &[AccountId],
		from: BlockNumber,
	) -> Result<Vec<u8>, Fail> {
		let mut blocks = self.client.follow_best().await?;
		let mut accepted = false;
		while let Some(block) = blocks.next().await {
			let at = self.client.at_block(&block?).await?;
			let Some(run) = at.run(id).await? else {
				return Err(self.ended(id, (from, at.number()), seats).await?);
			};
			match &run.stage {
				RunStage::Offered { result, .. } if !accepted => {
					self.fetch(&at, result, seats).await?;
					self.send(&calls::accept_run(id)).await?;
					accepted = true;
				}
				RunStage::Delivered { result, envelope, .. } => {
					return self.open(id, &run, result, envelope).await;
				}
				_ => {}
			}
		}
		Err(Fail::new(FAILED, "the node shows no more blocks"))
	}

	fn store(&self) -> Result<Store, Fail> {
		super::buy::store(self.client)
	}

	async fn fetch(
		&self,
		at: &At,
		result: &DataCommitment,
		seats: &[AccountId],
	) -> Result<(), Fail> {
		let private = self.context.private_endpoints();
		let mut sources = Vec::new();
		for custodian in seats {
			let url = served_at(at, custodian).await?;
			sources.extend(url.and_then(|url| Source::web(&url, private).ok()));
		}
		Ok(fetch(&sources, result, &self.store()?, |_| ()).await?)
	}

	async fn send(&self, call: &impl stoa_client::Call) -> Result<Vec<DataEvent>, Fail> {
		let included = self.client.submit(self.signer, call).await?.in_best_block().await?;
		Ok(included.data_events()?)
	}

	async fn open(
		&self,
		id: RunId,
		run: &RunDetails,
		result: &DataCommitment,
		envelope: &[u8; 80],
	) -> Result<Vec<u8>, Fail> {
		let store = self.store()?;
		let secret = kept::secret(&self.client.genesis(), &run.one_time_key)?;
		let key = open_envelope(&secret, envelope).map(Zeroizing::new);
		let Some(key) = key.filter(|key| key_commitment(key) == result.key) else {
			let call = calls::prove_wrong_run_key(id, *secret, None);
			return Err(self.proven(id, &call).await?);
		};
		let (data, leaves) = (store.data(&result.root)?, store.leaves(&result.root)?);
		let mut output = Vec::new();
		match unpack(data, leaves, result, &key, &mut output, |_| ()) {
			Ok(()) => {}
			Err(DataError::WrongKey { chunk }) => {
				let opening = opening(store.leaves(&result.root)?, result, chunk)?;
				let public = &run.one_time_key;
				if wrong_key(result, public, &secret, envelope, Some(&opening)) != Ok(true) {
					return Err(DataError::Damaged { chunk }.into());
				}
				let call = calls::prove_wrong_run_key(id, *secret, Some(opening));
				return Err(self.proven(id, &call).await?);
			}
			Err(DataError::Garbage { chunk }) => {
				let opening = opening(store.leaves(&result.root)?, result, chunk)?;
				let bytes = chunk_at(store.data(&result.root)?, result, chunk)?;
				let own = chunk_key(&key, chunk);
				if garbage(result, &opening, &own, &bytes) != Ok(true) {
					return Err(DataError::Damaged { chunk }.into());
				}
				let call = calls::prove_run_garbage(id, opening, own, bytes);
				return Err(self.proven(id, &call).await?);
			}
			Err(error) => return Err(error.into()),
		}
		self.send(&calls::acknowledge_run(id)).await?;
		let _gone = (
			std::fs::remove_file(store.path(&result.root, Part::Data)),
			std::fs::remove_file(store.path(&result.root, Part::Leaves)),
		);
		Ok(output)
	}

	async fn proven(&self, id: RunId, call: &impl stoa_client::Call) -> Result<Fail, Fail> {
		let events = self.send(call).await?;
		let refunded = events.iter().find_map(|event| match event {
			DataEvent::RunEnded { refunded, .. } => Some(*refunded),
			_ => None,
		});
		let text = match refunded {
			Some(refunded) => format!(
				"run {id}: its result was shown to be false ({} came back, and the owner lost a part of its bond)",
				Amount(refunded)
			),
			None => format!("run {id}: the chain did not take the proof"),
		};
		Ok(Fail::new(REFUNDED, text))
	}

	/// Tells how a run that is over ended, and what its custodians say.
	async fn ended(
		&self,
		id: RunId,
		(from, to): (BlockNumber, BlockNumber),
		seats: &[AccountId],
	) -> Result<Fail, Fail> {
		let found = self.client.find_data_event(from, to, |event| match event {
			DataEvent::RunEnded { run, reason, refunded, .. } if *run == id => {
				Some((reason.clone(), *refunded))
			}
			_ => None,
		});
		let Some((reason, refunded)) = found.await? else {
			return Ok(Fail::refused(format!("run {id} is over, or there never was one")));
		};
		let mut text =
			format!("run {id}: {} ({} came back)", words::run_end(&reason), Amount(refunded));
		for custodian in seats {
			let Ok(peer) = self.peer(custodian).await else { continue };
			let why = peer.status(id).await.ok().and_then(|status| status.reason);
			if let Some(why) = why {
				text += &format!("; {custodian} says: {}", show::text(why.as_bytes()));
			}
		}
		Ok(Fail::new(REFUNDED, text))
	}

	/// What a custodian lets be seen of what a run printed.
	async fn log(&self, id: RunId, seats: &[AccountId], key: &[u8; 32]) -> Option<String> {
		for custodian in seats {
			let Ok(peer) = self.peer(custodian).await else { continue };
			let Some(sealed) = peer.status(id).await.ok().and_then(|status| status.log) else {
				continue;
			};
			let secret = kept::secret(&self.client.genesis(), key).ok()?;
			let opened = stoa_client::sealed::OpeningKey::from_bytes(*secret)
				.open(&hex::decode(sealed).ok()?)
				.ok()?;
			return Some(show::answer(&opened));
		}
		None
	}
}
