//! The file that says on what terms licences are sold.

use crate::{fail::Fail, local::unreadable, model::hash_file};
use serde::Deserialize;
use std::path::Path;
use stoa_client::{
	AccountId, Amount, keys,
	types::{DataParent, DataTerm, LicenceText, ListMode, Perbill, Rights},
};
use stoa_primitives::{BlockNumber, DataReleaseId, LicenseId};

/// Blocks of a day.
const DAY: f64 = 28_800.0;
/// Parts that are all.
const ONE: f64 = 1_000_000_000.0;

/// The file, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
	/// On what terms.
	#[serde(default)]
	term: Vec<Term>,
	/// Who shares what licences cost; the owner alone without it.
	#[serde(default)]
	split: Vec<Share>,
	/// What it was made from.
	#[serde(default)]
	parent: Vec<Parent>,
	/// Who may buy, or may not.
	buyers: Option<Buyers>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
	price: String,
	days: Option<f64>,
	blocks: Option<BlockNumber>,
	uses: Option<u32>,
	#[serde(default)]
	compute_only: bool,
	spdx: Option<String>,
	text: Option<std::path::PathBuf>,
	#[serde(default)]
	train: bool,
	#[serde(default)]
	derive: bool,
	#[serde(default)]
	transfer: bool,
	#[serde(default)]
	sublicenses: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Share {
	account: String,
	percent: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parent {
	release: DataReleaseId,
	license: Option<LicenseId>,
	percent: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Buyers {
	#[serde(default)]
	only: Vec<String>,
	#[serde(default)]
	never: Vec<String>,
}

/// The file, as the chain wants it.
pub struct Sale {
	/// On what terms licences are sold.
	pub terms: Vec<DataTerm>,
	/// Who shares what the parents do not get.
	pub split: Vec<(AccountId, Perbill)>,
	/// What it was made from.
	pub parents: Vec<DataParent>,
	/// What the list means, and who is on it.
	pub list: Option<(ListMode, Vec<AccountId>)>,
}

impl Sale {
	/// Reads the file; everything for `owner` without one.
	pub fn read(path: Option<&Path>, owner: AccountId) -> Result<Self, Fail> {
		let Some(path) = path else { return Terms::default().sale(Path::new(""), owner) };
		let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
		let wrong = |why: String| Fail::refused(format!("{}: {why}", path.display()));
		let terms: Terms = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
		if terms.term.is_empty() {
			return Err(wrong("it has no [[term]]: licences could not be bought".to_string()));
		}
		let folder = path.parent().unwrap_or(Path::new(""));
		terms.sale(folder, owner).map_err(|fail| wrong(fail.text))
	}
}

impl Terms {
	fn sale(self, folder: &Path, owner: AccountId) -> Result<Sale, Fail> {
		let split = match self.split.as_slice() {
			[] => vec![(owner, Perbill(ONE as u32))],
			shares => shares.iter().map(Share::whole).collect::<Result<_, _>>()?,
		};
		let sum: u64 = split.iter().map(|(_, share)| u64::from(share.0)).sum();
		if sum != ONE as u64 {
			return Err(Fail::refused("the percents of [[split]] must add up to 100"));
		}
		let parent = |parent: &Parent| {
			let share = parts(parent.percent)?;
			Ok(DataParent { release: parent.release, license: parent.license, share })
		};
		let parents = self.parent.iter().map(parent).collect::<Result<_, Fail>>()?;
		let terms = self.term.iter().map(|term| term.whole(folder)).collect::<Result<_, _>>()?;
		let list = self.buyers.map(Buyers::whole).transpose()?;
		Ok(Sale { terms, split, parents, list })
	}
}

impl Buyers {
	fn whole(self) -> Result<(ListMode, Vec<AccountId>), Fail> {
		let (mode, names) = match (self.only.is_empty(), self.never.is_empty()) {
			(true, _) => (ListMode::AllBut, self.never),
			(false, true) => (ListMode::Only, self.only),
			(false, false) => {
				return Err(Fail::refused("[buyers] names `only` or `never`, not both"));
			}
		};
		let accounts = names.iter().map(|name| keys::account(name)).collect::<Result<_, _>>()?;
		Ok((mode, accounts))
	}
}

impl Share {
	fn whole(&self) -> Result<(AccountId, Perbill), Fail> {
		Ok((keys::account(&self.account)?, parts(self.percent)?))
	}
}

impl Term {
	fn whole(&self, folder: &Path) -> Result<DataTerm, Fail> {
		let price: Amount = self.price.parse()?;
		let blocks = match (self.days, self.blocks) {
			(Some(_), Some(_)) => {
				return Err(Fail::refused("a term lasts `days` or `blocks`, not both"));
			}
			(Some(days), None) if days > 0.0 => Some((days * DAY).round() as BlockNumber),
			(Some(_), None) => return Err(Fail::refused("`days` must be above 0")),
			(None, blocks) => blocks,
		};
		let text = match (&self.spdx, &self.text) {
			(Some(spdx), None) => LicenceText::Spdx(spdx.clone().into_bytes()),
			(None, Some(path)) => LicenceText::Hash(hash_file(&folder.join(path), true)?.0),
			_ => {
				return Err(Fail::refused(
					"a term has `spdx = \"CC-BY-4.0\"` or `text = \"FILE\"`",
				));
			}
		};
		let Self { train, derive, transfer, sublicenses, uses, compute_only, .. } = *self;
		let rights = Rights { train, derive, transfer, sublicenses };
		Ok(DataTerm { blocks, uses, compute_only, rights, price: price.0, text })
	}
}

fn parts(percent: f64) -> Result<Perbill, Fail> {
	if !(percent > 0.0 && percent <= 100.0) {
		return Err(Fail::refused("a percent is above 0 and at most 100"));
	}
	Ok(Perbill((percent / 100.0 * ONE).round() as u32))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn read(text: &str) -> Result<Sale, Fail> {
		let folder = tempfile::tempdir().unwrap();
		std::fs::write(folder.path().join("licence.txt"), "yours").unwrap();
		let path = folder.path().join("terms.toml");
		std::fs::write(&path, text).unwrap();
		Sale::read(Some(&path), keys::account("//Alice").unwrap())
	}

	#[test]
	fn terms_are_read() {
		let sale = read(
			"[[term]]\nprice = \"5 STOA\"\ndays = 30\nspdx = \"CC-BY-4.0\"\ntrain = true\n\
			 [[term]]\nprice = \"0\"\nuses = 3\ncompute_only = true\ntext = \"licence.txt\"\n\
			 [[split]]\naccount = \"//Bob\"\npercent = 25\n[[split]]\naccount = \"//Alice\"\npercent = 75\n\
			 [[parent]]\nrelease = 3\nlicense = 9\npercent = 10\n[buyers]\nonly = [\"//Bob\"]\n",
		)
		.unwrap_or_else(|fail| panic!("{fail:?}"));
		assert_eq!(sale.terms[0].blocks, Some(864_000));
		assert!(sale.terms[0].rights.train && !sale.terms[0].rights.derive);
		assert_eq!(
			(sale.terms[1].price, sale.terms[1].uses, sale.terms[1].blocks),
			(0, Some(3), None)
		);
		assert!(matches!(sale.terms[1].text, LicenceText::Hash(_)));
		assert_eq!(sale.split[0].1, Perbill(250_000_000));
		assert_eq!(sale.parents[0].share, Perbill(100_000_000));
		assert!(matches!(sale.list, Some((ListMode::Only, _))));
	}

	#[test]
	fn what_is_wrong_is_said() {
		let term = "[[term]]\nprice = \"1\"\nspdx = \"MIT\"\n";
		for (more, part) in [
			("[[term]]\nprice = \"1\"\n", "spdx"),
			("days = 1\nblocks = 3\n", "not both"),
			("days = -1\n", "above 0"),
			("[[split]]\naccount = \"//Bob\"\npercent = 50\n", "100"),
			("[buyers]\nonly = [\"//Bob\"]\nnever = [\"//Eve\"]\n", "not both"),
			("cost = 3\n", "cost"),
		] {
			let fail = read(&format!("{term}{more}")).err().unwrap();
			assert!(fail.text.contains(part), "{part} in {}", fail.text);
		}
		assert!(read("").err().unwrap().text.contains("[[term]]"));
	}
}
