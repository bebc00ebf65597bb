//! How a lease ends before its time: closed, contested, before the court.

use super::{find, kept::Kept, words};
use crate::{
	args::{AboutArgs, FaultArg, LeaseFaultArg, RaiseArgs},
	context::Context,
	dispute::raise,
	fail::Fail,
	show,
};
use serde_json::{Value, json};
use stoa_client::{
	Amount, Included, Keypair,
	calls::leases as calls,
	keys,
	types::{LeaseEvent, LeaseInfo, LeaseStage},
};
use stoa_primitives::{Balance, LeaseFault, LeaseId};

impl From<LeaseFaultArg> for LeaseFault {
	fn from(fault: LeaseFaultArg) -> Self {
		match fault {
			LeaseFaultArg::Outage => Self::Outage,
			LeaseFaultArg::WrongHardware => Self::WrongHardware,
		}
	}
}

/// What goes to whom if a lease ends now.
fn split(info: &LeaseInfo) -> (Balance, Balance) {
	let due = info.claimable.saturating_add(info.unsigned);
	(due, info.details.escrow.saturating_sub(due))
}

/// Leaves, and gets the rest back.
pub async fn close(context: &Context, id: LeaseId, yes: bool) -> Result<(), Fail> {
	let client = context.client().await?;
	let info = find(&client.best().await?, id).await?;
	let signer = party(context, id, &info)?;
	let (due, rest) = split(&info);
	let notice = match info.details.terms.notice_blocks {
		0 => String::new(),
		blocks => format!(" It ends {} from now: that notice was agreed.", words::blocks(blocks)),
	};
	let question = format!(
		"Close lease {id}? As of now {} go to the provider, {} and the deposit of {} come back; each block until it \
		 is closed costs its price.{notice}",
		Amount(due),
		Amount(rest),
		Amount(info.details.deposit)
	);
	context.confirm(&question, yes, "not closed")?;
	let sent = client.submit(&signer, &calls::close_lease(id, None)).await?;
	let included = sent.in_best_block().await?;
	told(context, &client.genesis(), id, &info, &included)
}

/// Leaves, and says that what is not signed was not served.
pub async fn contest(
	context: &Context,
	id: LeaseId,
	fault: LeaseFaultArg,
	yes: bool,
) -> Result<(), Fail> {
	let client = context.client().await?;
	let info = find(&client.best().await?, id).await?;
	let signer = party(context, id, &info)?;
	let LeaseStage::Active(_) = &info.details.stage else {
		return Err(Fail::refused(format!(
			"lease {id} does not run: `stoa lease close {id}` gets everything back"
		)));
	};
	let question = format!(
		"Contest lease {id}? It ends. Some {} that are not signed stay on hold: yours if the provider does not answer \
		 within {}; if it insists, a case before the court decides, and without one nobody has it.",
		Amount(info.unsigned),
		words::blocks(info.details.terms.answer_blocks)
	);
	context.confirm(&question, yes, "not contested")?;
	let sent = client.submit(&signer, &calls::close_lease(id, Some(fault.into()))).await?;
	let included = sent.in_best_block().await?;
	told(context, &client.genesis(), id, &info, &included)
}

/// The key, if it is the tenant's and the lease is not over.
fn party(context: &Context, id: LeaseId, info: &LeaseInfo) -> Result<Keypair, Fail> {
	let signer = context.signer()?;
	if keys::account_of(&signer) != info.details.tenant {
		return Err(Fail::refused(format!(
			"lease {id} is not yours: {} is its tenant",
			info.details.tenant
		)));
	}
	if let LeaseStage::Contested(contest) = &info.details.stage {
		return Err(Fail::refused(format!(
			"lease {id} is over, and {} of it contested: `stoa lease show {id}` says what comes next",
			Amount(contest.amount)
		)));
	}
	Ok(signer)
}

/// Says what a call that ends a lease did.
fn told(
	context: &Context,
	genesis: &[u8; 32],
	id: LeaseId,
	info: &LeaseInfo,
	included: &Included,
) -> Result<(), Fail> {
	let mut object = json!({
		"lease": id,
		"block": included.block.number,
		"extrinsic": show::hash(&included.extrinsic),
	});
	let mut text = format!("lease {id}: done");
	for event in included.lease_events()? {
		if let Some(said) = one(id, info, &event, &mut object) {
			text = said;
		}
	}
	if object["stage"] == "ended"
		&& let Some(kept) = Kept::find(genesis, &info.details.usage_key)
	{
		kept.forget();
	}
	context.print(&object, || text);
	Ok(())
}

fn one(id: LeaseId, info: &LeaseInfo, event: &LeaseEvent, object: &mut Value) -> Option<String> {
	let deposit = Amount(info.details.deposit);
	match event {
		LeaseEvent::LeaseEnded { lease, paid, refunded, reason, .. } if *lease == id => {
			object["stage"] = "ended".into();
			object["reason"] = words::end_word(reason).into();
			object["paid"] = paid.to_string().into();
			object["refunded"] = refunded.to_string().into();
			Some(format!(
				"lease {id} is over: {} came back, and the deposit of {deposit}; {} went to the provider",
				Amount(*refunded),
				Amount(*paid)
			))
		}
		LeaseEvent::NoticeGiven { lease, ends_at, .. } if *lease == id => {
			object["stage"] = "notice".into();
			object["ends_at"] = (*ends_at).into();
			Some(format!("lease {id} ends in block {ends_at}: sign for it until then"))
		}
		LeaseEvent::LeaseContested { lease, contested, refunded, until, .. } if *lease == id => {
			object["stage"] = "contested".into();
			object["contested"] = contested.to_string().into();
			object["refunded"] = refunded.to_string().into();
			object["until"] = (*until).into();
			Some(format!(
				"lease {id} is over: {} came back; {} are yours if the provider does not answer by block {until} \
				 (`stoa lease show {id}`)",
				Amount(*refunded),
				Amount(*contested)
			))
		}
		_ => None,
	}
}

/// Brings what the provider insists on before the court.
pub async fn court(context: &Context, id: LeaseId, yes: bool) -> Result<(), Fail> {
	let about = AboutArgs { lease: Some(id), ..AboutArgs::default() };
	let args = RaiseArgs { about, fault: FaultArg::FalseCard, quote: false, yes };
	raise::run(context, args).await
}
