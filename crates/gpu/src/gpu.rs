//! One GPU, and work on it.

use crate::{GpuError, shader};
use futures::executor::block_on;
use std::{
	sync::mpsc,
	time::{Duration, Instant},
};
use stoa_exact::digest::blake2_256;
use stoa_primitives::{
	Digest,
	measure::{Filled, Work},
};
use wgpu::{BufferUsages, util::DeviceExt};

const CELL_BYTES: u64 = 32;
/// Most bytes of a buffer on the GPU.
const MAX_BUFFER_BYTES: u64 = 1 << 30;
/// Hashes of an invocation before others have their turn: some hundredths of a second.
const TURN: u32 = 4_096;

/// A GPU that is ready to work.
pub struct Gpu {
	info: wgpu::AdapterInfo,
	device: wgpu::Device,
	queue: wgpu::Queue,
	pipeline: wgpu::ComputePipeline,
}

/// Work that a GPU has done.
pub struct Done {
	/// The cells, and the tree over them, which the processor has made.
	pub filled: Filled,
	/// How long the GPU took for the cells, all of which were in its memory at its end.
	pub took: Duration,
}

/// Strands that share a buffer.
struct Batch {
	first_strand: u32,
	strands: u32,
	cells: wgpu::Buffer,
}

/// Names of the GPUs that there are, in the order of their numbers.
pub fn names() -> Vec<String> {
	adapters().iter().map(|adapter| describe(&adapter.get_info())).collect()
}

fn adapters() -> Vec<wgpu::Adapter> {
	let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
	block_on(instance.enumerate_adapters(wgpu::Backends::VULKAN))
}

fn describe(info: &wgpu::AdapterInfo) -> String {
	format!("{} ({:?}, {} {})", info.name, info.device_type, info.driver, info.driver_info)
}

