//! Who sells what at which price, as last heard, and how well it went so far.

use crate::{
	market::{Account, Market, ModelEntry, ProviderEntry, Record},
	stats::Stats,
	upstream::{ModelQuote, Upstream},
};
use futures::{StreamExt, stream};
use parking_lot::{Mutex, RwLock};
use std::{
	collections::{BTreeMap, HashMap},
	sync::{
		Arc,
		atomic::{AtomicBool, Ordering},
	},
};
use stoa_egress::Endpoint;
use stoa_primitives::{Balance, ReleaseId, TokenPrice, VerificationClass, channel::Arithmetic};

/// Providers that are asked for their prices at the same time.
const AT_ONCE: usize = 16;
/// Most entries of a provider's list that are looked at.
const MAX_QUOTES: usize = 256;

/// The arithmetic of class Exact, as providers name it.
const X1: u32 = 1;

/// A release at one provider.
#[derive(Debug)]
pub struct Offer {
	/// The provider.
	pub account: Account,
	/// Where it is.
	pub endpoint: Endpoint,
	/// Its own name for the model.
	pub their_name: String,
	/// The release.
	pub release: ReleaseId,
	/// What "verified" means for it.
	pub class: VerificationClass,
	/// Its price.
	pub price: TokenPrice,
	/// Planck that it works for before it is paid.
	pub max_unpaid: Balance,
	/// Longest prompt and output together, in tokens.
	pub context: u32,
	/// What the chain knows of its work.
	pub record: Record,
	/// How it did here.
	pub stats: Arc<Stats>,
}

impl Offer {
	/// How its receipts are to be computed.
	pub fn arithmetic(&self) -> Arithmetic {
		match self.class {
			VerificationClass::Exact => Arithmetic::X1,
			_ => Arithmetic::Engine,
		}
	}
}

/// A model as clients name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Model {
	/// Its name here.
	pub id: String,
	/// The release.
	pub entry: ModelEntry,
}

/// One state of the market.
#[derive(Debug, Default)]
pub struct Book {
	models: BTreeMap<String, Model>,
	offers: HashMap<ReleaseId, Vec<Arc<Offer>>>,
}

impl Book {
	/// Models that somebody offers, by name; not those that the court has ruled to be at fault.
	pub fn models(&self) -> impl Iterator<Item = &Model> {
		let offered = |model: &&Model| self.offers.contains_key(&model.entry.release);
		self.models.values().filter(offered).filter(|model| !model.entry.flagged)
	}

	/// The model with this name: that of its listing for the newest release, `NAME@RELEASE` or `release-RELEASE`
	/// for any. A flagged one has no short name: who asks for it means it.
	pub fn model(&self, name: &str) -> Option<&Model> {
		self.models.get(name).or_else(|| {
			if let Some(release) =
				name.strip_prefix("release-").and_then(|n| n.parse::<ReleaseId>().ok())
			{
				return self.models.values().find(|model| model.entry.release == release);
			}
			let (name, release) = name.rsplit_once('@')?;
			let model = self.models.get(name)?;
			(model.entry.release.to_string() == release).then_some(model)
		})
	}

	/// Who offers a release.
	pub fn offers(&self, release: ReleaseId) -> &[Arc<Offer>] {
		self.offers.get(&release).map_or(&[], Vec::as_slice)
	}

	/// Any offer of a provider: where it is, and what it may be owed.
	pub fn offer_of(&self, account: &Account) -> Option<&Arc<Offer>> {
		let offers = self.offers.values().flatten().filter(|offer| offer.account == *account);
		offers.max_by_key(|offer| offer.max_unpaid)
	}

	/// Number of offers.
	pub fn len(&self) -> usize {
		self.offers.values().map(Vec::len).sum()
	}

	/// Whether nobody offers anything.
	pub fn is_empty(&self) -> bool {
		self.offers.is_empty()
	}
}

/// Keeps the book up to date.
pub struct Catalogue {
	market: Arc<dyn Market>,
	upstream: Upstream,
	current: RwLock<Arc<Book>>,
	stats: Mutex<HashMap<(Account, ReleaseId), Arc<Stats>>>,
	/// Whether it was said that nobody can be reached.
	told: AtomicBool,
}

impl Catalogue {
	/// An empty book.
	pub fn new(market: Arc<dyn Market>, upstream: Upstream) -> Self {
		Self {
			market,
			upstream,
			current: RwLock::default(),
			stats: Mutex::default(),
			told: AtomicBool::new(false),
		}
	}

	/// The market as last heard.
	pub fn book(&self) -> Arc<Book> {
		self.current.read().clone()
	}

