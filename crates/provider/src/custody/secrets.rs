//! Keys and shares. They lie on the disk as boxes that only this daemon's transport key opens, are opened where they are
//! used, and are wiped when that is done.

use super::{
	Custody,
	chain::{ReleaseView, RunStage},
};
use anyhow::{Context, Result, bail};
use codec::{DecodeAll, Encode};
use stoa_data::{
	custody::{Entrusted, Held, ShareRequest},
	peers::Peer,
};
use stoa_primitives::{
	DataReleaseId, RunId,
	dataset::{DataKey, KeyShare, combine_shares, key_commitment, share_commitment},
};
use zeroize::Zeroizing;

/// Blocks by which another custodian's view may differ.
const FRESH: u32 = 50;
/// Blocks of an hour.
const HOUR: u32 = 1_200;

/// Why something was not taken, in words for whoever sent it.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
	/// It is at fault.
	#[error("{0}")]
	Bad(&'static str),
	/// It may not.
	#[error("{0}")]
	Forbidden(&'static str),
	/// Something here is.
	#[error(transparent)]
	Here(#[from] anyhow::Error),
}

impl Custody {
	/// Takes what an owner hands over.
	pub(super) async fn take_key(&self, id: DataReleaseId, sealed: &[u8]) -> Result<(), Refused> {
		let identity = &self.core.identity;
		let plain = identity.unseal(sealed).ok_or(Refused::Bad("not sealed to this daemon"))?;
		let entrusted = Entrusted::decode_all(&mut plain.as_slice())
			.map_err(|_| Refused::Bad("sealed is something else than a key"))?;
		let ours = (self.core.genesis, id, identity.provider());
		if (entrusted.genesis, entrusted.release, entrusted.custodian) != ours {
			return Err(Refused::Bad("meant for another chain, release or custodian"));
		}
		let release =
			self.chain.release(id).await?.ok_or(Refused::Bad("no final block has this release"))?;
		if !crate::keys::signed_by(&release.owner, &entrusted.digest(), &entrusted.signature) {
			return Err(Refused::Forbidden("not signed by the owner of the dataset"));
		}
		if !release.custodians.contains(&identity.provider()) {
			return Err(Refused::Forbidden("the release does not name this custodian"));
		}
		if self.settings.owners().is_some_and(|owners| !owners.contains(&release.owner)) {
			return Err(Refused::Forbidden("this custodian keeps no keys of this owner"));
		}
		if check(&release, &identity.provider(), &entrusted.held).is_err() {
			return Err(Refused::Bad("not the key, or the share, that the release commits to"));
		}
		let held = Zeroizing::new(entrusted.held.encode());
		let kept = crate::keys::seal(&identity.transport_key(), &held)?;
		self.records.put_key(id, &kept)?;
		tracing::info!(release = id, "a key is entrusted to this daemon");
		Ok(())
	}

	/// What is held of a key.
	fn held(&self, id: DataReleaseId) -> Result<Held> {
		let sealed = self.records.key(id)?.context("nothing is held of this release's key")?;
		let plain = self.core.identity.unseal(&sealed).context("the transport key has changed")?;
		Held::decode_all(&mut plain.as_slice()).context("state file: a broken key")
	}

	/// Gives another custodian the share of a key, for a reason that a final block shows; sealed to that custodian.
	pub(super) async fn give_share(&self, request: &ShareRequest) -> Result<Vec<u8>, Refused> {
		let identity = &self.core.identity;
		if (request.genesis, request.to) != (self.core.genesis, identity.provider()) {
			return Err(Refused::Bad("meant for another chain or custodian"));
		}
		if !crate::keys::signed_by(&request.from, &request.digest(), &request.signature) {
			return Err(Refused::Forbidden("the signature does not verify"));
		}
		if request.block.abs_diff(self.now()) > FRESH {
			return Err(Refused::Forbidden("not asked lately"));
		}
		let release = self.chain.release(request.release).await?;
		let release = release.ok_or(Refused::Bad("no final block has this release"))?;
		if !release.custodians.contains(&request.from) {
			return Err(Refused::Forbidden("the release does not name the one who asks"));
		}
		self.check_run(request).await?;
		let Held::Share { share, .. } = self.held(request.release)? else {
			return Err(Refused::Forbidden("this custodian holds no share of it"));
		};
		let share = Zeroizing::new(share);
		let peer = self.chain.peer(&request.from).await?;
		let peer = peer.ok_or(Refused::Bad("the one who asks is no registered provider"))?;
		self.leaves()?;
		tracing::info!(release = request.release, run = request.run, "a share leaves");
		Ok(crate::keys::seal(&peer.transport_key, share.as_slice())?)
	}

	async fn check_run(&self, request: &ShareRequest) -> Result<(), Refused> {
		let run = self.chain.run(request.run).await?;
		let run = run.ok_or(Refused::Forbidden("no final block shows this run"))?;
		let open = matches!(run.stage, RunStage::Committing | RunStage::Accepted(_));
		match run.release == request.release && run.seats.contains(&request.from) && open {
			true => Ok(()),
			false => Err(Refused::Forbidden("the one who asks has no seat in this run")),
		}
	}

	/// Notes that a key leaves.
	pub(super) fn leaves(&self) -> Result<(), Refused> {
		let now = self.now();
		let most = self.settings.keys_per_hour;
		match self.records.may_leave(now, now.saturating_sub(HOUR), most)? {
			true => Ok(()),
			false => {
				Err(Refused::Forbidden("so many keys have left in this hour that the rest waits"))
			}
		}
	}

	/// What is to be delivered of a release's key to a buyer: all of it, or this custodian's share.
	pub(super) fn deliverable(&self, release: &ReleaseView) -> Result<Held> {
		let held = self.held(release.id)?;
		check(release, &self.core.identity.provider(), &held)?;
		Ok(held)
	}

	/// The key of a release, for a run: as it is held, or of the shares of as many custodians as it needs.
	pub(super) async fn key(
		&self,
		release: &ReleaseView,
		run: RunId,
	) -> Result<Zeroizing<DataKey>> {
		let me = self.core.identity.provider();
		let (place, share) = match self.deliverable(release)? {
			Held::Key(key) => return Ok(Zeroizing::new(key)),
			Held::Share { place, share } => (place, share),
		};
		let threshold = release.split.as_ref().map_or(1, |(threshold, _)| usize::from(*threshold));
		let mut shares = Zeroizing::new(vec![(place, share)]);
		let mut why = Vec::new();
		for (place, other) in (1u8..).zip(&release.custodians).filter(|(_, other)| **other != me) {
			if shares.len() >= threshold {
				break;
			}
			match self.ask(release, (place, other), run).await {
				Ok(share) => shares.push((place, *share)),
				Err(error) => why.push(format!("{error:#}")),
			}
		}
		if shares.len() < threshold {
			bail!("{} of {threshold} shares are here: {}", shares.len(), why.join("; "));
		}
		let key = combine_shares(&shares).map(Zeroizing::new).context("no key of these shares")?;
		check(release, &me, &Held::Key(*key))?;
		Ok(key)
	}

	async fn ask(
		&self,
		release: &ReleaseView,
		(place, other): (u8, &[u8; 32]),
		run: RunId,
	) -> Result<Zeroizing<KeyShare>> {
		let identity = &self.core.identity;
		let view = self.chain.peer(other).await?.context("a custodian is not registered")?;
		let name = hex::encode(other);
		let peer = Peer::new(&name, &view.endpoint, self.settings.allow_private_peers)?;
		let mut request = ShareRequest {
			genesis: self.core.genesis,
			release: release.id,
			from: identity.provider(),
			to: *other,
			run,
			block: self.now(),
			signature: [0; 64],
		};
		request.signature = identity.account.sign(&request.digest()).0;
		let sealed = peer.ask_share(&request).await?;
		let plain =
			identity.unseal(&sealed).context("a custodian sealed its share to another key")?;
		let share = KeyShare::try_from(plain.as_slice()).map(Zeroizing::new);
		let share = share.ok().context("a custodian sent something else than a share")?;
		check(release, other, &Held::Share { place, share: *share })?;
		Ok(share)
	}
}

/// Whether this is what the release commits to: a wrong key, or a wrong share, costs the owner's bond.
fn check(release: &ReleaseView, custodian: &[u8; 32], held: &Held) -> Result<()> {
	let right = match (held, &release.split) {
		(Held::Key(key), _) => key_commitment(key) == release.data.key,
		(Held::Share { place, share }, Some((_, commitments))) => {
			let at = usize::from(*place).wrapping_sub(1);
			release.custodians.get(at) == Some(custodian)
				&& commitments.get(at) == Some(&share_commitment(*place, share))
		}
		(Held::Share { .. }, None) => false,
	};
	if !right {
		bail!(
			"that is not what release {} commits to: its owner must entrust it again",
			release.id
		);
	}
	Ok(())
}
