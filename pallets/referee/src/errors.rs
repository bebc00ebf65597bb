//! Why a call was refused, and what to do instead.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors.
#[pallet_section]
mod errors {
	/// What to do instead.
	#[pallet::error]
	pub enum Error<T> {
		/// No such claim can be challenged. It was closed, or never opened: look it up with the view
		/// function `subject`.
		SubjectNotFound,
		/// The market uses a key twice. Choose another one.
		SubjectExists,
		/// The claim is none that the referee can recompute: its header is not one, its lengths exceed
		/// the model's context, or a cell of the model does not fit an answer. Use a smaller model.
		ClaimNotRefereeable,
		/// The claim can still be challenged, or is. Wait for `open_until` and the end of its games.
		SubjectOpen,
		/// The window is over. Nothing can be done about this claim any more.
		WindowOver,
		/// A provider cannot challenge itself. Let somebody else do it.
		OwnClaim,
		/// The model is known to be bad: there is no claim to challenge. Call `timeout` on games about it.
		ModelIsBad,
		/// You have a hidden challenge to this claim already. Show it first.
		AlreadyCommitted,
		/// You have no hidden challenge to this claim. Call `commit_challenge` first.
		CommitmentNotFound,
		/// A challenge is shown in a later block than it was made in. Wait one block.
		TooEarlyToReveal,
		/// The challenge was not shown in time: its bond is lost. Make another one.
		TooLateToReveal,
		/// The challenge can still be shown. Wait for the block that `ChallengeCommitted` named.
		NotExpired,
		/// Cell, salt and account do not hash to the commitment. Send what you committed to.
		CommitmentMismatch,
		/// The cell does not exist, or the way from it does not lead to the trace. Use the hashes that the
		/// provider served.
		NotInTrace,
		/// The provider did not sign this root for this cell. Begin with the cell instead.
		NotSigned,
		/// You do not have the tokens for the bond. `ChallengeCommitted` of others, or the view function
		/// `bond`, tell what it costs.
		InsufficientFunds,
		/// No such game. It is over: its events say how it ended.
		GameNotFound,
		/// Only the provider whose claim it is may answer.
		NotDefender,
		/// Only who opened the game may choose and prove in it. Open one of your own.
		NotChallenger,
		/// The game waits for another one against the same provider. Wait for `GameStarted`.
		GameQueued,
		/// It is the other side's turn, or there is nothing to choose. Look at the game's standing.
		NotYourTurn,
		/// The bytes are not as many as the node asks for, or do not hash to it. Send what was committed.
		NotCommitted,
		/// The node has no such child.
		NoSuchChild,
		/// Nobody's time has run out, and nothing else is due.
		NothingDue,
		/// The header is none. Send the first bytes of the release's artefact.
		BadHeader,
		/// The row is within the contract's bounds, or the proof is none.
		NotBad,
		/// A parameter is below its floor.
		BadParameters,
	}
}
