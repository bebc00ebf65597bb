//! Data before the court: a file that is not what its card says, a licence that was broken, a dataset that is somebody
//! else's.

use crate::stage::{FEE, LOCK, REFUSED, Stage};
use anyhow::{Context, Result, ensure};
use stoa_client::types::LicenseInfo;
use stoa_e2e::{
	data::{self, Sold, ended, rows, succeeded},
	leases::{Person, planck},
};
use stoa_primitives::{Balance, CaseId, LicenseId, ListingFault, STOA};

/// Whose file is not what it says, and who bought it.
const SELLER: &str = "//Seller";
const READER: &str = "//Reader";
/// Whose licence was broken, and by whom.
const ARCHIVE: &str = "//Archive";
const MAKER: &str = "//Maker";
/// Who sells what is another's, and that one.
const COPYIST: &str = "//Copyist";
const AUTHOR: &str = "//Author";
/// Each pushes one case.
const PUSHERS: [&str; 3] = ["//Usher1", "//Usher2", "//Usher3"];
/// Who needs money for data.
pub const PEOPLE: [&str; 9] =
	[SELLER, READER, ARCHIVE, MAKER, COPYIST, AUTHOR, PUSHERS[0], PUSHERS[1], PUSHERS[2]];
/// Long enough to be in force still, short enough that something is earned when it comes to court.
const TERMS: &str = "[[term]]\nprice = \"5 STOA\"\nblocks = 1200\nspdx = \"CC-BY-4.0\"\ntrain = true\nderive = true\n";
const PRICE: Balance = 5 * STOA;
/// The money came back.
const REFUNDED: i32 = 4;

/// A file, and a licence of it.
struct Bought {
	sold: Sold,
	license: LicenseId,
}

/// What there is before anybody goes to court.
pub struct Shelf {
	misdescribed: Bought,
	broken: Bought,
	copied: Sold,
}

/// Two files are bought and decrypted; from one of them something is made; a third is another's.
pub async fn shelf(stage: &Stage) -> Result<Shelf> {
	let (first, second) = (rows(200), rows(300));
	let (misdescribed, broken, copied) = tokio::try_join!(
		bought(stage, SELLER, READER, &first),
		bought(stage, ARCHIVE, MAKER, &second),
		data::publish(&stage.leases, COPYIST, &second, TERMS, &[]),
	)?;
	data::publish(&stage.leases, MAKER, &first, &made_from(&broken), &[]).await?;
	Ok(Shelf { misdescribed, broken, copied })
}

async fn bought(
	stage: &Stage,
	owner: &'static str,
	buyer: &'static str,
	content: &[u8],
) -> Result<Bought> {
	let sold = data::publish(&stage.leases, owner, content, TERMS, &[]).await?;
	let out = format!("{}.csv", buyer.trim_start_matches('/'));
	let buying = data::buy(&stage.leases, buyer, &sold, &out);
	let told = succeeded(&data::deliver_until(&stage.leases, owner, &sold, buying).await??)?;
	let license = told["license"].as_u64().with_context(|| told.to_string())?;
	Ok(Bought { sold, license })
}

/// Terms of what was made under a licence.
fn made_from(bought: &Bought) -> String {
	let Bought { sold, license } = bought;
	let release = sold.release;
	format!("{TERMS}[[parent]]\nrelease = {release}\npercent = 40\nlicense = {license}\n")
}

async fn license(stage: &Stage, id: LicenseId) -> Result<Option<LicenseInfo>> {
	Ok(stage.client().best().await?.license(id).await?)
}

/// What a licence has earned that has just come to court: from then on it earns nothing.
async fn earned(stage: &Stage, id: LicenseId) -> Result<Balance> {
	let info = license(stage, id).await?.context("it is before the court")?;
	let at_stake = info.details.case.context("a case")?.at_stake;
	ensure!(at_stake > 0 && at_stake < PRICE, "{at_stake} of {PRICE} are not earned");
	Ok(PRICE - at_stake)
}

/// Brings a licence before the court, with a look at the quote.
async fn raise(stage: &Stage, claimant: &str, id: LicenseId, rulings: &[&str]) -> Result<CaseId> {
	let number = id.to_string();
	let about = ["--license", number.as_str()];
	let quote = [&["dispute", "raise", "--quote"][..], &about].concat();
	let (code, stranger) = stage.say(PUSHERS[0], &quote).await?;
	ensure!(code == Some(REFUSED), "it is neither side's: {stranger}");
	let quoted = stage.done(claimant, &quote).await?;
	let known = quoted["rulings"].as_array().with_context(|| quoted.to_string())?;
	let known: Vec<_> = known.iter().filter_map(|one| one["ruling"].as_str()).collect();
	ensure!(known == rulings && planck(&quoted["at_stake"])? > 0, "{quoted}");
	stage.raise(claimant, &about).await
}