impl Gpu {
	/// The GPU with this number.
	///
	/// # Errors
	/// [`GpuError::Missing`] if there is none, [`GpuError::Refused`] if its driver cannot run the program.
	pub fn open(number: usize) -> Result<Self, GpuError> {
		let adapter = adapters().into_iter().nth(number).ok_or(GpuError::Missing(number))?;
		let limits = adapter.limits();
		let wanted = wgpu::DeviceDescriptor {
			required_limits: wgpu::Limits {
				max_buffer_size: limits.max_buffer_size,
				max_storage_buffer_binding_size: limits.max_storage_buffer_binding_size,
				..wgpu::Limits::downlevel_defaults()
			},
			..Default::default()
		};
		let (device, queue) = block_on(adapter.request_device(&wanted)).map_err(refused)?;
		let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
		let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
			label: None,
			source: wgpu::ShaderSource::Wgsl(shader::source().into()),
		});
		let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
			label: None,
			layout: None,
			module: &module,
			entry_point: None,
			compilation_options: Default::default(),
			cache: None,
		});
		match block_on(scope.pop()) {
			Some(error) => Err(refused(error)),
			None => Ok(Self { info: adapter.get_info(), device, queue, pipeline }),
		}
	}

	/// Its name, kind and driver.
	pub fn name(&self) -> String {
		describe(&self.info)
	}

	/// Computes the cells of a work by a seed: the same as [`Filled::fill`] does.
	///
	/// # Errors
	/// [`GpuError::TooLarge`] if a strand does not fit into a buffer, [`GpuError::Refused`] if all strands together do not
	/// fit into its memory, or the driver fails.
	pub fn fill(&self, work: &Work, seed: &Digest) -> Result<Done, GpuError> {
		let scope = self.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
		let length = work.cells() / u64::from(work.strands.max(1));
		let batches = self.batches(work, length)?;
		if let Some(error) = block_on(scope.pop()) {
			return Err(refused(error));
		}
		let began = Instant::now();
		let cells_a_turn = (TURN / work.steps.max(1)).max(1);
		let length = length as u32;
		for start in (0..length).step_by(cells_a_turn as usize) {
			let count = cells_a_turn.min(length - start);
			for batch in &batches {
				self.turn(work, seed, batch, (start, count))?;
			}
		}
		let took = began.elapsed();
		let mut cells = Vec::with_capacity(work.cells() as usize);
		for batch in batches {
			self.read(&batch.cells, &mut cells)?;
		}
		Ok(Done { filled: Filled::over(blake2_256, *work, cells), took })
	}

	/// Memory for all cells.
	fn batches(&self, work: &Work, length: u64) -> Result<Vec<Batch>, GpuError> {
		let limits = self.device.limits();
		let most = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
		let most = most.min(MAX_BUFFER_BYTES);
		let strand_bytes = length * CELL_BYTES;
		let each = u32::try_from(most / strand_bytes).unwrap_or(u32::MAX);
		let each = each.min(limits.max_compute_workgroups_per_dimension * shader::WORKGROUP);
		if each == 0 {
			return Err(GpuError::TooLarge { strand_bytes, most });
		}
		let mut batches = Vec::new();
		for first_strand in (0..work.strands).step_by(each as usize) {
			let strands = each.min(work.strands - first_strand);
			let cells = self.device.create_buffer(&wgpu::BufferDescriptor {
				label: None,
				size: u64::from(strands) * strand_bytes,
				usage: BufferUsages::STORAGE | BufferUsages::COPY_SRC,
				mapped_at_creation: false,
			});
			batches.push(Batch { first_strand, strands, cells });
		}
		Ok(batches)
	}

	/// Computes some cells of each strand of a batch, and waits for them.
	fn turn(
		&self,
		work: &Work,
		seed: &Digest,
		batch: &Batch,
		(start, count): (u32, u32),
	) -> Result<(), GpuError> {
		let log_cells = (work.cells() / u64::from(work.strands.max(1))).ilog2();
		let linked = u32::from(work.linked);
		let (first, strands) = (batch.first_strand, batch.strands);
		let rest = [first, strands, log_cells, work.steps.max(1), start, count, linked, 0];
		let mut bytes = seed.to_vec();
		bytes.extend(rest.iter().flat_map(|word| word.to_le_bytes()));
		let params = self.device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
			label: None,
			contents: &bytes,
			usage: BufferUsages::UNIFORM,
		});
		let bound = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
			label: None,
			layout: &self.pipeline.get_bind_group_layout(0),
			entries: &[
				wgpu::BindGroupEntry { binding: 0, resource: params.as_entire_binding() },
				wgpu::BindGroupEntry { binding: 1, resource: batch.cells.as_entire_binding() },
			],
		});
		let mut encoder = self.device.create_command_encoder(&Default::default());
		{
			let mut pass = encoder.begin_compute_pass(&Default::default());
			pass.set_pipeline(&self.pipeline);
			pass.set_bind_group(0, &bound, &[]);
			pass.dispatch_workgroups(batch.strands.div_ceil(shader::WORKGROUP), 1, 1);
		}
		self.queue.submit([encoder.finish()]);
		self.device.poll(wgpu::PollType::wait_indefinitely()).map(|_| ()).map_err(refused)
	}

	/// Brings cells to the processor.
	fn read(&self, from: &wgpu::Buffer, cells: &mut Vec<Digest>) -> Result<(), GpuError> {
		let here = self.device.create_buffer(&wgpu::BufferDescriptor {
			label: None,
			size: from.size(),
			usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
			mapped_at_creation: false,
		});
		let mut encoder = self.device.create_command_encoder(&Default::default());
		encoder.copy_buffer_to_buffer(from, 0, &here, 0, from.size());
		self.queue.submit([encoder.finish()]);
		let (tell, told) = mpsc::channel();
		here.slice(..).map_async(wgpu::MapMode::Read, move |mapped| {
			// Whoever asked waits for it, below.
			let _ = tell.send(mapped);
		});
		self.device.poll(wgpu::PollType::wait_indefinitely()).map_err(refused)?;
		told.recv().map_err(refused)?.map_err(refused)?;
		let bytes = here.slice(..).get_mapped_range().map_err(refused)?;
		cells.extend(bytes.as_chunks::<32>().0);
		Ok(())
	}
}

fn refused(error: impl std::fmt::Display) -> GpuError {
	GpuError::Refused(error.to_string())
}
