// What every application does with @polkadot/api: send and hear what came of it, follow a job's events.

/**
 * Signs and sends; the events of the call once its block is final, or why it failed. What is in a block that
 * is not final may get another id in another block.
 */
export function send(api, signer, tx) {
	return new Promise((resolve, reject) => {
		tx.signAndSend(signer, { nonce: -1 }, ({ status, events, dispatchError }) => {
			if (status.isFinalized) {
				if (dispatchError) {
					reject(new Error(explain(api, dispatchError)));
				} else {
					resolve({ block: status.asFinalized.toHex(), events: events.map(({ event }) => event) });
				}
			} else if (status.isDropped || status.isInvalid || status.isUsurped || status.isFinalityTimeout) {
				reject(new Error(`the transaction is ${status.type.toLowerCase()}: another node may still include `
					+ 'it, so look at the account before you send it again'));
			}
		}).catch(reject);
	});
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
