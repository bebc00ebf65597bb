//! Checks of the few texts that listings carry. They keep lists readable and free of tricks with
//! control characters; whether a text is true is nobody's business here.

/// Whether `name` is UTF-8, not empty, without control characters and without outer blanks.
pub fn is_name(name: &[u8]) -> bool {
	let Ok(name) = core::str::from_utf8(name) else { return false };
	!name.is_empty() && name.trim() == name && !name.chars().any(char::is_control)
}

/// Whether `uri` is empty or printable ASCII without blanks.
pub fn is_uri(uri: &[u8]) -> bool {
	uri.iter().all(u8::is_ascii_graphic)
}

/// Whether `id` has the form of an SPDX licence identifier: letters, digits, `.` and `-`, with
/// letters or digits at both ends, and `+` allowed at the very end.
pub fn is_licence_id(id: &[u8]) -> bool {
	let id = id.strip_suffix(b"+").unwrap_or(id);
	let ends = [id.first(), id.last()];
	ends.iter().all(|end| end.is_some_and(u8::is_ascii_alphanumeric))
		&& id.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}
