// What every application does with @polkadot/api: send and hear what came of it, follow a job's events.
import { ApiPromise } from '@polkadot/api';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * What prints to standard output from now on: all that @polkadot/api has to say, as when the chain is upgraded, goes to
 * standard error.
 */
export function quietly() {
	const { log } = console;
	console.log = console.error;
	return log;
}

const UNSURE = 'another node may still include it, so look at the account before you send it again';

/**
 * Signs and sends; the events of the call once its block is final, or why it failed. What is in a block that
 * is not final may get another id in another block.
 *
 * An upgrade of the runtime makes everything invalid that was signed before it and waits. Such a call is signed anew:
 * the first one can be in no block any more.
 */
export async function send(api, signer, tx) {
	const signedFor = api.runtimeVersion.specVersion.toNumber();
	try {
		return await sendOnce(api, signer, tx);
	} catch (error) {
		if (!error.notTaken || !(await upgraded(api, signedFor))) {
			throw error;
		}
		return sendOnce(api, signer, tx);
	}
}

async function sendOnce(api, signer, tx) {
	const signed = await tx.signAsync(signer, { nonce: -1 });
	const block = await included(api, signed);
	const events = await eventsOf(api, block, signed.hash)
		.catch(() => afresh(api, (fresh) => eventsOf(fresh, block, signed.hash)));
	const failed = events.find(({ section, method }) => section === 'system' && method === 'ExtrinsicFailed');
	if (failed) {
		throw new Error(explain(api, failed.data.dispatchError));
	}
	return { block: block.toHex(), events };
}

/** Waits for the final block that has it. Events are read afterwards: an upgrade must not end this wait. */
function included(api, signed) {
	let stop;
	return new Promise((resolve, reject) => {
		const notTaken = (message) => reject(Object.assign(new Error(message), { notTaken: true }));
		api.rpc.author.submitAndWatchExtrinsic(signed, (status) => {
			const gone = `the transaction is ${status.type.toLowerCase()}: ${UNSURE}`;
			if (status.isFinalized) {
				resolve(status.asFinalized);
			} else if (status.isDropped || status.isInvalid) {
				notTaken(gone);
			} else if (status.isUsurped || status.isFinalityTimeout) {
				reject(new Error(gone));
			}
		}).then((unsubscribe) => { stop = unsubscribe; }).catch((error) => notTaken(error.message));
	}).finally(() => stop?.());
}

async function eventsOf(api, block, hash) {
	const [{ block: { extrinsics } }, at] = await Promise.all([api.rpc.chain.getBlock(block), api.at(block)]);
	const index = extrinsics.findIndex((extrinsic) => extrinsic.hash.eq(hash));
	const ours = ({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.eq(index);
	return (await at.query.system.events()).filter(ours).map(({ event }) => event);
}

/**
 * Reads by another connection. While the chain is upgraded @polkadot/api gives the types by which it has read a block to
 * the new runtime, and goes on to read that block by them.
 */
async function afresh(api, read) {
	const provider = api._rpcCore.provider.clone();
	const fresh = await ApiPromise.create({ provider, noInitWarn: true });
	try {
		return await read(fresh);
	} finally {
		await fresh.disconnect();
	}
}

/**
 * Reads, and once more if that failed: while the chain is upgraded, @polkadot/api has two runtimes for a moment and may
 * decode what one has said by the types of the other.
 */
export async function steadily(read) {
	try {
		return await read();
	} catch {
		await pause(6_000);
		return read();
	}
}

/** Whether the chain has another runtime than `version`; if so, once `api` signs for it. */
async function upgraded(api, version) {
	const { specVersion } = await api.rpc.state.getRuntimeVersion();
	if (specVersion.toNumber() === version) {
		return false;
	}
	while (api.runtimeVersion.specVersion.toNumber() === version) {
		await pause(200);
	}
	return true;
}

function explain(api, error) {
	if (!error.isModule) {
		return error.toString();
	}
	const { section, name, docs } = api.registry.findMetaError(error.asModule);
	return `${docs.join(' ')} (${section}.${name})`;
}

export const find = (events, section, method) => {
	const event = events.find((e) => e.section === section && e.method === method);
	if (!event) {
		throw new Error(`no ${section}.${method} among the events`);
	}
	return event.data;
};

/** Calls `seen` for each event of a job, final block by block, until it says that it has seen enough. */
export async function follow(api, job, from, seen) {
	let next = from;
	let stop;
	let busy = Promise.resolve();
	await new Promise((resolve, reject) => {
		const read = async (head) => {
			for (; next <= head; next++) {
				const hash = await api.rpc.chain.getBlockHash(next);
				const events = await (await api.at(hash)).query.system.events();
				for (const { event } of events) {
					const ours = event.section === 'inference' && event.data.job?.eq(job);
					if (ours && seen(event, next)) {
						return resolve();
					}
				}
			}
		};
		api.rpc.chain.subscribeFinalizedHeads((header) => {
			busy = busy.then(() => read(header.number.toNumber())).catch(reject);
		}).then((unsubscribe) => { stop = unsubscribe; }).catch(reject);
	}).finally(() => stop?.());
}

/**
 * Calls `done` with the chain as it is after each final block, until it gives something else than undefined; that, and
 * the block.
 */
export async function until(api, done) {
	let stop;
	let busy = Promise.resolve();
	return new Promise((resolve, reject) => {
		const look = async (header) => {
			const found = await steadily(async () => done(await api.at(header.hash)));
			if (found !== undefined) {
				resolve({ found, block: header.number.toNumber() });
			}
		};
		api.rpc.chain.subscribeFinalizedHeads((header) => {
			busy = busy.then(() => look(header)).catch(reject);
		}).then((unsubscribe) => { stop = unsubscribe; }).catch(reject);
	}).finally(() => stop?.());
}
