// View functions through @polkadot/api, which has no helper of its own for them: they are listed in the
// chain's metadata and executed by the runtime API `RuntimeViewFunction`.
import { u8aConcat, u8aToHex } from '@polkadot/util';

/**
 * Calls a pallet's view function and decodes what it answers.
 *
 *     const quote = await view(api, 'inference', 'quote', release, 70, 64, { Replicated: { … } }, null);
 *
 * `api` may also be `await api.at(hash)`, to ask about the state after that block.
 */
export async function view(api, pallet, name, ...args) {
	const { registry } = api;
	const found = describe(registry.metadata, pallet, name);
	if (args.length !== found.inputs.length) {
		const wanted = found.inputs.map((input) => input.name.toString()).join(', ');
		throw new Error(`${pallet}.${name} takes (${wanted})`);
	}
	const encode = (input, i) =>
		registry.createType(registry.createLookupType(input.type), args[i]).toU8a();
	const input = u8aConcat(...found.inputs.map(encode));
	const id = found.id.toU8a();
	const query = { prefix: id.slice(0, 16), suffix: id.slice(16) };
	// As hex: raw bytes would be taken for a value that carries its own length.
	const reply = await api.call.runtimeViewFunction.executeViewFunction(query, u8aToHex(input));
	if (reply.isErr) {
		throw new Error(`${pallet}.${name}: ${reply.asErr}`);
	}
	return registry.createType(registry.createLookupType(found.output), reply.asOk.toU8a(true));
}

function describe(metadata, pallet, name) {
	const module = metadata.pallets.find((m) => m.name.toString().toLowerCase() === pallet.toLowerCase());
	const found = module?.viewFunctions?.find((f) => f.name.toString() === name);
	if (!found) {
		throw new Error(`this chain has no view function ${pallet}.${name}`);
	}
	return found;
}
