//! What the chain shows of rewards, of the shares of fees, and of delegation.

use crate::{
	At, Result,
	at::PAGE,
	chain::stoa,
	types::{AccountId, DelegationInfo, EmissionSchedule, FeeShares, PoolInfo, RewardParameters},
};
use stoa_primitives::{Balance, ReleaseId};

impl At {
	/// What an account can claim of rewards, in planck.
	pub async fn rewards_of(&self, account: &AccountId) -> Result<Balance> {
		self.view(stoa::view_functions().rewards().claimable(*account)).await
	}

	/// What a release's owners can have passed on, in planck.
	pub async fn rewards_of_release(&self, release: ReleaseId) -> Result<Balance> {
		self.view(stoa::view_functions().rewards().claimable_of_release(release)).await
	}

	/// Where the schedule of emission stands.
	pub async fn schedule(&self) -> Result<EmissionSchedule> {
		self.view(stoa::view_functions().rewards().schedule()).await
	}

	/// The rates under which the era that runs would end.
	pub async fn reward_parameters(&self) -> Result<RewardParameters> {
		self.view(stoa::view_functions().rewards().parameters()).await
	}

	/// Where the fees of transactions go.
	pub async fn fee_shares(&self) -> Result<FeeShares> {
		self.view(stoa::view_functions().rewards().fee_shares()).await
	}

	/// On what terms a provider is backed, and with how much.
	pub async fn pool(&self, provider: &AccountId) -> Result<Option<PoolInfo>> {
		self.view(stoa::view_functions().delegation().pool(*provider)).await
	}

	/// What one account has behind one provider.
	pub async fn delegation(
		&self,
		provider: &AccountId,
		backer: &AccountId,
	) -> Result<Option<DelegationInfo>> {
		self.view(stoa::view_functions().delegation().delegation(*provider, *backer)).await
	}

	/// What an account has behind providers; the first hundred.
	pub async fn delegations(&self, backer: &AccountId) -> Result<Vec<DelegationInfo>> {
		self.view(stoa::view_functions().delegation().delegations(*backer, PAGE)).await
	}
}
