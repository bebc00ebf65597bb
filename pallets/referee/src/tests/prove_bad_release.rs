use crate::{mock::*, *};
use frame_support::{assert_noop, dispatch::Pays};
use sp_runtime::DispatchError;
use stoa_exact::weights::Tensor;

#[test]
fn prove_bad_release_should_report_the_model_when_a_row_is_out_of_bounds() {
	let own = bad_model();
	build_and_execute(|| {
		let header = parts(&own).header;
		let prove = |tensor| {
			let proof = own.artefact().prove_weights(tensor, 0).try_into().unwrap();
			Referee::prove_bad_release(signed(&alice()), header.clone(), proof)
		};
		assert_noop!(prove(Tensor::Embedding), Error::<Runtime>::NotBad);
		assert_eq!(prove(Tensor::FinalNorm).unwrap().pays_fee, Pays::No);
		let model = Referee::model(&parts(&own));
		assert_eq!(Bad::get(), vec![model]);
		assert_eq!(events(), vec![Event::BadReleaseProven { model, by: alice() }]);
		assert_noop!(prove(Tensor::FinalNorm), DispatchError::Other("not known"));
	});
}

#[test]
fn prove_bad_release_should_refuse_when_it_is_no_header_or_no_proof() {
	build_and_execute(|| {
		let header = parts(truth()).header;
		let prove = |header: &[u8]| {
			let header = header.to_vec().try_into().unwrap();
			Referee::prove_bad_release(signed(&alice()), header, Default::default())
		};
		assert_noop!(prove(&header[1..]), Error::<Runtime>::BadHeader);
		assert_noop!(prove(&header), Error::<Runtime>::NotBad);
	});
}
