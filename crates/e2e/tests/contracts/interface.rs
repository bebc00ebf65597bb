//! What tools for contracts ask nodes before they send anything: what making and calling would take, what code costs,
//! what is stored.

use crate::stage::{Stage, TAKING};
use anyhow::{Context, Result, ensure};
use codec::{Decode, Encode};
use stoa_client::{
	AccountId, Error, Keypair,
	calls::contracts::{call_contract, make_contract},
	contracts::Making,
	keys,
};
use stoa_primitives::{Balance, STOA, contract::Gas};

const NEW: [u8; 4] = [0; 4];
const WITHDRAW: [u8; 4] = [0, 0, 0, 4];
const VALUE: Balance = STOA;

/// A reseller that nobody else makes, and who makes it.
struct Candidate<'a> {
	stage: &'a Stage,
	maker: Keypair,
	who: AccountId,
	code: Vec<u8>,
	terms: Vec<u8>,
}

/// Arguments that are bytes already.
struct Raw<'a>(&'a [u8]);

impl Encode for Raw<'_> {
	fn encode_to<T: codec::Output + ?Sized>(&self, to: &mut T) {
		to.write(self.0);
	}
}

impl<'a> Candidate<'a> {
	async fn new(stage: &'a Stage) -> Result<Self> {
		let maker = stage.funded("//Interface//Maker").await?;
		let mut code = std::fs::read(stage.file("reseller"))?;
		// A section without meaning: the code is not on chain, whatever the other scenarios have uploaded.
		code.extend([0, 2, 1, b'x']);
		let terms = (stage.release, 100u32, 8u32, (3u8, 2u8), TAKING).encode();
		Ok(Self { stage, who: keys::account_of(&maker), maker, code, terms })
	}

	async fn would_take(&self) -> Result<Making, Error> {
		let best = self.stage.market.client.best().await?;
		let (code, salt) = (self.code.clone(), b"salt".to_vec());
		best.making_contract(self.who, code, NEW, &Raw(&self.terms), salt, VALUE).await
	}

	async fn make(&self, gas: Gas) -> Result<Option<AccountId>, Error> {
		let (code, salt) = (self.code.clone(), b"salt".to_vec());
		let call = make_contract(code, NEW, &Raw(&self.terms), salt, VALUE, gas);
		let sent = self.stage.market.client.submit(&self.maker, &call).await?;
		Ok(sent.in_best_block().await?.made_contract())
	}

	async fn held(&self, who: &AccountId) -> Result<Balance> {
		Ok(self.stage.market.client.best().await?.balance(who).await?.held)
	}

	/// Has the contract called with so much gas.
	async fn withdraw(&self, contract: AccountId, gas: Gas) -> Result<(), Error> {
		let call = call_contract(contract, WITHDRAW, &(), 0, gas);
		self.stage.market.client.submit(&self.maker, &call).await?.in_best_block().await.map(drop)
	}
}

fn half(gas: Gas) -> Gas {
	Gas { ref_time: gas.ref_time / 2, ..gas }
}

/// What is told before is what happens: address, deposit, gas that suffices, and less that does not.
pub async fn tells_before(stage: &Stage) -> Result<()> {
	let candidate = Candidate::new(stage).await?;
	let client = &stage.market.client;
	let best = client.best().await?;
	let (hash, for_code) = best.code_cost(candidate.who, candidate.code.clone()).await?;
	ensure!(hash == sp_io::hashing::blake2_256(&candidate.code) && for_code > STOA, "{for_code}");

	let making = candidate.would_take().await?;
	ensure!(candidate.make(half(making.gas)).await.is_err(), "half of the gas suffices");
	let made = candidate.make(making.gas).await?.context("no contract was made")?;
	ensure!(made == making.contract, "it is somewhere else");
	let held = candidate.held(&candidate.who).await? + candidate.held(&made).await?;
	let best = client.best().await?;
	let least = best.balance(&made).await?.existential;
	ensure!(held + least == making.deposit && held > for_code, "{held} held: {making:?}");
	ensure!(candidate.would_take().await.is_err(), "it cannot be made twice");

	let owner = best.contract_storage(made, b"owner".to_vec()).await?;
	let owner = owner.and_then(|bytes| <[u8; 32]>::decode(&mut &bytes[..]).ok());
	ensure!(owner == Some(candidate.who.0), "{owner:?}");
	ensure!(best.contract_storage(made, b"nothing".to_vec()).await?.is_none());
	ensure!(best.contract_storage(candidate.who, b"owner".to_vec()).await.is_err());

	let gas = best.contract_gas(candidate.who, made, WITHDRAW, &(), 0).await?;
	ensure!(candidate.withdraw(made, half(gas)).await.is_err(), "half of the gas suffices");
	candidate.withdraw(made, gas).await?;
	let stranger = keys::account("//Alice")?;
	let refused = best.contract_gas(stranger, made, WITHDRAW, &(), 0).await;
	ensure!(refused.is_err(), "somebody else withdraws");
	Ok(())
}