	/// Asks chain and providers again. A provider that does not answer is left out until it does.
	pub async fn refresh(&self) -> anyhow::Result<()> {
		let models = self.market.models().await?;
		let providers = self.market.providers().await?;
		let count = providers.len();
		let known: HashMap<ReleaseId, &ModelEntry> =
			models.iter().map(|model| (model.release, model)).collect();
		let quotes = stream::iter(providers)
			.map(|provider| self.quotes_of(provider))
			.buffer_unordered(AT_ONCE)
			.collect::<Vec<_>>()
			.await;
		let mut book = Book { models: named(&models), offers: HashMap::new() };
		for (provider, endpoint, quotes) in quotes.into_iter().flatten() {
			for quote in quotes.into_iter().take(MAX_QUOTES) {
				if let Some(offer) = self.offer(&provider, &endpoint, quote, &known) {
					book.offers.entry(offer.release).or_default().push(Arc::new(offer));
				}
			}
		}
		let live: std::collections::HashSet<_> =
			book.offers.values().flatten().map(|offer| (offer.account, offer.release)).collect();
		self.stats.lock().retain(|key, stats| live.contains(key) || stats.is_recent());
		if book.is_empty() && count > 0 && !self.told.swap(true, Ordering::Relaxed) {
			tracing::warn!(
				providers = count,
				"providers are registered and none sells anything here: they are down, sell nothing by the token, or \
				 are at private addresses, which are dialled only with allow_private_endpoints = true"
			);
		} else if !book.is_empty() {
			self.told.store(false, Ordering::Relaxed);
		}
		*self.current.write() = Arc::new(book);
		Ok(())
	}

	async fn quotes_of(
		&self,
		provider: ProviderEntry,
	) -> Option<(ProviderEntry, Endpoint, Vec<ModelQuote>)> {
		let endpoint = Endpoint::parse(&provider.endpoint).ok()?;
		match self.upstream.models(&endpoint).await {
			Ok(quotes) => Some((provider, endpoint, quotes)),
			Err(failure) => {
				let provider = hex::encode(provider.account);
				tracing::debug!(provider, failure = failure.for_log(), "no prices");
				None
			}
		}
	}

	/// A quote counts only for a release that the chain knows and says that the provider serves.
	fn offer(
		&self,
		provider: &ProviderEntry,
		endpoint: &Endpoint,
		quote: ModelQuote,
		known: &HashMap<ReleaseId, &ModelEntry>,
	) -> Option<Offer> {
		let terms = quote.stoa?;
		let model = known.get(&terms.release)?;
		let exact = model.class == VerificationClass::Exact;
		if !provider.serves.contains(&terms.release) || exact != (terms.arithmetic == Some(X1)) {
			return None;
		}
		let key = (provider.account, terms.release);
		let stats = self.stats.lock().entry(key).or_default().clone();
		Some(Offer {
			account: provider.account,
			endpoint: endpoint.clone(),
			their_name: quote.id,
			release: terms.release,
			class: model.class,
			price: TokenPrice {
				per_1k_input: terms.price_per_1k_input,
				per_1k_output: terms.price_per_1k_output,
			},
			max_unpaid: terms.max_unpaid,
			context: terms.context.unwrap_or(model.context).min(model.context),
			record: provider.record,
			stats,
		})
	}
}

/// Names for releases: the newest of a listing has the listing's name, older and flagged ones say which they are.
fn named(models: &[ModelEntry]) -> BTreeMap<String, Model> {
	let mut newest: HashMap<&str, ReleaseId> = HashMap::new();
	for model in models.iter().filter(|model| !model.flagged) {
		let release = newest.entry(&model.name).or_default();
		*release = model.release.max(*release);
	}
	let name = |model: &ModelEntry| match newest.get(model.name.as_str()) {
		Some(release) if *release == model.release && !model.flagged => model.name.clone(),
		_ => format!("{}@{}", model.name, model.release),
	};
	models
		.iter()
		.map(|entry| {
			let id = name(entry);
			(id.clone(), Model { id, entry: entry.clone() })
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn model(release: ReleaseId, name: &str) -> ModelEntry {
		let class = VerificationClass::Replicated;
		ModelEntry { release, name: name.into(), flagged: false, class, context: 2_048 }
	}

	#[test]
	fn the_newest_release_has_the_short_name() {
		let book = Book {
			models: named(&[model(3, "a"), model(5, "a"), model(4, "b")]),
			..Book::default()
		};
		let release = |name: &str| book.model(name).map(|model| model.entry.release);
		assert_eq!(release("a"), Some(5));
		assert_eq!(release("a@5"), Some(5));
		assert_eq!(release("a@3"), Some(3));
		assert_eq!(release("b"), Some(4));
		assert_eq!(release("release-3"), Some(3));
		assert_eq!(release("release-9"), None);
		assert_eq!(release("a@4"), None);
		assert_eq!(release("c"), None);
		assert_eq!(book.models().count(), 0, "nobody offers them");
	}

	#[test]
	fn a_flagged_listing_takes_no_name_and_is_not_listed() {
		let flagged = |release| ModelEntry { flagged: true, ..model(release, "a") };
		let mut book = Book { models: named(&[model(3, "a"), flagged(5)]), ..Book::default() };
		book.offers.extend([(3, Vec::new()), (5, Vec::new())]);
		let release = |name: &str| book.model(name).map(|model| model.entry.release);
		assert_eq!(
			(release("a"), release("a@5"), release("release-5")),
			(Some(3), Some(5), Some(5))
		);
		assert_eq!(book.models().map(|model| model.entry.release).collect::<Vec<_>>(), [3]);
		let alone = Book { models: named(&[flagged(5)]), ..Book::default() };
		assert!(alone.model("a").is_none() && alone.model("a@5").is_some());
	}
}
