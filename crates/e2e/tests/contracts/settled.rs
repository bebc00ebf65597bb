//! The example contracts in the runtime's own state, natively: whose the money is when nobody brings an answer, or
//! somebody says that there is none. Here a week passes at once, and accounts vanish.

use crate::stage::built;
use anyhow::{Result, anyhow, ensure};
use codec::{Decode, Encode};
use frame_support::{
	StorageHasher, Twox64Concat,
	storage::{storage_prefix, unhashed},
	traits::fungible::{Inspect, Mutate},
	weights::Weight,
};
use pallet_contracts::{Code, CollectEvents, DebugInfo, Determinism};
use pallet_inference::{JobsByAccount, Records};
use sp_io::{TestExternalities, default_child_storage, hashing::blake2_128};
use std::fs;
use stoa_e2e::records::answered;
use stoa_primitives::{Balance, InlineBytes, JobId, STOA, contract::Gas};
use stoa_runtime::{AccountId, Balances, Contracts, Runtime, System};

const GAS: Weight = Weight::from_parts(500_000_000_000, 10_000_000);
const JOB: JobId = 7;
const PRICE: Balance = 5 * STOA;
const DEADLINE: u32 = 100;
const ANSWER: &[u8] = b"yes";

/// Of both contracts.
const SETTLE: [u8; 4] = [0, 0, 0, 3];
const WITHDRAW: [u8; 4] = [0, 0, 0, 4];
const STATE_OF: [u8; 4] = [0, 0, 0, 5];
/// How an escrow stands.
const OPEN: u8 = 0;
const ASKED: u8 = 1;
const PAID: u8 = 2;

/// Who uploads code, makes contracts, sells, and passes by.
const UPLOADER: u8 = 1;
const MAKER: u8 = 2;
const SELLER: u8 = 3;
const STRANGER: u8 = 4;

fn person(number: u8) -> AccountId {
	AccountId::new([number; 32])
}

/// All that somebody has.
fn money(number: u8) -> Balance {
	Balances::total_balance(&person(number))
}

/// A state in which everybody has money.
fn chain() -> Result<TestExternalities> {
	let mut ext = TestExternalities::default();
	ext.execute_with(|| {
		System::set_block_number(1);
		for number in [UPLOADER, MAKER, SELLER, STRANGER] {
			Balances::mint_into(&person(number), 1_000 * STOA)
				.map_err(|error| anyhow!("funds: {error:?}"))?;
		}
		Ok::<_, anyhow::Error>(())
	})?;
	Ok(ext)
}

/// The maker makes one of somebody else's code, so that nothing keeps the maker's own account.
fn make(name: &str, arguments: &impl Encode, value: Balance) -> Result<AccountId> {
	let code = fs::read(built()?.join(format!("{name}.wasm")))?;
	let uploaded = Contracts::bare_upload_code(person(UPLOADER), code, None, Determinism::Enforced);
	let uploaded = uploaded.map_err(|error| anyhow!("no code: {error:?}"))?;
	let made = Contracts::bare_instantiate(
		person(MAKER),
		value,
		GAS,
		None,
		Code::Existing(uploaded.code_hash),
		([0u8; 4], arguments).encode(),
		Vec::new(),
		DebugInfo::Skip,
		CollectEvents::Skip,
	);
	let made = made.result.map_err(|error| anyhow!("no contract: {error:?}"))?;
	ensure!(!made.result.did_revert(), "it refuses with {:?}", made.result.data);
	Ok(made.account_id)
}

/// What a contract answers. Fails if it refuses.
fn call(
	from: u8,
	contract: &AccountId,
	selector: [u8; 4],
	arguments: &impl Encode,
) -> Result<Vec<u8>> {
	let done = Contracts::bare_call(
		person(from),
		contract.clone(),
		0,
		GAS,
		None,
		(selector, arguments).encode(),
		DebugInfo::Skip,
		CollectEvents::Skip,
		Determinism::Enforced,
	);
	let done = done.result.map_err(|error| anyhow!("it fails: {error:?}"))?;
	ensure!(!done.did_revert(), "it refuses with {:?}", done.data);
	Ok(done.data)
}

/// Writes into a contract's storage, as if it had ordered a job.
fn put(contract: &AccountId, key: &[u8], value: &impl Encode) -> Result<()> {
	let mut place = storage_prefix(b"Contracts", b"ContractInfoOf").to_vec();
	place.extend(Twox64Concat::hash(&contract.encode()));
	let info = unhashed::get_raw(&place).ok_or_else(|| anyhow!("there is no contract"))?;
	// What is stored of a contract begins with the id of its tree.
	let tree = Vec::<u8>::decode(&mut &info[..])?;
	let key = [&blake2_128(key)[..], key].concat();
	default_child_storage::set(&tree, &key, &value.encode());
	Ok(())
}

