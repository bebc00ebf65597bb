//! Contracts: asking them, and delivering jobs into them.

use crate::{
	At, Call, Client, Error, Result,
	calls::contracts::{deliver, input, weight},
	chain::stoa::{
		self,
		runtime_types::{
			pallet_contracts::{
				primitives::{Code, StorageDeposit},
				wasm::Determinism,
			},
			pallet_contracts_uapi::flags::ReturnFlags,
			sp_runtime::{DispatchError, ModuleError},
		},
	},
	types::{AccountId, Delivery, JobView, Outcome, Weight},
};
use codec::{Decode, Encode};
use stoa_primitives::{Balance, Digest, InlineBytes, JobId, MAX_INLINE_BYTES, contract::Gas};

/// The bit of a contract's answer that says that it has refused.
const REVERTED: u32 = 1;

pub(crate) fn gas(weight: &Weight) -> Gas {
	Gas { ref_time: weight.ref_time, proof_size: weight.proof_size }
}

/// What making a contract would take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Making {
	/// Where the contract would be.
	pub contract: AccountId,
	/// Gas that suffices.
	pub gas: Gas,
	/// What its maker would have on hold for code and storage, in planck, and what the contract keeps to exist.
	pub deposit: Balance,
}

/// What a call to a contract would do.
struct DryRun {
	answer: Vec<u8>,
	gas: Gas,
}

impl At {
	async fn dry_run(
		&self,
		from: AccountId,
		contract: AccountId,
		data: Vec<u8>,
		value: Balance,
	) -> Result<DryRun> {
		let call =
			stoa::runtime_apis().contracts_api().call(from, contract, value, None, None, data);
		let outcome = self.inner.runtime_apis().call(call).await?;
		let gas = gas(&outcome.gas_required);
		let returned = outcome.result.map_err(|error| failed(&error))?;
		accepted(&returned.flags, &returned.data)?;
		Ok(DryRun { answer: returned.data, gas })
	}

	/// What making a contract would take with the arguments of [`crate::calls::contracts::make_contract`].
	pub async fn making_contract(
		&self,
		maker: AccountId,
		code: Vec<u8>,
		selector: [u8; 4],
		arguments: &impl Encode,
		salt: Vec<u8>,
		value: Balance,
	) -> Result<Making> {
		let (code, data) = (Code::Upload(code), input(selector, arguments));
		let contracts = stoa::runtime_apis().contracts_api();
		let call = contracts.instantiate(maker, value, None, None, code, data, salt);
		let outcome = self.inner.runtime_apis().call(call).await?;
		let made = outcome.result.map_err(|error| failed(&error))?;
		accepted(&made.result.flags, &made.result.data)?;
		let deposit = match outcome.storage_deposit {
			StorageDeposit::Charge(deposit) => deposit,
			StorageDeposit::Refund(_) => 0,
		};
		Ok(Making { contract: made.account_id, gas: gas(&outcome.gas_required), deposit })
	}

	/// Under which hash code is kept, and what `maker` would have on hold for it, in planck: nothing if it is there.
	pub async fn code_cost(&self, maker: AccountId, code: Vec<u8>) -> Result<(Digest, Balance)> {
		let call = stoa::runtime_apis().contracts_api().upload_code(
			maker,
			code,
			None,
			Determinism::Enforced,
		);
		let outcome = self.inner.runtime_apis().call(call).await?;
		let stored = outcome.map_err(|error| failed(&error))?;
		Ok((stored.code_hash.0, stored.deposit))
	}

	/// What a contract stores under a key, in the bytes that it wrote.
	pub async fn contract_storage(
		&self,
		contract: AccountId,
		key: Vec<u8>,
	) -> Result<Option<Vec<u8>>> {
		let call = stoa::runtime_apis().contracts_api().get_storage(contract, key);
		let stored = self.inner.runtime_apis().call(call).await?;
		stored
			.map_err(|_| Error::Failed(format!("there is no contract {contract}, or no such key")))
	}

	/// What a function of a contract answers `from`, without a transaction.
	pub async fn ask_contract<R: Decode>(
		&self,
		from: AccountId,
		contract: AccountId,
		selector: [u8; 4],
		arguments: &impl Encode,
	) -> Result<R> {
		let run = self.dry_run(from, contract, input(selector, arguments), 0).await?;
		R::decode(&mut run.answer.as_slice())
			.map_err(|_| Error::Incompatible("the contract answers with something else".into()))
	}

	/// How much gas calling a function of a contract takes, with `value` planck, if nothing changes meanwhile.
	pub async fn contract_gas(
		&self,
		from: AccountId,
		contract: AccountId,
		selector: [u8; 4],
		arguments: &impl Encode,
		value: Balance,
	) -> Result<Gas> {
		Ok(self.dry_run(from, contract, input(selector, arguments), value).await?.gas)
	}

	/// Where a job goes when it is over, if it was not delivered yet.
	pub async fn delivery(&self, job: JobId) -> Result<Option<Delivery>> {
		self.view(stoa::view_functions().inference().delivery(job)).await
	}

	/// Every job that somebody may deliver when it is over, by id. What each pays is its `fee`.
	pub async fn deliveries(&self) -> Result<Vec<(JobId, Delivery)>> {
		let entry = stoa::storage().inference().deliveries();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut found = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (job,) = entry.key()?.decode()?;
			found.push((job, entry.value().decode()?));
		}
		found.sort_unstable_by_key(|(job, _)| *job);
		Ok(found)
	}

	/// Least fee, in planck, for which a delivery with this gas can be asked for now.
	pub async fn delivery_fee(&self, gas: Gas) -> Result<Balance> {
		self.view(stoa::view_functions().inference().delivery_fee(weight(gas))).await
	}
}

/// Fails with what a contract says if it has refused.
fn accepted(flags: &ReturnFlags, said: &[u8]) -> Result<()> {
	if flags.bits & REVERTED == 0 {
		return Ok(());
	}
	Err(Error::Failed(format!(
		"the contract refuses, with 0x{}: its documentation says what that means",
		hex::encode(said)
	)))
}

fn failed(error: &DispatchError) -> Error {
	let error = match error {
		DispatchError::Module(ModuleError { index, error }) => {
			format!("error {} of pallet {index}", error[0])
		}
		_ => "no error of a pallet".into(),
	};
	Error::Failed(format!(
		"the contract fails ({error}): see that it exists, and that the call is one of its own"
	))
}

impl Client {
	/// The call that delivers a job into its contract, with the output that it needs. `None` if there is nothing
	/// to deliver, or not yet. What it pays is the delivery's `fee`; what it costs is its transaction's.
	pub async fn delivery(&self, job: JobId) -> Result<Option<impl Call>> {
		let at = self.best().await?;
		let Some(delivery) = at.delivery(job).await? else { return Ok(None) };
		let Some(JobView::Over(record)) = at.job(job).await? else { return Ok(None) };
		let wanted = record.outcome == Outcome::Final && record.bytes <= MAX_INLINE_BYTES;
		let output = if wanted { self.output(job).await? } else { None };
		if wanted && output.is_none() {
			return Err(Error::Failed(format!(
				"the output of job {job} is not on chain, and nobody who has it has delivered it: fetch it \
				 from a backer, and call `calls::contracts::deliver` with it"
			)));
		}
		let output = output.map(InlineBytes::try_from).transpose();
		let output =
			output.map_err(|_| Error::Incompatible("an inline output is too long".into()))?;
		Ok(Some(deliver(job, gas(&delivery.gas), output)))
	}
}
