// The cells of several strands, a part of each at a time: a GPU that is busy for long is taken for one that hangs.
// `hash` and `first_block` are generated.

struct Params {
	seed: array<vec4<u32>, 2>,
	// The number of the first strand in this buffer.
	first_strand: u32,
	// Strands in this buffer.
	strands: u32,
	// Cells of a strand, as a power of two.
	log_cells: u32,
	// Hashes of a cell.
	steps: u32,
	// The first cell to compute, and how many.
	start: u32,
	count: u32,
	linked: u32,
	unused: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
// Two for each cell.
@group(0) @binding(1) var<storage, read_write> cells: array<vec4<u32>>;

fn add(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
	let low = a.x + b.x;
	return vec2<u32>(low, a.y + b.y + select(0u, 1u, low < a.x));
}

fn right24(a: vec2<u32>) -> vec2<u32> {
	return vec2<u32>((a.x >> 24u) | (a.y << 8u), (a.y >> 24u) | (a.x << 8u));
}

fn right16(a: vec2<u32>) -> vec2<u32> {
	return vec2<u32>((a.x >> 16u) | (a.y << 16u), (a.y >> 16u) | (a.x << 16u));
}

// By 63 to the right.
fn left1(a: vec2<u32>) -> vec2<u32> {
	return vec2<u32>((a.x << 1u) | (a.y >> 31u), (a.y << 1u) | (a.x >> 31u));
}

// What is left of `a` divided by `by`, which is less than 2^28.
fn remainder(a: vec2<u32>, by: u32) -> u32 {
	var left = a.y % by;
	for (var shift = 28u; ; shift -= 4u) {
		left = ((left << 4u) | ((a.x >> shift) & 15u)) % by;
		if shift == 0u {
			break;
		}
	}
	return left;
}

fn cell(number: u32) -> array<vec2<u32>, 4> {
	let low = cells[2u * number];
	let high = cells[2u * number + 1u];
	return array<vec2<u32>, 4>(low.xy, low.zw, high.xy, high.zw);
}

fn again(digest: array<vec2<u32>, 4>) -> array<vec2<u32>, 4> {
	let none = vec2<u32>(0u, 0u);
	let block = array<vec2<u32>, 16>(
		digest[0], digest[1], digest[2], digest[3], none, none, none, none,
		none, none, none, none, none, none, none, none
	);
	return hash(block, 32u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	if id.x >= params.strands {
		return;
	}
	let first = id.x << params.log_cells;
	let strand = params.first_strand + id.x;
	let none = array<vec2<u32>, 4>(vec2<u32>(0u, 0u), vec2<u32>(0u, 0u), vec2<u32>(0u, 0u), vec2<u32>(0u, 0u));
	var previous = none;
	if params.start > 0u {
		previous = cell(first + params.start - 1u);
	}
	for (var at = params.start; at < params.start + params.count; at += 1u) {
		var earlier = none;
		if params.linked == 1u && at > 0u {
			earlier = cell(first + remainder(previous[0], at));
		}
		previous = hash(first_block(strand, at, previous, earlier), FIRST_BYTES);
		for (var step = 1u; step < params.steps; step += 1u) {
			previous = again(previous);
		}
		cells[2u * (first + at)] = vec4<u32>(previous[0], previous[1]);
		cells[2u * (first + at) + 1u] = vec4<u32>(previous[2], previous[3]);
	}
}