fn answer() -> Option<InlineBytes> {
	InlineBytes::try_from(ANSWER.to_vec()).ok()
}

/// The contract's job is answered, for one STOA.
fn end(contract: &AccountId) {
	Records::<Runtime>::insert(JOB, answered(contract, ANSWER));
	JobsByAccount::<Runtime>::insert(contract, JOB, ());
}

fn gas() -> Gas {
	Gas { ref_time: GAS.ref_time(), proof_size: GAS.proof_size() }
}

/// An escrow that asks `question`, and is paid what its terms ask for at least.
fn escrow(question: &[u8], max_fee: Balance) -> Result<AccountId> {
	let agreed = ([SELLER; 32], PRICE, 0u32, question, ANSWER, 8u32);
	let asking = (max_fee, (3u8, 2u8), gas(), None::<Balance>, DEADLINE);
	make("escrow", &(agreed, asking), PRICE + max_fee)
}

fn asked(max_fee: Balance) -> Result<AccountId> {
	let escrow = escrow(b"good?", max_fee)?;
	put(&escrow, b"state", &(ASKED, JOB))?;
	ensure!(call(MAKER, &escrow, WITHDRAW, &()).is_err(), "the buyer withdraws while it waits");
	Ok(escrow)
}

#[test]
fn an_escrow_is_open_again_when_nobody_settled_while_the_record_was_kept() -> Result<()> {
	chain()?.execute_with(|| {
		let escrow = asked(STOA)?;
		call(STRANGER, &escrow, SETTLE, &None::<InlineBytes>)?;
		ensure!(call(STRANGER, &escrow, STATE_OF, &())? == [OPEN]);
		ensure!(call(MAKER, &escrow, WITHDRAW, &()).is_err(), "before the deadline");
		System::set_block_number(DEADLINE);
		let before = money(MAKER);
		ensure!(call(STRANGER, &escrow, WITHDRAW, &()).is_err(), "a stranger withdraws");
		call(MAKER, &escrow, WITHDRAW, &())?;
		ensure!(money(MAKER) == before + PRICE + STOA, "{} came back", money(MAKER) - before);
		Ok(())
	})
}

#[test]
fn a_seller_is_paid_when_the_buyer_is_gone() -> Result<()> {
	chain()?.execute_with(|| {
		// One planck is left for the buyer: less than an account needs to exist.
		let escrow = asked(1)?;
		end(&escrow);
		Balances::set_balance(&person(MAKER), 0);
		ensure!(money(MAKER) == 0, "the buyer is still there");
		ensure!(
			call(SELLER, &escrow, SETTLE, &None::<InlineBytes>).is_err(),
			"settled without the answer"
		);
		let before = money(SELLER);
		call(STRANGER, &escrow, SETTLE, &answer())?;
		ensure!(money(SELLER) == before + PRICE, "{} paid", money(SELLER) - before);
		ensure!(call(STRANGER, &escrow, STATE_OF, &())? == [PAID]);
		Balances::mint_into(&person(MAKER), STOA).map_err(|error| anyhow!("{error:?}"))?;
		call(MAKER, &escrow, WITHDRAW, &())?;
		ensure!(money(MAKER) == STOA + 1, "{}", money(MAKER));
		Ok(())
	})
}

#[test]
fn an_escrow_is_not_made_when_it_could_not_read_its_terms() -> Result<()> {
	chain()?.execute_with(|| {
		ensure!(escrow(&[b'a'; 5_000], STOA).is_err(), "its money would stay for ever");
		escrow(&[b'a'; 3_000], STOA).map(drop)
	})
}

#[test]
fn an_order_ends_with_the_answer_that_was_paid_for() -> Result<()> {
	chain()?.execute_with(|| {
		let terms = (0u32, 100u32, 8u32, (3u8, 2u8), gas());
		let reseller = make("reseller", &terms, 10 * STOA)?;
		let key = [&b"o"[..], &JOB.to_le_bytes()].concat();
		let (max_fee, margin, total) = (2 * STOA, STOA / 10, 3 * STOA);
		put(&reseller, &key, &([STRANGER; 32], max_fee, margin, total))?;
		end(&reseller);
		let other = InlineBytes::try_from(b"no!".to_vec()).ok();
		for wrong in [None, other] {
			let done = call(SELLER, &reseller, SETTLE, &(JOB, wrong));
			ensure!(done.is_err(), "settled without the answer");
		}
		let before = money(STRANGER);
		call(SELLER, &reseller, SETTLE, &(JOB, answer()))?;
		let back = money(STRANGER) - before;
		ensure!(back == max_fee - STOA, "{back} came back");
		ensure!(call(SELLER, &reseller, SETTLE, &(JOB, answer())).is_err(), "twice");
		let earned = call(MAKER, &reseller, WITHDRAW, &())?;
		ensure!(earned == margin.encode(), "{earned:?} earned");
		Ok(())
	})
}
