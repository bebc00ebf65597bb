//! The forms of images.

mod world;

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::io::Write;
use stoa_runner::{Limits, Spec};
use world::{LONG, World, archive, busybox, file, id, is_bad_image};

with_both_engines! {
	layers_of_docker_lie_over_each_other
	a_layout_of_oci_is_the_same
	a_whole_that_is_compressed_is_the_same
	two_images_are_refused
}

/// What the image says about itself, run by a workload that says nothing.
const SAYS: &str = "web 1000 /www of the upper layer gone kept";

fn tar() -> tar::Builder<Vec<u8>> {
	tar::Builder::new(Vec::new())
}

fn hash(bytes: &[u8]) -> String {
	hex::encode(Sha256::digest(bytes))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
	let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
	gzip.write_all(bytes).unwrap();
	gzip.finish().unwrap()
}

/// The lower layer, the upper one, and the configuration.
fn parts() -> (Vec<u8>, Vec<u8>, Vec<u8>) {
	let mut lower = tar();
	file(&mut lower, "kept", b"", 0o644);
	file(&mut lower, "gone", b"", 0o644);
	let base = busybox();
	for entry in tar::Archive::new(&base[..]).entries().unwrap() {
		let entry = entry.unwrap();
		let mut header = entry.header().clone();
		let path = entry.path().unwrap().into_owned();
		match entry.link_name().unwrap().map(std::borrow::Cow::into_owned) {
			Some(to) => lower.append_link(&mut header, path, to).unwrap(),
			None => lower.append_data(&mut header, path, entry).unwrap(),
		}
	}
	let lower = lower.into_inner().unwrap();
	let mut upper = tar();
	file(&mut upper, ".wh.gone", b"", 0o644);
	file(&mut upper, "www/index.html", b"of the upper layer", 0o644);
	let upper = upper.into_inner().unwrap();
	let script = "echo $WHO $(id -u) $PWD $(cat index.html) $(test -e /gone || echo gone) $(ls / | head -9 >/dev/null; test -e /kept && echo kept)";
	let config = serde_json::json!({
		"architecture": if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" },
		"os": "linux",
		"config": {
			"Entrypoint": ["/bin/sh", "-c"], "Cmd": [script],
			"Env": ["WHO=web", "PATH=/bin"], "WorkingDir": "/www", "User": "web",
		},
		"rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", hash(&lower)), format!("sha256:{}", hash(&upper))] },
	});
	(lower, upper, serde_json::to_vec(&config).unwrap())
}

fn docker(images: usize) -> Vec<u8> {
	let (lower, upper, config) = parts();
	let mut all = tar();
	file(&mut all, "a/layer.tar", &lower, 0o644);
	file(&mut all, "b/layer.tar", &gzip(&upper), 0o644);
	file(&mut all, "c.json", &config, 0o644);
	let image = serde_json::json!({
		"Config": "c.json", "RepoTags": ["somebody/elses:latest"], "Layers": ["a/layer.tar", "b/layer.tar"],
	});
	let manifest = serde_json::to_vec(&vec![image; images]).unwrap();
	file(&mut all, "manifest.json", &manifest, 0o644);
	all.into_inner().unwrap()
}

fn oci() -> Vec<u8> {
	let (lower, upper, config) = parts();
	let (lower, upper) = (gzip(&lower), gzip(&upper));
	let mut all = tar();
	let mut blob = |bytes: &[u8], kind: &str| {
		file(&mut all, &format!("blobs/sha256/{}", hash(bytes)), bytes, 0o644);
		serde_json::json!({
			"mediaType": format!("application/vnd.oci.image.{kind}"),
			"digest": format!("sha256:{}", hash(bytes)), "size": bytes.len(),
		})
	};
	let layers = [blob(&lower, "layer.v1.tar+gzip"), blob(&upper, "layer.v1.tar+gzip")];
	let manifest = serde_json::json!({
		"schemaVersion": 2, "config": blob(&config, "config.v1+json"), "layers": layers,
	});
	let manifest = blob(&serde_json::to_vec(&manifest).unwrap(), "manifest.v1+json");
	let index = serde_json::json!({ "schemaVersion": 2, "manifests": [manifest] });
	file(&mut all, "index.json", &serde_json::to_vec(&index).unwrap(), 0o644);
	file(&mut all, "oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#, 0o644);
	all.into_inner().unwrap()
}

fn spec(world: &World, bytes: &[u8]) -> Spec {
	let limits = Limits { memory_mib: 64, image_mib: 64, ..Limits::default() };
	Spec::new(archive(world.dir.path(), bytes), limits)
}

async fn says(world: &World, bytes: &[u8]) -> String {
	let id = world.run("image", &spec(world, bytes)).await;
	tokio::time::timeout(LONG, world.runner.wait(&id)).await.unwrap().unwrap();
	let log = world.log(&id).await;
	world.runner.remove(&id).await.unwrap();
	log.trim().to_owned()
}

async fn layers_of_docker_lie_over_each_other(world: &World) {
	assert_eq!(says(world, &docker(1)).await, SAYS);
}

async fn a_layout_of_oci_is_the_same(world: &World) {
	assert_eq!(says(world, &oci()).await, SAYS);
}

async fn a_whole_that_is_compressed_is_the_same(world: &World) {
	assert_eq!(says(world, &gzip(&docker(1))).await, SAYS);
	// Small outside, large inside.
	let mut bomb = tar();
	file(&mut bomb, "zeros", &vec![0; 100 << 20], 0o644);
	let bomb = gzip(&bomb.into_inner().unwrap());
	assert!(bomb.len() < 1 << 20);
	assert!(is_bad_image(world.runner.create(&id("bomb"), &spec(world, &bomb)).await));
}

async fn two_images_are_refused(world: &World) {
	assert!(is_bad_image(world.runner.create(&id("two"), &spec(world, &docker(2))).await));
}
