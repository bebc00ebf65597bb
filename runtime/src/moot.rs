//! Fees, and none for what somebody else has made moot.
//!
//! A provider answers in a game that ends in the same block; two watchers call one timeout. Whoever comes
//! second did nothing wrong, and a failure that is free would be free room in blocks. So it is refused as
//! transactions with an old nonce are: by the pool, and by the author who finds it there. Only calls at the
//! top are looked at, not what a batch or a proxy carries.

use crate::{Channels, Compute, Datasets, Disputes, Inference, Referee, Runtime, RuntimeCall};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
	dispatch::{DispatchInfo, PostDispatchInfo},
	weights::{Weight, constants::ParityDbWeight},
};
use pallet_transaction_payment::ChargeTransactionPayment;
use scale_info::{Type, TypeInfo};
use sp_runtime::{
	DispatchResult,
	traits::{DispatchOriginOf, Implication, TransactionExtension, ValidateResult},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
};

/// `InvalidTransaction::Custom` of a transaction that has become moot.
pub const MOOT: u8 = 1;

type Charge = ChargeTransactionPayment<Runtime>;

/// The SDK's extension of the same name and encoding, for transactions that are not moot.
#[derive(Clone, Eq, PartialEq, Debug, Encode, Decode, DecodeWithMemTracking)]
pub struct ChargeUnlessMoot(Charge);

impl ChargeUnlessMoot {
	/// With a tip, in planck.
	pub fn from(tip: stoa_primitives::Balance) -> Self {
		Self(Charge::from(tip))
	}

	fn is_moot(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::Channels(call) => Channels::is_moot(call),
			RuntimeCall::Compute(call) => Compute::is_moot(call),
			RuntimeCall::Datasets(call) => Datasets::is_moot(call),
			RuntimeCall::Inference(call) => Inference::is_moot(call),
			RuntimeCall::Referee(call) => Referee::is_moot(call),
			RuntimeCall::Disputes(call) => Disputes::is_moot(call),
			_ => false,
		}
	}
}

/// To clients it is the SDK's.
impl TypeInfo for ChargeUnlessMoot {
	type Identity = Charge;

	fn type_info() -> Type {
		Charge::type_info()
	}
}

impl TransactionExtension<RuntimeCall> for ChargeUnlessMoot {
	const IDENTIFIER: &'static str = <Charge as TransactionExtension<RuntimeCall>>::IDENTIFIER;
	type Implicit = <Charge as TransactionExtension<RuntimeCall>>::Implicit;
	type Val = <Charge as TransactionExtension<RuntimeCall>>::Val;
	type Pre = <Charge as TransactionExtension<RuntimeCall>>::Pre;

	fn weight(&self, call: &RuntimeCall) -> Weight {
		let looked_up = match call {
			// A bid is compared by a parameter.
			RuntimeCall::Compute(_) => ParityDbWeight::get().reads(2),
			RuntimeCall::Channels(_)
			| RuntimeCall::Datasets(_)
			| RuntimeCall::Disputes(_)
			| RuntimeCall::Inference(_)
			| RuntimeCall::Referee(_) => ParityDbWeight::get().reads(1),
			_ => Weight::zero(),
		};
		self.0.weight(call).saturating_add(looked_up)
	}

	fn validate(
		&self,
		origin: DispatchOriginOf<RuntimeCall>,
		call: &RuntimeCall,
		info: &DispatchInfo,
		len: usize,
		implicit: Self::Implicit,
		implication: &impl Implication,
		source: TransactionSource,
	) -> ValidateResult<Self::Val, RuntimeCall> {
		if Self::is_moot(call) {
			return Err(InvalidTransaction::Custom(MOOT).into());
		}
		self.0.validate(origin, call, info, len, implicit, implication, source)
	}

	fn prepare(
		self,
		val: Self::Val,
		origin: &DispatchOriginOf<RuntimeCall>,
		call: &RuntimeCall,
		info: &DispatchInfo,
		len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		self.0.prepare(val, origin, call, info, len)
	}

	fn post_dispatch_details(
		pre: Self::Pre,
		info: &DispatchInfo,
		post_info: &PostDispatchInfo,
		len: usize,
		result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		<Charge as TransactionExtension<RuntimeCall>>::post_dispatch_details(
			pre, info, post_info, len, result,
		)
	}
}
