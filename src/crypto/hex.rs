//! Bytes as hex digits, in a time that depends on their number only.

/// Two lower-case digits for every byte. The text has its full length from the start: a growing one would leave copies of a
/// key that nobody wipes.
pub fn encode(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// Exactly `N` bytes; `None` for anything else.
pub fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let read = base16ct::mixed::decode(text, &mut bytes).ok()?.len();
    (read == N).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn bytes_survive_their_hex_form_and_nothing_else_is_read() {
        let bytes = [0, 1, 0x9f, 0xff];
        assert_eq!(encode(&bytes), "00019fff");
        assert_eq!(decode(&encode(&bytes)), Some(bytes));
        for text in ["", "00019f", "00019fff0", "00019ffg", "0x019fff"] {
            assert_eq!(decode::<4>(text), None, "{text}");
        }
    }
}
