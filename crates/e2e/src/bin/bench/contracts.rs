//! Deliveries into contracts, in the runtime's own state, compiled natively: what they take against the weight that
//! they are charged, how many fit into a block, and how long the example contracts are.

use anyhow::{Context, Result, anyhow, ensure};
use codec::Encode;
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo, extract_actual_weight},
	traits::fungible::{Mutate, MutateHold},
	weights::Weight,
};
use frame_system::limits::BlockWeights;
use pallet_contracts::{Code, CollectEvents, DebugInfo, Determinism};
use pallet_inference::{Call, Deliveries, Delivery, HoldReason, Records};
use sp_io::TestExternalities;
use sp_runtime::traits::Dispatchable;
use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
	time::Instant,
};
use stoa_e2e::{
	bench::{Figure, quantile},
	network::cache,
	records::answered,
};
use stoa_primitives::{Balance, InlineBytes, JobId, STOA};
use stoa_runtime::{
	AccountId, Balances, Contracts, Runtime, RuntimeCall, RuntimeHoldReason, RuntimeOrigin, System,
};

const GAS: Weight = Weight::from_parts(20_000_000_000, 1_000_000);
const FEE: Balance = STOA;
const TIMES: JobId = 200;
/// Selectors of `contracts/hostile`, and its modes: take a delivery, or loop for ever.
const SET_MODE: [u8; 4] = [0, 0, 0, 5];
const DELIVERED: [u8; 4] = [0, 0, 0, 2];
const TAKE: u8 = 0;
const LOOP: u8 = 1;

/// What deliveries took, in µs, and what they were charged.
struct Timed {
	took: Vec<f64>,
	charged: Weight,
}

/// Its figures.
pub fn figures() -> Result<Vec<Figure>> {
	let code = build()?;
	let taken = deliveries(&code, TAKE, TIMES)?;
	let looped = deliveries(&code, LOOP, 20)?;
	let limits: BlockWeights = <Runtime as frame_system::Config>::BlockWeights::get();
	let room = limits.get(DispatchClass::Normal).max_total.context("a limit")?.ref_time();
	let middle = |timed: &Timed| quantile(&timed.took, 0.5).unwrap_or(f64::NAN);
	let weight = |timed: &Timed| timed.charged.ref_time() as f64 / 1e6;
	let mut figures = vec![
		Figure::new("delivery that the contract takes, median", middle(&taken), "us"),
		Figure::new("the same, of its weight", middle(&taken) / weight(&taken), "").at_most(1.0),
		Figure::new("such deliveries in a block", room as f64 / (weight(&taken) * 1e6), "")
			.at_least(20.0),
		Figure::new("delivery that uses up 20 ms of gas, median", middle(&looped), "us"),
		Figure::new("the same, of its weight", middle(&looped) / weight(&looped), "").at_most(1.0),
	];
	for name in ["escrow", "reseller"] {
		let bytes = fs::metadata(code.join(format!("{name}.wasm")))?.len();
		figures
			.push(Figure::new(format!("code of {name}"), bytes as f64, "bytes").at_most(65_536.0));
	}
	Ok(figures)
}

fn build() -> Result<PathBuf> {
	let folder = cache()?.join("contracts");
	let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/build-contracts");
	let built = Command::new(script).arg(&folder).output()?;
	ensure!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
	Ok(folder)
}

fn person(number: u8) -> AccountId {
	AccountId::new([number; 32])
}

/// Makes the contract, and delivers so many jobs into it.
fn deliveries(code: &Path, mode: u8, times: JobId) -> Result<Timed> {
	let code = fs::read(code.join("hostile.wasm"))?;
	let mut ext = TestExternalities::default();
	ext.execute_with(|| {
		System::set_block_number(1);
		for number in [1, 2] {
			Balances::mint_into(&person(number), 1_000_000 * STOA)
				.map_err(|error| anyhow!("funds: {error:?}"))?;
		}
		let contract = make(code, mode)?;
		for job in 0..times {
			finish(job, &contract)?;
		}
		Ok::<_, anyhow::Error>(())
	})?;
	ext.commit_all().map_err(|error| anyhow!(error))?;
	ext.execute_with(|| {
		let mut timed = Timed { took: Vec::new(), charged: Weight::zero() };
		for job in 0..times {
			let call =
				RuntimeCall::Inference(Call::deliver { job, gas: GAS, output: Some(output()) });
			let info = call.get_dispatch_info();
			let began = Instant::now();
			let result = call.dispatch(RuntimeOrigin::signed(person(2)));
			timed.took.push(began.elapsed().as_secs_f64() * 1e6);
			timed.charged = timed.charged.max(extract_actual_weight(&result, &info));
			result.map_err(|refused| anyhow!("deliver: {:?}", refused.error))?;
		}
		Ok(timed)
	})
}

fn make(code: Vec<u8>, mode: u8) -> Result<AccountId> {
	let (maker, gas) = (person(1), Weight::from_parts(500_000_000_000, 10_000_000));
	let made = Contracts::bare_instantiate(
		maker.clone(),
		10_000 * STOA,
		gas,
		None,
		Code::Upload(code),
		[0; 4].to_vec(),
		Vec::new(),
		DebugInfo::Skip,
		CollectEvents::Skip,
	);
	let contract = made.result.map_err(|error| anyhow!("no contract: {error:?}"))?.account_id;
	let set = Contracts::bare_call(
		maker,
		contract.clone(),
		0,
		gas,
		None,
		(SET_MODE, mode).encode(),
		DebugInfo::Skip,
		CollectEvents::Skip,
		Determinism::Enforced,
	);
	let set = set.result.map_err(|error| anyhow!("no mode: {error:?}"))?;
	ensure!(!set.did_revert(), "the contract knows no such mode");
	Ok(contract)
}

fn output() -> InlineBytes {
	InlineBytes::try_from(vec![b'a'; 1_024]).unwrap_or_default()
}

/// A job of the contract's that is over.
fn finish(job: JobId, contract: &AccountId) -> Result<()> {
	let held = RuntimeHoldReason::Inference(HoldReason::DeliveryFee);
	Balances::hold(&held, contract, FEE).map_err(|error| anyhow!("hold: {error:?}"))?;
	Records::<Runtime>::insert(job, answered(contract, &output()));
	Deliveries::<Runtime>::insert(job, Delivery { selector: DELIVERED, gas: GAS, fee: FEE });
	Ok(())
}
