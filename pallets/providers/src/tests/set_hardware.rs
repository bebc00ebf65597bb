use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

fn gpu(model: &[u8], count: u16) -> GpuClaim {
	GpuClaim { model: model.to_vec().try_into().unwrap(), count, vram_mib: 81_920 }
}

fn claims(gpus: Vec<GpuClaim>) -> HardwareClaims {
	HardwareClaims {
		gpus: gpus.try_into().unwrap(),
		cpu_cores: 64,
		memory_mib: 262_144,
		disk_gib: 4_000,
	}
}

fn call(claims: HardwareClaims, expires_at: u32) -> sp_runtime::DispatchResult {
	ProvidersPallet::set_hardware(RuntimeOrigin::signed(ALICE), claims, expires_at)
}

#[test]
fn set_hardware_should_store_the_claims_when_they_make_sense() {
	build_and_execute(|| {
		register(ALICE, 10);
		let claims = claims(vec![gpu(b"NVIDIA H100 80GB HBM3", 8)]);
		assert_ok!(call(claims.clone(), 500));
		assert_event(Event::HardwareSet { provider: ALICE, expires_at: 500 });
		let stored = Hardware::<Test>::get(ALICE).unwrap();
		assert_eq!(stored, HardwareDetails { claims, expires_at: 500 });
		// A later claim replaces it.
		assert_ok!(call(HardwareClaims::default(), 600));
		assert_eq!(Hardware::<Test>::get(ALICE).unwrap().expires_at, 600);
	});
}

#[test]
fn set_hardware_should_fail_when_a_gpu_makes_no_sense() {
	build_and_execute(|| {
		register(ALICE, 10);
		for gpu in [gpu(b"", 1), gpu(b"H100\n", 1), gpu("Größe".as_bytes(), 1), gpu(b"H100", 0)] {
			assert_noop!(call(claims(vec![gpu]), 500), Error::<Test>::InvalidHardware);
		}
	});
}

#[test]
fn set_hardware_should_fail_when_the_expiry_is_past_or_far() {
	build_and_execute(|| {
		register(ALICE, 10);
		let now = System::block_number();
		let claims = || HardwareClaims::default();
		assert_noop!(call(claims(), now), Error::<Test>::InvalidExpiry);
		assert_noop!(call(claims(), now + MAX_HARDWARE_AGE + 1), Error::<Test>::InvalidExpiry);
		assert_noop!(call(claims(), u32::MAX), Error::<Test>::InvalidExpiry);
		assert_ok!(call(claims(), now + 1));
		assert_ok!(call(claims(), now + MAX_HARDWARE_AGE));
	});
}

#[test]
fn set_hardware_should_fail_when_not_registered() {
	build_and_execute(|| {
		assert_noop!(call(HardwareClaims::default(), 500), Error::<Test>::ProviderNotFound);
	});
}
