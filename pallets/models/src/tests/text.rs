use crate::text::{is_licence_id, is_name, is_uri};
use proptest::prelude::*;

#[test]
fn licences_of_the_spdx_form_are_accepted_and_others_are_not() {
	for good in ["MIT", "Apache-2.0", "GPL-2.0+", "CC-BY-NC-4.0", "0BSD", "LicenseRef-llama-3.2"] {
		assert!(is_licence_id(good.as_bytes()), "{good}");
	}
	for bad in
		["", "+", "-MIT", "MIT-", "MIT OR ISC", "Apache 2", "MIT++", "see licence.txt ", "ÄGPL"]
	{
		assert!(!is_licence_id(bad.as_bytes()), "{bad}");
	}
}

proptest! {
	#[test]
	fn no_bytes_panic_and_no_control_character_passes(bytes in any::<Vec<u8>>()) {
		let control = bytes.iter().any(|byte| *byte < 0x20 || *byte == 0x7f);
		prop_assert!(!(control && is_name(&bytes)));
		prop_assert!(!(control && is_uri(&bytes)));
		prop_assert!(!(control && is_licence_id(&bytes)));
	}
}
