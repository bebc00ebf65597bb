//! Why a run comes to nothing, and whether it would again.

use stoa_data::DataError;
use stoa_runner::{Exit, RunnerError};

/// Why there is no result.
#[derive(Debug)]
pub(super) enum Failure {
	/// The algorithm, or that this custodian does not do such runs: the chain is told, and the run need not wait.
	Final(String),
	/// Something that may be otherwise later: data, a share or the machine could not be had. Tried again in time.
	Again(anyhow::Error),
}

impl Failure {
	/// Of a program that has not ended well.
	pub(super) fn of(exit: Exit) -> Option<Self> {
		Some(match exit {
			// Its first process may have gone on without the one that was killed.
			Exit { code: Some(0), .. } => return None,
			Exit { out_of_memory: true, .. } => {
				Self::Final("the program ran out of the memory that it asked for".to_string())
			}
			Exit { code: Some(code), .. } => {
				Self::Final(format!("the program ended with exit code {code}"))
			}
			Exit { code: None, .. } => Self::Again(anyhow::anyhow!("nobody saw how it ended")),
		})
	}
}

impl From<anyhow::Error> for Failure {
	fn from(error: anyhow::Error) -> Self {
		Self::Again(error)
	}
}

impl From<std::io::Error> for Failure {
	fn from(error: std::io::Error) -> Self {
		Self::Again(error.into())
	}
}

impl From<DataError> for Failure {
	fn from(error: DataError) -> Self {
		match error {
			DataError::Query(why) => Self::Final(why),
			other => Self::Again(other.into()),
		}
	}
}

impl From<RunnerError> for Failure {
	fn from(error: RunnerError) -> Self {
		match error {
			RunnerError::BadSpec(why)
			| RunnerError::BadImage(why)
			| RunnerError::BadOutput(why)
			| RunnerError::Unsupported(why) => Self::Final(why),
			other => Self::Again(other.into()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn exit(code: Option<i32>, out_of_memory: bool) -> Exit {
		Exit { code, out_of_memory, at: 0 }
	}

	#[test]
	fn what_would_be_the_same_again_is_final() {
		assert!(Failure::of(exit(Some(0), false)).is_none());
		let told = |exit| match Failure::of(exit) {
			Some(Failure::Final(why)) => why,
			other => panic!("{other:?}"),
		};
		assert!(told(exit(Some(3), false)).contains("exit code 3"));
		assert!(told(exit(Some(137), true)).contains("memory"));
		assert!(matches!(Failure::of(exit(None, false)), Some(Failure::Again(_))));
		let query = DataError::Query("no column".to_string());
		assert!(matches!(Failure::from(query), Failure::Final(_)));
		let away = DataError::NotServed("nobody".to_string());
		assert!(matches!(Failure::from(away), Failure::Again(_)));
		assert!(matches!(RunnerError::BadOutput("two".to_string()).into(), Failure::Final(_)));
		assert!(matches!(RunnerError::Io("full".to_string()).into(), Failure::Again(_)));
	}
}