/// The buyer has back what is not earned. Who sold had joined, and pays the jurors; one of them was of another mind.
pub async fn refunded(stage: &Stage, shelf: &Shelf) -> Result<()> {
	let (pusher, id) = (PUSHERS[0], shelf.misdescribed.license);
	stage.watch(SELLER).await?;
	stage.watch(READER).await?;
	let case = raise(stage, READER, id, &["dismiss", "refund", "split"]).await?;
	let number = case.to_string();
	stage.done(SELLER, &["dispute", "join", "--yes", &number]).await?;
	let earned = earned(stage, id).await?;
	let file = stage.network().folder().join("Reader.csv").display().to_string();
	let place = "https://example.org/what-i-got.csv";
	stage.done(READER, &["dispute", "evidence", &number, &file, "--place", place]).await?;
	stage.push_to(pusher, case, "committing").await?;
	let panel = stage.panel(case).await?;
	ensure!(panel.len() == 3, "{panel:?}");
	let votes = [(panel[0], "refund"), (panel[1], "refund"), (panel[2], "split")];
	stage.vote(pusher, case, &votes, &[]).await?;
	stage.push_to(pusher, case, "over").await?;
	ensure!(license(stage, id).await?.is_none(), "it is in force");
	let out = data::path(&stage.leases, "again.csv");
	let from = shelf.misdescribed.sold.store.display().to_string();
	let open = ["data", "open", &id.to_string(), "--out", &out, "--from", &from];
	let told = ended(&Person::new(&stage.leases, READER).run(&open).await?, REFUNDED)?;
	ensure!(told["ended"] == "refunded", "{told}");
	ensure!(planck(&told["refunded"])? == PRICE - earned, "{earned} are earned: {told}");
	let earned = earned as f64 / STOA as f64;
	stage.earned(READER, -earned).await;
	stage.earned(SELLER, earned - 2.0 * FEE).await;
	for juror in &panel[..2] {
		stage.earned(juror, FEE + LOCK / 8.0).await;
	}
	stage.earned(panel[2], -LOCK / 4.0).await;
	Ok(())
}

/// The licence is over, and the chain lets nothing more be made under it. What is not earned goes back even so.
pub async fn revoked(stage: &Stage, shelf: &Shelf) -> Result<()> {
	let (pusher, broken) = (PUSHERS[1], &shelf.broken);
	stage.watch(ARCHIVE).await?;
	stage.watch(MAKER).await?;
	let case = raise(stage, ARCHIVE, broken.license, &["dismiss", "revoke"]).await?;
	let earned = earned(stage, broken.license).await?;
	ensure!(license(stage, broken.license).await?.is_some_and(|info| info.in_force));
	ruled(stage, pusher, case, "revoke").await?;
	ensure!(license(stage, broken.license).await?.is_none(), "it is in force");
	let more = data::publish(&stage.leases, MAKER, &rows(50), &made_from(broken), &[]).await;
	let why = more.err().context("something was made under a licence that was revoked")?;
	ensure!(why.to_string().contains("ParentNotLicensed"), "{why}");
	let earned = earned as f64 / STOA as f64;
	stage.earned(MAKER, -earned).await;
	// Who had the licence has put nothing up.
	stage.earned(ARCHIVE, earned - 3.0 * FEE).await;
	Ok(())
}

/// A dataset that is another's is hidden from default views, and says why where it is shown, until a case takes the
/// flag away.
pub async fn flagged(stage: &Stage, shelf: &Shelf) -> Result<()> {
	let (pusher, dataset) = (PUSHERS[2], shelf.copied.dataset);
	ensure!(is_shown(stage, dataset, false).await?, "nothing stands against it");
	stage.watch(AUTHOR).await?;
	let number = dataset.to_string();
	let case = stage.raise(AUTHOR, &["--dataset", &number, "--fault", "infringing"]).await?;
	ruled(stage, pusher, case, "revoke").await?;
	ensure!(!is_shown(stage, dataset, false).await?, "it is shown");
	ensure!(is_shown(stage, dataset, true).await?, "it is gone");
	let shown = stage.done(AUTHOR, &["data", "show", &number]).await?;
	let said = shown["court"].as_str().with_context(|| shown.to_string())?;
	ensure!(said.contains("no right to"), "{shown}");
	stage.earned(AUTHOR, -3.0 * FEE).await;
	restored(stage, dataset).await
}

/// Its owner has settled with the author, and has the flag taken away: nobody else can.
async fn restored(stage: &Stage, dataset: u32) -> Result<()> {
	let number = dataset.to_string();
	stage.watch(COPYIST).await?;
	let about = ["--dataset", number.as_str()];
	let quote = [&["dispute", "raise", "--quote"][..], &about].concat();
	let (code, other) = stage.say(AUTHOR, &quote).await?;
	ensure!(code == Some(REFUSED), "it is flagged, and not the author's: {other}");
	let case = stage.raise(COPYIST, &about).await?;
	let asked = stage.client().best().await?.case(case).await?.context("a case")?;
	let fault = asked.fault.context("a fault")?.0;
	ensure!(fault == ListingFault::Infringing, "jurors are asked about {fault:?}");
	ensure!(!is_shown(stage, dataset, false).await?, "it is shown before it is ruled");
	ruled(stage, PUSHERS[2], case, "restore").await?;
	ensure!(is_shown(stage, dataset, false).await?, "it is hidden still");
	stage.earned(COPYIST, -3.0 * FEE).await;
	Ok(())
}

/// All jurors find the same, and nobody appeals.
async fn ruled(stage: &Stage, pusher: &str, case: CaseId, ruling: &str) -> Result<()> {
	stage.push_to(pusher, case, "committing").await?;
	let panel = stage.panel(case).await?;
	ensure!(panel.len() == 3, "{panel:?}");
	let votes: Vec<_> = panel.iter().map(|juror| (*juror, ruling)).collect();
	stage.vote(pusher, case, &votes, &[]).await?;
	stage.push_to(pusher, case, "over").await?;
	for juror in panel {
		stage.earned(juror, FEE).await;
	}
	Ok(())
}

/// Whether a dataset is listed by default, or among all.
async fn is_shown(stage: &Stage, dataset: u32, all: bool) -> Result<bool> {
	let list = ["data", "list", "--all"];
	let listed = stage.done(AUTHOR, if all { &list } else { &list[..2] }).await?;
	let listed = listed["datasets"].as_array().with_context(|| listed.to_string())?;
	Ok(listed.iter().any(|one| one["dataset"] == dataset))
}
